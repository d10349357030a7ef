"""Rule: a labelled property of the subject ("- **Limitation:** …", "**Output range:** $(0, 1)$")."""

import re
from collections.abc import Iterator

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.answers import opening, resolved
from app.generator.extractive.drafting import basic
from app.generator.extractive.enumerations import enumeration
from app.generator.extractive.labels import heading_of_list, question_for, reads_as_prose
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, named
from app.generator.extractive.terms import defines
from app.notes.outline import Block
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, sentences

RULE = "property"

_SUFFERS = re.compile(r"^(?:(?:it|they) )?(?:also |can |may |often )*(?P<verb>suffers?) from ", re.IGNORECASE)
_BEING = re.compile(r"^(?:it|this|they)(?:['’]s| is| are| has| have)\b", re.IGNORECASE)
_USED_IN = re.compile(
    r"^(?P<adverb>\w+ )?used (?:exclusively |mainly |mostly )?(?P<place>in (?:the|an?|all|most|hidden|output|many)\s)",
    re.IGNORECASE,
)
_IMPERATIVE_IF = re.compile(r"^use (?P<what>[\w -]{1,40}?) (?P<when>when|if) ", re.IGNORECASE)


def properties(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """Asks for the property by its label; the answer is the value's first one or two sentences."""
    if not block.label or not names_property(block.label.text) or reads_as_prose(block.label.text):
        return
    if block.body and defines(block, scene):
        return
    if not block.body:
        if len(block.children) == 1 and not block.children[0].label and not block.children[0].children:
            only = block.children[0]
            yield _draft(block.label.text, only.body, scene.span(block.label.start, only.passage.end), scene)
        return
    head = opening(_from_subject(block, scene))
    if head is None or _only_a_beginning(block, head):
        return
    listed = list(
        enumeration(heading_of_list(block.label.text, named(scene), scene.evidence), head.text, block.passage, scene)
    )
    if any(listed):
        yield from listed
        return
    for best in dict.fromkeys((head, sentences(head)[0])):
        first = 0 if best.start == block.body.start else block.passage.origin.index(best.start)
        proof = block.passage.cut(first, block.passage.origin.index(best.origin[-1]) + 1)
        draft = _draft(block.label.text, best, proof, scene)
        if draft is not None:
            yield draft
            return


def _only_a_beginning(block: Block, head: Passage) -> bool:
    """An example of which only the opening ("Imagine a dataset …") would fit the answer tells nothing."""
    story = re.match(r"(?:imagine|suppose|consider|let['’]s)\b", head.text, re.IGNORECASE)
    if re.match(r"if you\b", head.text, re.IGNORECASE) and len(sentences(block.body)) > 1:
        return len(sentences(head)) < 2
    return bool(story) and len(sentences(head)) < 2


def _from_subject(block: Block, scene: Scene) -> Passage:
    """`How it works` that starts with what others do ("In standard Adam, …") is answered from the subject on."""
    if label_words(block.label.text)[:1] != ("how",):
        return block.body
    found = sentences(block.body)
    aliases = tuple(alias for alias in scene.subject.aliases if len(alias) > 2)
    if re.match(r"in (?:standard|plain|vanilla|traditional|ordinary)\b", found[0].text, re.IGNORECASE):
        for sentence in found[1:]:
            if sentence.text.casefold().lstrip("*_").startswith(aliases):
                return block.body.cut(block.body.origin.index(sentence.start))
    return block.body


def _draft(label: str, value: Passage, proof: Passage, scene: Scene) -> Draft | None:
    question, answer = _ask(label, value, scene)
    if not question:
        return None
    draft = basic(scene, RULE, question, answer, proof)
    return draft or basic(scene, RULE, question, plain(value.text), proof)


def _ask(label: str, value: Passage, scene: Scene) -> tuple[str, str]:
    name, subject = scene.subject, named(scene)
    text = plain(value.text)
    words = label_words(label)
    suffers = _SUFFERS.match(text)
    if suffers and words[-1] in {"problem", "limitation", "con", "drawback", "disadvantage", "weakness"}:
        return f"What problem {name.do} {subject} suffer from?", text[suffers.end() :]
    if words[-1] in {"use", "usage"} and len(words) == 1 and _BEING.match(text):
        return f"Why {name.be} {subject} used?", resolved(text, name)
    used = _USED_IN.match(text)
    if used and words[-1] in {"use", "usage", "case"}:
        adverb = (used.group("adverb") or "").casefold()
        return f"Where {name.be} {subject} {adverb}used?", text[used.start("place") :]
    when = _IMPERATIVE_IF.match(text)
    if when and words[0] == "when":
        return f"When should {subject} be used?", text[when.start("when") :]
    if words[-1] in {"idea", "goal", "purpose", "aim"} and verbs.is_gerund(text.split(" ")[0].casefold()):
        return question_for(label, name, subject, scene.evidence), text
    return question_for(label, name, subject, scene.evidence), resolved(text, name)
