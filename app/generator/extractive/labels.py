"""The table of known labels: how a teacher asks for a subject's limitation, range, intuition or use."""

import re

from app.generator.extractive.casing import inner_case
from app.generator.extractive.naming import Name
from app.generator.extractive.nouns import is_plural, singular
from app.generator.extractive.plain import plain
from app.notes.outline_labels import label_words, names_property
from app.text import content_words

_QUESTIONS: dict[str, str] = {
    "advantage": "What is an advantage of {s}?",
    "aim": "What is the aim of {s}?",
    "analogy": "What analogy explains {s}?",
    "application": "What {be} {s} used for?",
    "author": "Who is the author of {s}?",
    "benefit": "What is a benefit of {s}?",
    "best for": "What {be} {s} best for?",
    "best used for": "What {be} {s} best used for?",
    "con": "What is a drawback of {s}?",
    "caution": "What should you watch out for with {s}?",
    "caveat": "What is a caveat of {s}?",
    "date": "What is the date of {s}?",
    "definition": "What {be} {s}?",
    "description": "What {be} {s}?",
    "disadvantage": "What is a disadvantage of {s}?",
    "downside": "What is a downside of {s}?",
    "drawback": "What is a drawback of {s}?",
    "effect": "What is the effect of {s}?",
    "equation": "What is the equation for {s}?",
    "example": "What is an example of {s}?",
    "fact": "What were the facts of {s}?",
    "good for": "What {be} {s} good for?",
    "how it work": "How {do} {s} work?",
    "how it works": "How {do} {s} work?",
    "how it worked": "How did {s} work?",
    "how they work": "How {do} {s} work?",
    "how to use": "How {be} {s} used?",
    "idea": "What is the idea behind {s}?",
    "intuition": "What is the intuition behind {s}?",
    "justification": "What justifies {s}?",
    "limitation": "What is the limitation of {s}?",
    "location": "Where {be} {s} located?",
    "meaning": "What {do} {s} mean?",
    "mechanism": "What is the mechanism of {s}?",
    "mnemonic": "What is a mnemonic for {s}?",
    "motivation": "What is the motivation for {s}?",
    "pitfall": "What is a pitfall of {s}?",
    "problem": "What is the problem with {s}?",
    "pro": "What is an advantage of {s}?",
    "reason": "What is the reason for {s}?",
    "remedy": "What is the remedy for {s}?",
    "solution": "What is the solution to {s}?",
    "strength": "What is a strength of {s}?",
    "symptom": "What is a symptom of {s}?",
    "synonym": "What is another name for {s}?",
    "trap": "What is the trap with {s}?",
    "treatment": "How {be} {s} treated?",
    "use": "What {be} {s} used for?",
    "use case": "What is the main use case of {s}?",
    "used for": "What {be} {s} used for?",
    "used in": "What {be} {s} used in?",
    "useful for": "What {be} {s} useful for?",
    "usage": "What {be} {s} used for?",
    "weakness": "What is a weakness of {s}?",
    "what it does": "What {do} {s} do?",
    "what it doe": "What {do} {s} do?",
    "what it is": "What {be} {s}?",
    "when to use": "When should {s} be used?",
    "when to use it": "When should {s} be used?",
    "when used": "When {be} {s} used?",
    "where used": "Where {be} {s} used?",
    "why": "Why {do} {s} matter?",
    "why it matter": "Why {do} {s} matter?",
    "why it matters": "Why {do} {s} matter?",
    "why it work": "Why {do} {s} work?",
    "why it works": "Why {do} {s} work?",
    "why it's useful": "Why {be} {s} useful?",
    "why it is useful": "Why {be} {s} useful?",
    "why it's important": "Why {be} {s} important?",
    "why use it": "Why {be} {s} used?",
}
_LINKS = {
    "alternative": "to", "analogy": "for", "approach": "to", "case": "for", "cause": "of", "condition": "for",
    "criterion": "for", "criteria": "for", "equation": "for", "exception": "to", "formula": "for",
    "foundation": "of", "intuition": "behind", "motivation": "for", "reason": "for", "requirement": "for",
    "solution": "to", "strategy": "for", "technique": "for", "test": "for", "tip": "for", "treatment": "for",
    "practice": "for", "method": "for", "tool": "for", "goal": "of",
}  # fmt: skip
_PROSE = frozenset(
    """
    note warning tip remark explanation summary takeaway point insight interpretation importance derivation proof
    context
    """.split()
)
_WHY_WHAT = re.compile(r"^why\s+(?P<what>.+?)\??$", re.IGNORECASE)


def reads_as_prose(label: str) -> bool:
    """Whether what follows the label speaks for itself ("Note:", "Key takeaway:") and needs no question of its own."""
    return bool(set(label_words(label)) & _PROSE)


def question_for(label: str, name: Name, subject: str, evidence: str) -> str:
    """The question a label's value answers. `subject` is the name as it is to be said."""
    said = " ".join(label_words(label))
    for known in (said, re.sub(r"^(?:key|main|primary|core|common|typical|major|the|a) ", "", said)):
        if known in _QUESTIONS and not (known != said and known in {"idea", "use"}):
            return _QUESTIONS[known].format(s=subject, be=name.be, do=name.do)
    why = _WHY_WHAT.match(plain(label))
    if why:
        return _why(why.group("what"), name, subject, evidence)
    if re.match(r"(?:how|when|where|what|who)\b", said):
        return ""
    shown = label_text(label, evidence)
    link = "in" if re.search(r"\w v\.? [A-Z]", subject) else link_for(label)
    if when := re.match(r"(\w+) when$", shown):
        return f"When {name.be} {subject} {when.group(1)}?"
    one = singular(shown) if is_plural(shown) else shown
    return f"What is the {one} {link} {subject}?"


def _why(what: str, name: Name, subject: str, evidence: str) -> str:
    """`Why harmonic mean?` → "Why does the F1 score use the harmonic mean?"; whole clauses are taken as they are."""
    if re.match(r"(?:is|are|do|does|it|they|we|not|use)\b", what, re.IGNORECASE):
        return ""
    inner = inner_case(what.strip(), evidence)
    article = (
        ""
        if is_plural(inner) or inner[:1].isupper()
        else ("the " if re.search(rf"\bthe \W*{re.escape(inner)}", evidence) else "")
    )
    return f"Why {name.do} {subject} use {article}{inner}?"


def label_text(label: str, evidence: str) -> str:
    """A label inside a sentence: property names are common words, whatever the note's capitals."""
    text = plain(label).strip(" :.?")
    if names_property(label):
        return " ".join(
            word if re.search(r"[A-Z].*[A-Z]|\d|\$", word) else word[:1].lower() + word[1:] for word in text.split()
        )
    return inner_case(text, evidence)


def link_for(label: str) -> str:
    """The preposition between a label and its subject: "solution to", "formula for", "limitation of"."""
    found = label_words(label)
    return _LINKS.get(found[-1], "of") if found else "of"


def heading_of_list(label: str, subject: str, evidence: str) -> str:
    """The line above a list's members: "Benefits of transfer learning"."""
    said = " ".join(label_words(label))
    if said.startswith("how"):
        return f"How {subject} works" if not is_plural(subject) else f"How {subject} work"
    if said in {"best for", "used for", "good for", "useful for"}:
        return f"What {subject} {'are' if is_plural(subject) else 'is'} {said}"
    if said.startswith(("when", "why", "what", "where")):
        return ""
    shown = label_text(label, evidence)
    if set(label_words(label)) <= {"process", "procedure", "step", "workflow", "training", "algorithm"}:
        return f"Steps of {subject}" if "training" not in label_words(label) else f"Training process of {subject}"
    *before, head = shown.split(" ")
    if set(content_words(head)) & set(content_words(subject)):
        return " ".join([*before, subject]).strip().capitalize() if subject.islower() else subject
    return f"{shown[:1].upper()}{shown[1:]} {link_for(label)} {subject}"
