"""Sentence rule of last resort: the author's own sentence with its most telling words hidden.

A sentence that no rule can ask about with certainty is shown as it stands, so that the card can not be bad English.
It must be understood alone: a pronoun at its start is replaced where its subject is certain, otherwise the sentence
before it is shown too, otherwise there is no card.
"""

import re
from collections.abc import Iterator

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.answers import resolved, short_name
from app.generator.extractive.asking import acts
from app.generator.extractive.drafting import cloze, deletable
from app.generator.extractive.enumerations import LEAST, enumeration
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, setting
from app.generator.extractive.telling import OPENING_CLAUSE, Hiding, has_verb, hidings, verb_end, what_it_says
from app.notes.passage import Passage, masked, sentences
from app.text import content_words

RULE = "gap"
LEAST_WORDS, LEAST_VISIBLE, MOST_VISIBLE, MOST_LITERALS = 4, 3, 36, 3

_LEADING = re.compile(
    r"^(?:(?:okay|ok|well|now),? (?:so,? )?|(?:we say|note|recall|remember|notice|observe) (?:that )?"
    r"|(?:a|two|three|some|many|\d+) (?:years?|months?|weeks?|days?|decades?) later,? |later,? |soon after,? "
    r"|(?:however|therefore|thus|hence|moreover|furthermore|in addition|additionally|also|so|but|and|then|finally|next"
    r"|similarly|likewise|in fact|indeed|for example|for instance|in short|in other words),?\s+)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"^(?:\S+\s){0,4}?(?:this|these|those|such|its|their|they|it|he|she|his|her|here|latter|former|resulting"
    r"|otherwise)\b"
    r"|^(?:that|there|both|each(?= (?:one|has|is|can|of|was))|one|others?|some|all of|none|another"
    r"|the (?:first|second|third|last|other|same|result|former|latter|reason|idea|question|answer|problem|point|example"
    r"|classic case|mechanism|process|goal|trick|key(?= is)|next|two|three|most|latter's)(?! of)|typical values)\b"
    r"|^\w+ing (?:one|both)\b|\b(?:this|these|those)\b",
    re.IGNORECASE,
)
_EQUATION = re.compile(r"^(?P<left>[^=→⇌]{2,60}?) (?:=|→|⇌) (?P<right>[^=→⇌]{2,90})$")
_TALK = re.compile(
    r"^(?:you|we|i|let|let['’]s|imagine|think|note|see|recall|remember|consider|suppose|please|don['’]t|do not|never"
    r"|always|use|try|make sure|if you|when you|to|what|why|how|who|where|which|quick|not every|examples?|e\.g|todo"
    r"|today|tomorrow|okay|ok|well|few)\b"
    r"|</?\w|\w::|\{%",
    re.IGNORECASE,
)
_HALVES = re.compile(r"; |, (?:whereas|while|but) |, (?=\x00+ \w+s )")
_JOINED = re.compile(r"\b(?:if|when|whenever|because|while|until|unless|and|but|that|which|so|since|once|as)\b")
_STATING_FORMULA = re.compile(r"\$[^$]*(?:=|\\leq?|\\geq?|\\approx)[^$]*\$")
_OF_THE_COURSE = re.compile(
    r"\b(?:exam|homework|lecture|slides?|prof|professor|scribe|as we|we will|we['’]ll|will be covered|next week"
    r"|last time|quick)\b|https?:",
    re.IGNORECASE,
)


def verbatim(
    sentence: Passage, scene: Scene, before: Passage | None, *, trusted: bool, fragments: bool
) -> Iterator[Draft]:
    """One cloze over a sentence of the author's, or nothing where it would not be understood alone.

    `fragments`: a point without a verb may be read as said of the scene's subject.
    """
    own = plain(sentence.text)
    if own.count(" → ") >= LEAST - 1:
        lead = lead_for(own, scene)
        yield from filter(None, enumeration("", f"{lead}{own}", sentence, scene, _after_colon(f"{lead}{own}")))
        return
    text = _led(own)
    if _announces(sentence, scene):
        return
    if fragments and _begins_with_verb(own):
        yield from _said_of_subject(sentence, scene)
        return
    if not _tells(text):
        return
    if not has_verb(masked(text)) and not _STATING_FORMULA.search(text):
        if fragments or _EQUATION.match(own):
            yield from _fragment(sentence, scene)
        return
    if trusted and has_name(scene.subject):
        text = resolved(text, scene.subject)
    proof, shown, shift = sentence, text, 0
    if _points(OPENING_CLAUSE.sub("", text)) or _points(text):
        if before is None or not _stands_alone(_led(plain(before.text))):
            return
        proof = before.joined(sentence)
        shown = f"{_led(plain(before.text))} {own}"
        text, shift = own, len(shown) - len(own)
    if _begins_with_verb(own) and not _names(own, scene):
        yield from _said_of_subject(sentence, scene)
        return
    lead = lead_for(shown, scene)
    for chosen in _choices(text, sentence.text):
        draft = _draft(scene, f"{lead}{shown}", [_moved(each, len(lead) + shift) for each in chosen], proof)
        if draft is not None:
            yield draft
            return


def _tells(text: str) -> bool:
    """Whether a sentence states something, in a length a card can show."""
    words = len(text.split())
    return LEAST_WORDS <= words <= MOST_VISIBLE and not text.endswith(("?", "!", ":", "…")) and not _is_talk(text)


def _after_colon(text: str) -> int:
    return text.rfind(": ") + 2 if ": " in text else 0


def _begins_with_verb(own: str) -> bool:
    """Whether the verb's subject is left out; "Locks are released" has one."""
    return acts(own) and not re.match(r"\S+ (?:is|are|was|were|has|have|can|may|must)\b", own)


def _points(text: str) -> bool:
    """Whether a sentence points back; a pronoun behind its own verb ("Ice melts when it …") does not."""
    match = _POINTS.search(text)
    behind = re.search(r"\s(?:it|its|they|their|he|she|his|her)$", match.group()) if match else None
    end = verb_end(masked(text)) if behind else 0
    own = behind is not None and behind.group().strip() in {"its", "their", "his", "her"}
    within = end > 0 and match is not None and (own or _JOINED.search(text[end : match.end()]) is not None)
    return match is not None and not (within and end < match.end())


def _led(own: str) -> str:
    """The sentence without the words that only tie it to the one before ("However, ", "A year later ")."""
    text = _LEADING.sub("", own)
    return text[:1].upper() + text[1:] if text != own else text


def is_told(passage: Passage) -> bool:
    """Whether every sentence of a passage has a verb and none speaks of the course or the document."""
    found = [plain(sentence.text) for sentence in sentences(passage)]
    return all(has_verb(masked(text)) and not _OF_THE_COURSE.search(text) for text in found)


def _announces(sentence: Passage, scene: Scene) -> bool:
    """Whether a colon follows, and so a list, a formula or a code block that the sentence only leads to."""
    return scene.section.text[sentence.end : sentence.end + 3].lstrip("*_ ").startswith(":")


def _is_talk(text: str) -> bool:
    opens = _TALK.search(text) and not re.match(r"[A-Z]{2,}\b", text)
    return bool(opens or _OF_THE_COURSE.search(text))


def _stands_alone(text: str) -> bool:
    return _tells(text) and not _points(text) and text.endswith(".")


def lead_for(text: str, scene: Scene) -> str:
    """`Subject: ` before a sentence that does not say what it is about."""
    name = scene.subject
    if not has_name(name):
        return ""
    own_name = re.match(r"(?:\S+ ){0,2}(?:[A-Z]{2,}|[A-Z]\w+ (?:(?:de|von|of) )?[A-Z]\w+)", text)
    odd = len(name.bare.split()) > 6 or re.match(r"(?:how|why|what|when|where|who)\b", name.text, re.IGNORECASE)
    if _names(text, scene) or odd or own_name:
        return ""
    place = re.sub(r"^(?:In|Among) (.*), $", r"\1", setting(scene, Name(text)))
    return f"{place[:1].upper()}{place[1:]}: " if place else f"{short_name(name)}: "


def _names(text: str, scene: Scene) -> bool:
    """Whether a sentence has the subject's name or a word of it."""
    low = text.casefold()
    return any(alias in low for alias in scene.subject.aliases if len(alias) > 2) or bool(
        set(content_words(scene.subject.text)) & set(content_words(text))
    )


def _choices(text: str, markdown: str) -> Iterator[list[Hiding]]:
    """What to hide, best first: the literals together, then each stretch alone."""
    found = [each for each in hidings(text, markdown) if _leaves_enough(text, each)]
    literals: list[Hiding] = []
    for each in found:
        if each.literal and len(literals) < MOST_LITERALS and all(_apart(each, other) for other in literals):
            literals.append(each)
    if found and found[0].literal:
        for many in range(len(literals), 1, -1):
            yield sorted(literals[:many], key=lambda each: each.start)
    other = _other_half(text)
    if found and other and found[0].end < other.start:
        yield [found[0], other]
    for each in found:
        yield [each]


def _other_half(text: str) -> Hiding | None:
    """What the second half of a contrast says: "A is open; B is …", "A holds x, while B holds …"."""
    match = _HALVES.search(masked(text))
    found = what_it_says(masked(text)[match.end() :]) if match else None
    return _moved(found, match.end()) if match and found else None


def _apart(one: Hiding, other: Hiding) -> bool:
    return one.end < other.start or other.end < one.start


def _leaves_enough(text: str, hiding: Hiding) -> bool:
    return len(f"{text[: hiding.start]} {text[hiding.end :]}".split()) >= LEAST_VISIBLE - 1


def _moved(hiding: Hiding, by: int) -> Hiding:
    return Hiding(hiding.start + by, hiding.end + by, hiding.literal)


def _draft(scene: Scene, text: str, chosen: list[Hiding], proof: Passage) -> Draft | None:
    pieces: list[str] = []
    hidden: list[str] = []
    at = 0
    for each in chosen:
        words = text[each.start : each.end]
        if words.casefold() in scene.subject.aliases or not deletable(
            words, f"{text[: each.start]} … {text[each.end :]}"
        ):
            return None
        rest = set(content_words(f"{text[: each.start]} {text[each.end :]}"))
        if not each.literal and set(content_words(re.sub(r"\([^()]*\)", "", words))) <= rest and "$" not in words:
            return None
        hidden.append(words)
        pieces += [text[at : each.start], delete(words, len(hidden))]
        at = each.end
    visible = len(text.split()) - sum(len(words.split()) for words in hidden)
    if not LEAST_VISIBLE <= visible <= MOST_VISIBLE:
        return None
    return cloze(scene, RULE, "".join([*pieces, text[at:]]), hidden, proof)


def _said_of_subject(text: Passage, scene: Scene) -> Iterator[Draft]:
    """A point that begins with its verb ("Does not need light"): the scene's subject stands before it."""
    own = plain(text.text).rstrip(".")
    if _OF_THE_COURSE.search(own) or _points(own) or scene.subject.plural or not has_name(scene.subject):
        return
    shown = f"{short_name(scene.subject)} {own[:1].lower()}{own[1:]}"
    for chosen in _choices(shown, shown):
        draft = _draft(scene, shown, chosen, text)
        if draft is not None:
            yield draft
            return


def _fragment(text: Passage, scene: Scene) -> Iterator[Draft]:
    """A point without a subject ("Discovered by A. Name in 1937"): the heading is its subject."""
    own = plain(text.text).rstrip(".")
    equation = _EQUATION.match(own)
    opens = equation or re.match(r"[A-Z]?[a-z]", own)
    if _points(own) or not opens or not has_name(scene.subject):
        return
    lead = short_name(scene.subject)
    shown = f"{lead}: {own}"
    if equation and not re.search(r"[a-z] ?\.", own):
        start = len(shown) - len(own) + equation.start("right")
        found = _draft(scene, shown, [Hiding(start, len(shown))], text)
        if found is not None:
            yield found
        return
    for chosen in _choices(own, text.text):
        if all(each.literal for each in chosen):
            draft = _draft(scene, shown, [_moved(each, len(shown) - len(own)) for each in chosen], text)
            if draft is not None:
                yield draft
                return
