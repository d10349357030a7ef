"""Rule: lists become one card with a deletion for each member, never one question for all of them."""

import re
from collections.abc import Iterator, Sequence

from app.cards.cloze import delete
from app.domain import CardKind, Draft
from app.generator.extractive.answers import capitalised, dangles, resolved, short_name
from app.generator.extractive.asking import acts, is_formula
from app.generator.extractive.casing import inner_case
from app.generator.extractive.drafting import MOST_DELETION_WORDS, cloze, deletable
from app.generator.extractive.label_kinds import is_clause, is_code, is_number, looks_like_date
from app.generator.extractive.labels import heading_of_list, link_for
from app.generator.extractive.nouns import singular
from app.generator.extractive.plain import plain, stray_marks
from app.generator.extractive.scene import Scene, category_of, has_name, named, of_people
from app.generator.extractive.sides import is_side
from app.notes.headings import is_generic
from app.notes.outline import Block, BlockKind
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, sentences
from app.text import content_words, normalise

RULE = "list"
RULE_STEPS = "steps"
_MOST_TITLE_WORDS = 6
MOST_MEMBERS = 12

_LEAD_VERB = re.compile(
    r"^(?P<what>.{3,90}?)\s+(?:includes?|are|is|consists? of|contains?|comprises?|involves?|uses?|has|have|can be)"
    r"(?:\s+the)?(?:\s+(?:following|these))?[^:]{0,40}:$",
    re.IGNORECASE,
)
_PROCESS = frozenset(
    "process step procedure algorithm workflow phase stage pipeline work works method training".split()
)
_COMPARING = re.compile(r"\bcompar|\banalysis\b|\bversus\b|\bvs\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:architecture|structure|anatomy|composition|system|stack|layout)$", re.IGNORECASE)
_EMPTY_FACETS = frozenset("definition glossary misc note overview term terminology thing timeline vocabulary".split())
_SEVERAL = re.compile(r"\b(?:characteristics|criteria|basics|metrics|series)$", re.IGNORECASE)
_BREAK = re.compile(
    r"\s+\((?=[^()]*\)\s*\.?$)|[;:—–]\s|,\s+(?:which|where|so|making|thereby|because|but)\s|\s+(?:because|so that"
    r"|in order to|such as|e\.g\.)\s|\.\s"
)


def members(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """One cloze (ordered for numbered steps) over the members of a labelled or announced list."""
    items = [child for child in block.children if child.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH)]
    if any(names_property(item.label.text) for item in items if item.label) or predicates(items, block):
        return
    if len(items) < 2 or block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return
    if block.passage.text.casefold().strip(" :") in {"where", "with", "here"}:
        return
    labelled = all(item.label for item in items)
    if not names_members(items):
        return
    if labelled and _COMPARING.search(block.label.text):
        return
    if labelled and all(re.match(r"(?:for|in|with)\s", item.label.text, re.IGNORECASE) for item in items):
        return
    yield from listing(_title(block, scene), items, scene, ordered=_is_process(block, items))


def names_members(items: Sequence[Block]) -> bool:
    """Whether labels can be members of something: not dates, numbers, commands, clauses or a mere count ("1NF")."""
    labels = [plain(item.label.text) for item in items if item.label]
    if any(looks_like_date(label) or is_number(label) or is_clause(label) or ": " in label for label in labels):
        return False
    if any(is_code(item.label.text) for item in items if item.label):
        return False
    counted = {re.sub(r"\d+|\b[IVX]+\b", "#", label) for label in labels}
    return len(labels) < 2 or len(counted) > 1


def listing(title: str, items: Sequence[Block], scene: Scene, *, ordered: bool) -> Iterator[Draft | None]:
    """The card for members under a title: "Benefits of X:" and a line for each."""
    items = [item for item in items if item.body or item.children]
    if not title or len(items) < 2:
        return
    for chosen in _chunks(items[: 4 * MOST_MEMBERS]):
        shown = [_shown(item) for item in chosen]
        if any(is_formula(text) for text in shown):
            continue
        yield _card(title, chosen, shown, scene, ordered=ordered)


def _chunks(items: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """At most MOST_MEMBERS on one card, evenly spread."""
    parts = -(-len(items) // MOST_MEMBERS)
    size = -(-len(items) // parts)
    for begin in range(0, len(items), size):
        if len(items) - begin >= 2:
            yield items[begin : begin + size]


def _card(title: str, items: Sequence[Block], shown: list[str], scene: Scene, *, ordered: bool) -> Draft | None:
    lines: list[str] = []
    hidden: list[str] = []
    for item, text in zip(items, shown, strict=True):
        start, end = _stretch(text)
        words = text[start:end]
        others = "\n".join((title, *(other for other in shown if other != text)))
        mark = f"{item.number}." if ordered and item.number is not None else "-"
        if stray_marks(text) or not words or not deletable(words, title) or _repeats(words, others):
            lines.append(f"{mark} {text}")
            continue
        hidden.append(words)
        lines.append(f"{mark} {text[:start]}{delete(words, len(hidden))}{text[end:]}")
    if len(hidden) < 2 or len(hidden) * 2 < len(items):
        return None
    proof = _proof(items, scene)
    kind = CardKind.ORDERED if ordered else CardKind.CLOZE
    return cloze(scene, RULE_STEPS if ordered else RULE, f"{title}:\n\n" + "\n".join(lines), hidden, proof, kind)


def _repeats(words: str, others: str) -> bool:
    """Two members with the same words would give each other away."""
    plainly = normalise(words).text
    return any(normalise(line).text.strip(" .") == plainly.strip(" .") for line in others.split("\n"))


def _shown(item: Block) -> str:
    """A member as its line shows it: its label where it has one, else its first sentence."""
    if item.label:
        return capitalised(plain(item.label.text))
    first = sentences(item.body)
    text = plain(first[0].text if first else item.body.text)
    return capitalised(text.rstrip(".:;, "))


def _stretch(text: str) -> tuple[int, int]:
    """The part of a member to hide: all of it, or up to where a long one can be broken."""
    end = len(text)
    for match in _BREAK.finditer(text):
        if match.start() >= 3:
            end = match.start()
            break
    if len(text.split()) <= MOST_DELETION_WORDS and (end == len(text) or len(text.split()) <= 7):
        return 0, len(text)
    if len(text[:end].split()) <= MOST_DELETION_WORDS:
        return 0, end
    comma = re.search(r",\s", text)
    purpose = re.match(r"(?:To|For|When|If|In|By|After|Before)\s[^,]{3,80},\s", text)
    if purpose and len(text[purpose.end() :].split()) <= MOST_DELETION_WORDS:
        return purpose.end(), len(text)
    if comma and 3 <= len(text[: comma.start()].split()) <= MOST_DELETION_WORDS:
        return 0, comma.start()
    return 0, 0


def _proof(items: Sequence[Block], scene: Scene) -> Passage:
    """The source from the first member's first character to the last member's name or first sentence."""
    last = items[-1]
    if last.label:
        end = last.label.end
    else:
        found = sentences(last.body)
        end = found[0].end if found else last.body.end
    start = items[0].start
    return Passage(scene.section.text[start:end], tuple(range(start, end)))


def _is_process(block: Block, items: Sequence[Block]) -> bool:
    """Numbers mean an order only where the label, the lead or the steps themselves speak of a course of events."""
    if not all(item.ordered for item in items):
        return False
    said = set(label_words(block.label.text)) if block.label else set(label_words(block.passage.text.rstrip(":")))
    return bool(said & _PROCESS) or not any(item.label for item in items)


def _title(block: Block, scene: Scene) -> str:
    """What the list is a list of, with the subject named."""
    subject = named(scene)
    if block.label and names_property(block.label.text):
        lead = _announced(block, scene)
        return lead or heading_of_list(block.label.text, subject, scene.evidence)
    if block.label:
        name = scene.name(block.label.text)
        kinds = _common_head(block.children)
        if kinds and category_of(name) == "" and block.body and not _shares(kinds, name.text) and name.sure:
            return f"{capitalised(kinds)} of {name.phrase}"
        several = name.plural or _SEVERAL.search(name.bare)
        if not several and not (is_generic(block.label.text) and _WHOLE.search(name.bare)):
            return ""
        told = _shares(name.text, subject) or " of " in name.text or not has_name(scene.subject)
        told = told or (bool(category_of(name)) and not is_side(block.label.text))
        return capitalised(name.text) if told else f"{capitalised(name.text)} {link_for(block.label.text)} {subject}"
    return _lead(block, scene)


def _announced(block: Block, scene: Scene) -> str:
    """The sentence that announces the list, its subject named: "Triplet loss works with three inputs at a time"."""
    found = sentences(block.body)
    if not found or not found[-1].text.endswith(":"):
        return ""
    text = plain(found[-1].text).rstrip(": ")
    if acts(text):
        return f"{short_name(scene.subject)} {text[0].lower()}{text[1:]}" if not scene.subject.plural else ""
    said = resolved(text, scene.subject)
    clear = not dangles(said) and _shares(said, scene.subject.text) and 2 < len(said.split()) <= 24
    return said if clear else ""


def _common_head(items: Sequence[Block]) -> str:
    """The noun that all labelled members end in, in the plural: "Forget gate", "Input gate" → "gates"."""
    heads = {
        plain(item.label.text).split("(")[0].split()[-1:][0].casefold()
        for item in items
        if item.label and plain(item.label.text).split("(")[0].split()
    }
    heads = {singular(head) for head in heads}
    if len(heads) != 1 or not all(item.label for item in items):
        return ""
    head = heads.pop()
    return head if singular(head) != head else f"{head}s"


def _shares(left: str, right: str) -> bool:
    """Whether two names have a word in common, number aside."""
    return bool(set(content_words(left)) & set(content_words(right)))


def predicates(items: Sequence[Block], block: Block | None) -> bool:
    """Whether unlabelled members are predicates of the subject ("Computes attention weights …"), each its own card."""
    if block is not None and (block.label or (block.children and block.open)):
        return False
    return all(not item.label and not item.ordered and acts(plain(item.body.text)) for item in items)


def _lead(block: Block, scene: Scene) -> str:
    """A lead with its subject: "Common strategies include:" → "Common strategies for weight initialization"."""
    found = sentences(block.body)
    if not found:
        return ""
    text = plain(found[-1].text)
    match = _LEAD_VERB.match(text)
    subject = named(scene)
    if re.match(r"(?:it|they|this|these|you|we|there)\b", text, re.IGNORECASE):
        return capitalised(scene.subject.text) if scene.subject.plural else ""
    if not match:
        lead = text.rstrip(": ")
        lead = inner_case(f"x {lead.split(' ')[0]}", scene.evidence)[2:] + lead[len(lead.split(" ")[0]) :]
        return f"{capitalised(scene.subject.text)}: {lead}" if len(lead.split()) <= 14 else ""
    if re.search(r"\b(?:has|have)\b", text):
        return re.sub(r"\b(?:the )?following\s+", "", text.rstrip(": ")) if _shares(text, subject) else ""
    what = re.sub(r"^(?:some|the|its|their|several|many)\s+", "", match.group("what"), flags=re.IGNORECASE)
    if _shares(what, scene.subject.text):
        whole = scene.subject.plural and len(content_words(scene.subject.text)) >= len(content_words(what))
        return capitalised(scene.subject.text if whole else what)
    return heading_of_list(what, subject, scene.evidence)


def heading_title(scene: Scene, items: Sequence[Block]) -> tuple[str, bool]:
    """The title of a section that is itself a list, and whether its numbers are an order."""
    ordered = all(item.ordered for item in items)
    if (
        of_people(scene.facet)
        or not has_name(scene.subject)
        or not names_members(items)
        or len(scene.subject.text.split()) > _MOST_TITLE_WORDS
    ):
        return "", False
    if scene.facet:
        if items[0].label and set(label_words(scene.facet)) & _EMPTY_FACETS:
            return "", False
        words = set(label_words(scene.facet)) | set(normalise(scene.facet).text.split())
        return heading_of_list(scene.facet, named(scene), scene.evidence), ordered and bool(words & _PROCESS)
    name = capitalised(scene.subject.text)
    if ordered:
        return (name if scene.subject.plural else f"Steps of {scene.subject.phrase}"), True
    if scene.subject.plural:
        chosen = items[0].label and re.match(r"(?:key|important|famous|major|main)\s", name, re.IGNORECASE)
        return ("" if chosen else name), False
    if items[0].label:
        return (f"Parts of {scene.subject.phrase}" if _WHOLE.search(scene.subject.bare) else ""), False
    return "", False
