"""Rule: formulas, their lead-in line and the list that says what their letters mean."""

import re
from collections.abc import Iterator, Sequence

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.asking import definite, is_formula
from app.generator.extractive.casing import inner_case
from app.generator.extractive.drafting import basic, cloze
from app.generator.extractive.nouns import is_plural
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, named
from app.notes.outline import Block, BlockKind
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, masked, opaque_only, sentences

RULE = "formula"
RULE_LETTERS = "notation"

_EXPRESSED = re.compile(
    r"^(?P<what>.{3,100}?)\s+(?:can be|is|are|may be|could be)\s+(?:\w+ly )?(?P<verb>expressed|written|defined"
    r"|given|computed"
    r"|calculated|represented|obtained|found|described|formulated|estimated|updated)(?: (?:as|by|with|using"
    r"|in \w+ form))?"
    r"(?P<more>[^:]{0,40}):$",
    re.IGNORECASE,
)
_IN_FORM = re.compile(r"^(?P<lead>(?:in|for|with|on)\s[^:]{3,60}):\s+(?P<formula>\S.*)$", re.IGNORECASE)
_PLAIN_FORMULA = re.compile(r"^\S[^.!?\n]{0,200}(?:=|≈|∝|≤|≥)[^.!?\n]{1,200}$")
_TYPED = re.compile(r"^(?P<left>[^=≈<>:.`$]{1,60}?)\s+=\s+(?P<right>[^=`$]{3,90})$")
_OPERATOR = re.compile(r"[+*/^×·÷−√%]|\s-\s|\w\(|\d|[a-zA-Z]{2} ?[a-zA-Z]?²")
_MARKED = re.compile(r"(?<![*\w])\*{1,2}(?=[^\s*])([^*\n]{2,60}?)(?<=\S)\*{1,2}(?!\*)")
_LEADS_ON = re.compile(r"(?::|\b(?:is|are|by|as|reads|equals|becomes|gives))$")
_DEFINES = re.compile(r"\b(?:defines|is called|is known as) (?:the |an? )?\*{1,2}(?P<name>[^*\n]{2,60})\*{1,2}")
_LETTER = re.compile(
    r"^(?P<letter>\$[^$]{1,60}\$|`[^`]{1,40}`|[^\W\d_][\w^']{0,5}(?:\([\w, ]{1,12}\))?)\s*(?:=|:|–|—|-|is|are"
    r"|denotes?|represents?)\s+(?P<meaning>\S.{1,160}?)\.?$"
)


def formulas(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """Asks for a formula by its label or by the sentence that leads to it."""
    if block.kind is BlockKind.FORMULA:
        return
    if _in_text(block):
        yield from _in_form(block, scene)
        return
    if not block.label and not block.children and (typed := _TYPED.match(plain(block.body.text))):
        yield _typed(block, typed, scene)
        return
    for child in block.children:
        shown = formula_of(child)
        if shown and not (child.label and not names_property(child.label.text)):
            question = _question(block, scene)
            if question:
                yield basic(scene, RULE, question, shown, _between(block, child, scene))
            break


def formula_of(block: Block) -> str:
    """The formula a block is, as an answer shows it; an empty string where it is none."""
    if block.kind is BlockKind.FORMULA:
        latex = _one_line(block.passage.text)
        bare = not latex.startswith(("$$", "\\[", "\\begin"))
        return f"$${latex}$$" if bare else latex
    if block.kind is BlockKind.CODE and _PLAIN_FORMULA.match(block.passage.text.strip()):
        return f"`{block.passage.text.strip()}`"
    if block.kind is BlockKind.ITEM and not block.label and opaque_only(block.body.text):
        return block.body.text.strip()
    return ""


def letters(block: Block, scene: Scene, before: Block | None) -> Iterator[Draft | None]:
    """`where` lists: one cloze that hides what each letter stands for."""
    if not re.match(r"^(?:where|with|here)\b", block.passage.text, re.IGNORECASE) or not block.children:
        return
    lines, hidden = [], []
    for child in block.children[:12]:
        match = _LETTER.match(plain(child.passage.text))
        if not match:
            return
        hidden.append(match.group("meaning"))
        lines.append(f"- {match.group('letter')} = {delete(match.group('meaning'), len(hidden))}")
    title = _letters_title(before, scene)
    proof = _span(scene, block.start, block.end)
    yield cloze(scene, RULE_LETTERS, f"{title}:\n\n" + "\n".join(lines), hidden, proof)


def _letters_title(before: Block | None, scene: Scene) -> str:
    """What the letters belong to: the formula itself, where one stands before the list."""
    lead = _EXPRESSED.match(plain(sentences(before.body)[-1].text)) if before is not None and before.body else None
    found = next((formula_of(child) for child in before.children if formula_of(child)), "") if before else ""
    if lead:
        what = re.sub(r"^(?:the|an?)\s+", "", lead.group("what"), flags=re.IGNORECASE)
        return f"Symbols of the {what}" + (f", {found}" if found else "")
    return (
        f"Symbols of the formula {found} for {named(scene)}" if found else f"Symbols of the formula for {named(scene)}"
    )


def alone(
    block: Block, scene: Scene, before: Block | None = None, after: Sequence[Block] = ()
) -> Iterator[Draft | None]:
    """The one formula of a section: named by its lead-in, by the sentence after it, or else by the heading."""
    shown = formula_of(block)
    if not shown or not re.search(r"=|≈|\\leq?|\\geq?|\\sim|\\propto|\\to\b", shown):
        return
    lead = sentences(before.body)[-1] if before is not None and before.body else None
    name = _lead_name(lead, scene) or next((_defined(one, scene) for one in after), "")
    if name:
        yield basic(scene, RULE, f"What is the formula for {name}?", shown, block.passage)
    elif _heading_names_it(lead, scene):
        yield basic(scene, RULE, f"What is the formula for {named(scene)}?", shown, block.passage)


def _lead_name(lead: Passage | None, scene: Scene) -> str:
    """The term in bold or italics of a lead-in that ends in the formula: "The *Euclidean norm* of $x$ is"."""
    if lead is None or not _LEADS_ON.search(lead.text.rstrip()):
        return ""
    marked = _MARKED.findall(lead.text)
    return _article(marked[-1], scene) if len(marked) == 1 else ""


def _defined(block: Block, scene: Scene) -> str:
    """The term that the sentence after a formula says it defines."""
    match = _DEFINES.search(block.body.text) if block.body else None
    return _article(match.group("name"), scene) if match else ""


def _article(name: str, scene: Scene) -> str:
    found = scene.name(name)
    return found.phrase if found.article or found.plural else f"the {found.text}"


def _heading_names_it(lead: Passage | None, scene: Scene) -> bool:
    """A heading in the plural ("Metric spaces") is no formula's name; neither is one when the lead-in names another."""
    told = rf"^\W*{re.escape(scene.subject.bare)}\W+are \w"
    if not has_name(scene.subject):
        return False
    if scene.subject.plural and not re.search(told, scene.evidence, re.IGNORECASE | re.MULTILINE):
        return False
    other = lead is not None and _LEADS_ON.search(lead.text.rstrip()) and _MARKED.search(lead.text)
    return not other


def _question(block: Block, scene: Scene) -> str:
    """From the label ("Formula:", "Output:") or the lead ("The error can be written as:")."""
    subject = named(scene)
    if block.label:
        words = label_words(block.label.text)
        if not names_property(block.label.text):
            lead = _from_lead(block, scene)
            return lead or f"What is the formula for {scene.name(block.label.text).phrase}?"
        if words[-1] in {"formula", "equation", "formulation", "statement", "definition"}:
            shown = inner_case(plain(block.label.text), scene.evidence)
            return (
                f"What is the {shown} for {subject}?" if not is_plural(shown) else f"What is the formula for {subject}?"
            )
    from_lead = _from_lead(block, scene)
    if from_lead or block.label:
        return from_lead or f"What is the formula for {subject}?"
    said = sentences(block.body)
    announcing = said[-1] if said else None
    name = _lead_name(announcing, scene)
    if name:
        return f"What is the formula for {name}?"
    return f"What is the formula for {subject}?" if _heading_names_it(announcing, scene) else ""


def _from_lead(block: Block, scene: Scene) -> str:
    found = sentences(block.body)
    text = plain(found[-1].text) if found else ""
    match = _EXPRESSED.match(text)
    if not match or re.match(r"(?:it|this|they|these)\b", text, re.IGNORECASE):
        return ""
    what = match.group("what")
    what = (
        what[0].lower() + what[1:]
        if re.match(r"(?:The|An?|Its|Each|Every)\b", what)
        else inner_case(what, scene.evidence)
    )
    be = "are" if is_plural(what) else "is"
    return f"How {be} {what} {match.group('verb').casefold()}{match.group('more').rstrip()}?"


def _in_text(block: Block) -> bool:
    return not block.label and not block.children and bool(_IN_FORM.match(block.passage.text))


def _in_form(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """`In discrete form: y = …`: the lead is part of the question."""
    match = _IN_FORM.match(block.passage.text)
    if match and _formula_like(match.group("formula")):
        lead = match.group("lead")
        question = f"What is the formula for {named(scene)} {lead[0].lower()}{lead[1:]}?"
        yield basic(scene, RULE, question, match.group("formula"), block.passage)


def _typed(block: Block, typed: re.Match[str], scene: Scene) -> Draft | None:
    """A formula typed in words or letters: "Density = mass / volume", "GDP = C + I + G"."""
    left, right = typed.group("left").strip(), typed.group("right").strip(" .")
    if not _OPERATOR.search(right) or re.search(r"[a-z]{3,}[,;:] |\b(?:is|are|brings?|which|that|so)\b", right):
        return None
    if re.fullmatch(r"[A-Z][A-Z&]{1,6}", left) or re.fullmatch(r"[A-Za-z][a-z]{3,}(?:[ -][A-Za-z]+){0,5}", left):
        name = scene.name(left)
        said = name.phrase if name.article or name.plural or left.isupper() else definite(name)
        return basic(scene, RULE, f"What is the formula for {said}?", right, block.passage)
    if re.fullmatch(r"\w{1,3}(?:\([\w, ]{1,12}\))?", left) and _heading_names_it(None, scene):
        return basic(scene, RULE, f"What is the formula for {named(scene)}?", f"{left} = {right}", block.passage)
    return None


def _formula_like(text: str) -> bool:
    return is_formula(text) or (
        bool(_PLAIN_FORMULA.match(text)) and not re.search(r"[a-z]{4,} [a-z]{3,}", masked(text))
    )


def _one_line(latex: str) -> str:
    return " ".join(latex.split())


def _between(block: Block, child: Block, scene: Scene) -> Passage:
    """From the lead's last sentence to the end of the formula."""
    found = sentences(block.body)
    start = block.label.start if block.label else (found[-1].start if found else block.start)
    end = child.passage.end
    return _span(scene, start if end - start <= 280 else child.passage.start, end)


def _span(scene: Scene, start: int, end: int) -> Passage:
    return Passage(scene.section.text[start:end], tuple(range(start, end)))
