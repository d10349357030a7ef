"""Which concepts a section or a card is about: their titles and aliases, found in its words.

A name matches whole words, in any case, in the singular or the plural, with hyphens for spaces; the longest name wins,
so “Leaky ReLU” is never ReLU. An alias in lower case is ordinary words too. One word (“rectifier”, “gradient”) counts
only where it stands alone: as a heading, a bold term or a label. Several (“neural network”) count where no other word
comes before them to make them another thing (“graph neural network”). One pass over the words finds all names.
"""

import re
from collections.abc import Iterable, Iterator

from app.concepts.catalogue import Catalogue
from app.domain import Section

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CODE = re.compile(r"(`+)[^`].*?\1", re.DOTALL)
_MATHS = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)")
_LABEL = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])?[ \t]*(?P<label>[^:\n]{1,60}?)[ \t]*(?::|$)", re.MULTILINE)
_DELETION = re.compile(r"\{\{c\d+::(.*?)(?:::[^}]*)?\}\}", re.DOTALL)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_LONGEST_TERM = 8  # words; bold text longer than that is an emphasised sentence, not a term
# Words after which a name is still that name; after any other it may be a special kind of it.
_BEFORE_A_NAME = frozenset(
    """a an the and or nor but of to in on at by for from with without as is are was were be do does did can may must
    has have how why what which when where that than into between versus vs via per each every any all some no not this
    these its their our your my his her use uses using used train trains call called like unlike inside about""".split()
)
_NO_PLURAL = ("ss", "us", "is", "as", "x")


class Matcher:
    """Finds a catalogue's concepts in text. Ids come in the order of importance, each once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._whole_only: set[tuple[str, ...]] = set()
        self._unmodified: set[tuple[str, ...]] = set()
        for concept in catalogue:
            # A title is a name wherever it stands, unless it is repeated in lower case among its aliases.
            of_title = set() if concept.title.lower() in concept.aliases else _keys(concept.title)
            self._add(concept.title, concept.id, ordinary=False)
            for alias in concept.aliases:
                self._add(alias, concept.id, ordinary=alias.islower() and not _keys(alias) & of_title)
        self._general = {
            concept.id
            for topic in catalogue.topics
            for concept in topic.concepts
            if self._whole(topic.title) == (concept.id,)
        }
        for same_start in self._names.values():
            same_start.sort(key=lambda entry: -len(entry[0]))

    def in_section(self, section: Section) -> tuple[str, ...]:
        """The concepts its heading names, then those named by its bold terms and by labels (`- ReLU: …`)."""
        text = _MATHS.sub(" ", _FENCE.sub("", section.text))
        found = list(self._named_by(section.title))
        for bold in _BOLD.finditer(text):
            found.extend(self._named_by(bold[1] or bold[2]))
        for label in _LABEL.finditer(text):
            found.extend(self._whole(label["label"]) or self._whole(_ASIDE.sub("", label["label"])))
        return _unique(found)

    def in_card(self, question: str, answer: str, section: Section) -> tuple[str, ...]:
        """The concepts a card links to, the best one first.

        Those named in its question; then the one its answer consists of; where there is neither, those of its section's
        heading or of the nearest heading above that names one. Of several, the one that the section is about comes
        first, and the one that names its whole topic gives way: “the activation function tanh” is about tanh.
        """
        found = [*self._scan(_words(_plain(question))), *self._whole(answer)]
        if found:
            of_section = set(self._named_by(section.title))
            specific = [each for each in found if each not in self._general] or found
            return _unique(sorted(specific, key=lambda each: each not in of_section))
        for heading in (section.title, *reversed(section.heading_path)):
            found = list(self._named_by(heading))
            if found:
                return _unique(found)
        return ()

    def _add(self, name: str, concept_id: str, *, ordinary: bool) -> None:
        for key in _keys(name):
            self._names.setdefault(key[0], []).append((key, concept_id))
            if ordinary:
                (self._unmodified if len(key) > 1 else self._whole_only).add(key)

    def _named_by(self, term: str) -> Iterator[str]:
        """Names within a heading or a bold term; a term of many words is prose and names nothing."""
        words = _words(term)
        if tuple(words) in self._whole_only:
            yield from self._whole(term)
        elif len(words) <= _LONGEST_TERM:
            yield from self._scan(words)

    def _whole(self, term: str) -> tuple[str, ...]:
        """The concept that a text names and nothing else: “Softmax”, “ReLU (Rectified Linear Unit)”."""
        words = _words(_plain(term))
        at = 0
        found: list[str] = []
        while at < len(words):
            match = self._longest_at(words, at, whole=len(words))
            if match is None or (found and match[1] != found[0]):
                return ()
            at += match[0]
            found.append(match[1])
        return tuple(found[:1])

    def _scan(self, words: list[str]) -> Iterator[str]:
        at = after_name = 0
        while at < len(words):
            match = self._longest_at(words, at, modified=at > after_name and words[at - 1] not in _BEFORE_A_NAME)
            if match is not None:
                yield match[1]
                after_name = at + match[0]
            at += match[0] if match else 1

    def _longest_at(self, words: list[str], at: int, whole: int = 0, modified: bool = False) -> tuple[int, str] | None:
        """(words consumed, concept) of the longest name that starts at `at`; `whole` is the length of a lone term."""
        for name, concept_id in self._names.get(words[at], ()):
            if tuple(words[at : at + len(name)]) != name:
                continue
            if name in self._whole_only and len(name) != whole:
                continue
            if not (modified and name in self._unmodified):
                return len(name), concept_id
        return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _plain(text: str) -> str:
    """The text without maths and code, whose letters are not words, and without the marks of deletions."""
    return _MATHS.sub(" ", _CODE.sub(" ", _DELETION.sub(r"\1", text)))


def _numbers_of(word: str) -> set[str]:
    """The word in the singular and the plural: logits and logit, sigmoid and sigmoids."""
    forms = {word}
    if word.endswith("s") and not word.endswith(_NO_PLURAL):
        forms.add(word[:-1])
    elif word.endswith(("ss", "x", "ch", "sh")):
        forms.add(word + "es")
    elif word.endswith("y") and word[-2:-1] not in set("aeiou"):
        forms.add(word[:-1] + "ies")
    elif not word.endswith("s"):
        forms.add(word + "s")
    return forms


def _keys(name: str) -> set[tuple[str, ...]]:
    """A name as words, in the singular and the plural."""
    words = _words(name)
    return {(*words[:-1], last) for last in _numbers_of(words[-1])}


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
