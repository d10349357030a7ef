"""Rule: running text. Each sentence is offered to the sentence rules in turn; the first that makes a card wins."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from app.domain import Draft
from app.generator.extractive.answers import fits
from app.generator.extractive.clauses import clause_of
from app.generator.extractive.conditions import analogies, causes, comparisons, conditions, reasons, ways
from app.generator.extractive.drafting import basic
from app.generator.extractive.gaps import gaps
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.pointing import tells
from app.generator.extractive.scene import Scene, has_name
from app.generator.extractive.statements import statements
from app.generator.extractive.verbatim import verbatim
from app.notes.passage import Passage, masked
from app.text import content_words

_PRONOUN = re.compile(r"^(?P<word>it|its|they|their)\b", re.IGNORECASE)
_STORY = re.compile(r"^(?:imagine|think of|picture)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^((?:the|an?) )?(.*)$", re.DOTALL)
_MARKUP = re.compile(r"</?[a-z]\w{0,12}[ >/]|\{%|\{\{|^\w+::|\s--\w")
_CUT = re.compile(r"\b(?:is|are|by|to|as|of|the|an?|with|and|or|in|for|given|such that)$", re.IGNORECASE)
_ANY_MODEL = re.compile(
    r"(?:the|an?) (?:model|network|system|method|algorithm|function|process|user|data|value)s?$", re.I
)
_PERSON = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+(?: (?:(?:de|von|van) )?[A-ZÀ-Þ][a-zß-ÿ]+)?$")
_ASKED = re.compile(r"^(?P<how>Why|How) [^?]{12,120}\?$")
_REPLY = {"why": re.compile(r"(?:Because|Since|So that)\b"), "how": re.compile(r"(?:By|With|Through|Using)\b")}
_SETTING = re.compile(r"^(?:In|Among) [^?]{1,100}?, (?=(?:what|how|when|why|where|which|who)\b)")


class SentenceRule(Protocol):
    """`trusted`: a pronoun at the sentence's start may be read as the scene's subject."""

    def __call__(self, sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]: ...


SENTENCE_RULES: tuple[SentenceRule, ...] = (reasons, causes, conditions, comparisons, analogies, ways, statements, gaps)


def prose(found: tuple[Passage, ...], scene: Scene, *, asked: set[str], fragments: bool = False) -> Iterator[Draft]:
    """Cards from sentences in order. `asked` holds the questions already asked, so that none comes twice."""
    found = tuple(filter(None, found))
    home = about = last = scene
    for index, sentence in enumerate(found):
        if _CUT.search(masked(sentence.text)) or _MARKUP.search(masked(sentence.text)):
            continue
        scene = about if _needs(sentence, home, about) else home
        about = _next_topic(sentence, about)
        if _STORY.match(sentence.text):
            sentence = _with_next(found, index)
        trusted = _trusted(found, index, scene) and (last is home or not _is_person(sentence, last))
        last = about
        if answered := _answered(found, index, scene):
            asked.add(question_key(answered.question))
            yield answered
            continue
        drafts = _first(sentence, scene, asked, trusted=trusted) or list(
            verbatim(sentence, scene, _before(found, index), trusted=trusted, fragments=fragments)
        )
        for draft in drafts:
            asked.add(question_key(draft.question))
            yield draft


def _answered(found: tuple[Passage, ...], index: int, scene: Scene) -> Draft | None:
    """A question the author asks and answers himself ("Why not divide? Because the sum would change.")."""
    match = _ASKED.match(plain(found[index].text))
    if not match or index + 1 >= len(found):
        return None
    reply = plain(found[index + 1].text)
    if not _REPLY[match.group("how").casefold()].match(reply) or re.search(
        r"\b(?:this|these|it|they)\b", match.group()
    ):
        return None
    own = set(content_words(scene.subject.text)) & set(content_words(match.group()))
    where = (
        ""
        if own or not has_name(scene.subject) or len(scene.subject.bare.split()) > 5
        else f"In {scene.subject.phrase}, "
    )
    asked = match.group() if not where else f"{where}{match.group()[0].lower()}{match.group()[1:]}"
    return basic(scene, "asked", asked, reply, found[index].joined(found[index + 1]))


def _before(found: tuple[Passage, ...], index: int) -> Passage | None:
    """The sentence right before, where nothing stands between."""
    near = index > 0 and found[index - 1].end <= found[index].start <= found[index - 1].end + 3
    return found[index - 1] if near else None


def _needs(sentence: Passage, home: Scene, about: Scene) -> bool:
    """Whether a sentence's pronoun agrees with what the sentence before spoke of."""
    match = _PRONOUN.match(sentence.text)
    if not match or about is home:
        return False
    many = match.group("word").casefold() in {"they", "their"}
    return many == about.subject.plural


def _is_person(sentence: Passage, about: Scene) -> bool:
    """Whether "it" follows a sentence about somebody ("Hoover signed the tariff. It …"), whom it can not mean."""
    name = about.subject
    return bool(re.match(r"its?\b", sentence.text, re.IGNORECASE) and _PERSON.match(name.text)) and not name.article


def _next_topic(sentence: Passage, about: Scene) -> Scene:
    """After a sentence with a subject of its own, that subject is what a pronoun may mean."""
    if _PRONOUN.match(sentence.text):
        return about
    clause = clause_of(sentence, about.subject, trusted=False)
    if (
        clause is None
        or ":" in clause.subject
        or (clause.is_topic and clause.plural == about.subject.plural)
        or not tells(clause.subject)
    ):
        return about
    if clause.is_topic:
        said = plain(clause.literal)
        return about.about(replace(about.name(said), plural=clause.plural)) if said else about
    article, said = _ARTICLE.match(plain(clause.subject)).groups()  # type: ignore[union-attr]  # matches any text
    aliases = frozenset({said.casefold(), said.split(" ")[-1].casefold()})
    return about.about(Name(said, clause.plural, (article or "").strip(), aliases)) if said else about


def _with_next(found: tuple[Passage, ...], index: int) -> Passage:
    """A picture and the sentence that goes on with it, where both fit an answer."""
    if index + 1 >= len(found):
        return found[index]
    both = found[index].joined(found[index + 1])
    return both if fits(plain(both.text)) else found[index]


def _first(sentence: Passage, scene: Scene, asked: set[str], *, trusted: bool) -> list[Draft]:
    for rule in SENTENCE_RULES:
        made = [draft for draft in rule(sentence, scene, trusted=trusted) if draft is not None]
        new = [draft for draft in made if question_key(draft.question) not in asked]
        if new:
            return new
    return []


def question_key(question: str) -> str:
    """A question without its setting, so that "What is X?" and "In Y, what is X?" are known as one."""
    return _SETTING.sub("", question).casefold()


def _trusted(found: tuple[Passage, ...], index: int, scene: Scene) -> bool:
    """A pronoun points to the subject at the start, and as long as the sentences before it speak of the subject."""
    text = found[index].text.casefold()
    if index == 0 or not text.startswith(("this", "that", "these", "those")):
        return all(_speaks_of_subject(sentence.text, scene) for sentence in found[:index])
    return text.startswith(("this is a", "this is the"))


def _speaks_of_subject(text: str, scene: Scene) -> bool:
    opening = text.casefold().lstrip('*_"“([')[:80]
    if opening.startswith(("imagine", "think of", "picture", "consider", "for example", "let's", "suppose")):
        return False
    if opening.startswith(("it ", "it's", "it’s", "its ", "they ", "their ", "this ", "these ", "the ")):
        return True
    return any(alias in opening for alias in scene.subject.aliases if len(alias) > 1)
