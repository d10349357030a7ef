"""Names as they stand inside a question: lower case where English wants it, with their article and number."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.generator.extractive.nouns import article_for, is_plural, plural_word, singular
from app.generator.extractive.plain import plain
from app.generator.extractive.verbs import from_third_person
from app.notes.passage import masked

_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")
_CASE_NAME = re.compile(r"\w v\.? [A-Z]")
_ROMAN = re.compile(r"\w+ (?=[IVX]{1,5}\b)")
_PART = re.compile(r"(?<![\w])[^\W_][\w'’.]*[^\W_]|(?<![\w])[^\W_](?![\w])")
_BRACKET = re.compile(r"\s*\(([^()]{1,80})\)\s*")
_COMMON_ENDINGS = tuple(
    """
    tion out sion ment ness ity ance ence ing ship graphy ology esis ism lysis trix ace ant ure age er or ory ade
    ode ist ics logy phy dom hood take
    """.split()
)
_UNCOUNTED = ("memory", "ing", "tion", "out", "sion", "ity", "ance", "ence")
_FUNCTION_WORDS = frozenset(
    "a an and as at by de for from in into of on or per the through to under van von vs vs. with".split()
)
_COUNT_HEADS = frozenset(
    """
    algorithm architecture autoencoder autoencoders classifier curve cell chain clause component contract court
    crisis cycle decoder distribution encoder enzyme equation estimator filter framework function gate gene graph
    group hormone index iteration kernel language layer library machine matrix membrane metric model molecule
    network neuron node number negative operator optimizer organ organelle parameter perceptron platform positive
    protein rate regressor ring rule score server set space statute structure system table tensor theorem tissue
    transformer treaty tree triangle unit variable vector virus
    """.split()
)
_PROPER = frozenset(
    """
    Africa African America American Arabic Asia Asian Bayes Bayesian Bernoulli Boltzmann Boolean Britain British
    Carlo Cauchy China Chinese Darwin Dirac Dirichlet Egypt Einstein England English Euclid Euclidean Euler Europe
    European Fermat Fisher Fourier France French Freud Gauss Gaussian German Germany Glorot God Greek He Hamilton
    Hebb Hebbian Hessian Hilbert Hopfield Huber India Indian Italian Italy Jacobian Japan Japanese Java Kaiming Kant
    Kullback Lagrange Laplace Latin Leibler Leibniz Linux Markov Marx Monte Napoleon Nash Nesterov Newton Nyquist
    Pareto Pascal Pearson Plato Poisson Python Roman Rome Russia Russian Rust Shannon Spain Spanish Stokes Taylor
    Turing Venn Victorian Wasserstein Windows Xavier
    """.split()
)
_AFTER_NAME = frozenset(
    """
    and are as at by can for from has have in is may of on or that to was were when where which while will with
    """.split()
)
_DEFINITE_HEADS = frozenset(
    """
    algorithm architecture cell class effect equation gate layer membrane metric pass phase problem protocol rule
    stage state theorem
    """.split()
)
_DROPPED_HEADS = frozenset(
    "algorithm architecture function method model procedure process rule system technique".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a card calls its subject.

    `text` is without article and fit for the middle of a sentence; `aliases` are the other ways the note writes it,
    casefolded. `plural` says which verb goes with it.
    """

    text: str
    plural: bool = False
    article: str = ""
    aliases: frozenset[str] = frozenset()

    @property
    def phrase(self) -> str:
        """With its article: "the confusion matrix", "a GRU", "CNNs", "dropout"."""
        return f"{self.article} {self.text}".strip()

    @property
    def bare(self) -> str:
        """Without what stands in brackets."""
        return _BRACKET.sub(" ", self.text).strip()

    @property
    def be(self) -> str:
        """The verb that goes with it."""
        return "are" if self.plural else "is"

    @property
    def do(self) -> str:
        """The auxiliary that goes with it."""
        return "do" if self.plural else "does"

    @property
    def have(self) -> str:
        """The auxiliary that goes with it."""
        return "have" if self.plural else "has"


@lru_cache(maxsize=1024)
def inner_case(title: str, evidence: str) -> str:
    """A heading's words as they stand inside a sentence; `evidence` is the text under it, which knows the proper names.

    A word keeps its capital when it is an acronym or camel-cased, or when the text writes it with a capital and never
    without one; in a title of several words those the text never uses are taken for common words.
    """
    if _CASE_NAME.search(title):
        return title
    outside = _BRACKET.sub(lambda match: "\x01" * len(match.group()), title)
    several = len(_PART.findall(outside.replace("\x01", " "))) > 1
    evidence = masked(evidence)

    def lowered(match: re.Match[str]) -> str:
        word = match.group()
        if not word[:1].isupper() or _keeps_capital(word, evidence, several=several):
            return word
        return word[0].lower() + word[1:]

    cased = _ROMAN.sub(lambda match: title[match.start() : match.end()], _PART.sub(lowered, outside))
    if _is_proper_phrase(title, cased, evidence):
        return title
    return "".join(title[index] if character == "\x01" else character for index, character in enumerate(cased))


def _is_proper_phrase(title: str, cased: str, evidence: str) -> bool:
    """A title with one proper name in it ("French") that the text writes with all its capitals is one name."""
    kept = [word for word in cased.split() if word[:1].isupper() and word[1:].islower()]
    core = _BRACKET.sub(" ", title).strip()
    return bool(kept) and " " in core and re.search(rf"(?<!\w){re.escape(core)}(?!\w)", evidence) is not None


def _keeps_capital(word: str, evidence: str, *, several: bool) -> bool:
    if re.search(r"[A-Z0-9].*[A-Z]|\d", word) or re.sub(r"['’]s?$", "", word) in _PROPER or word.endswith(("'s", "’s")):
        return True
    if len(word) == 1 or word.casefold() in _FUNCTION_WORDS:
        return len(word) == 1 and word != "A"
    root = word.rstrip("s") if len(word) > 4 else word
    if re.search(rf"(?<!\w){re.escape(root[0].lower() + root[1:])}\w{{0,3}}(?!\w)", evidence):
        return False
    if re.search(rf"\b[a-z]{{2,}},? {re.escape(root)}(?:s|'s)?(?=[ ,.;:)])(?! [A-Z])", evidence):
        return True
    if word.casefold().endswith(_COMMON_ENDINGS) or plural_word(word):
        return False
    return not several and bool(re.search(rf"(?<!\w){re.escape(root)}", evidence))


@lru_cache(maxsize=1024)
def name_of(title: str, evidence: str) -> Name:
    """The Name of a heading or label, its number and article read from how `evidence` uses it."""
    definite = bool(re.match(r"the\s", title, re.IGNORECASE))
    title = re.sub(r"^(?:The|A|An)\s+(?=\S)", "", plain(title))
    text = re.sub(
        r"\((or|aka|also) (\w)", lambda m: f"({m.group(1)} {m.group(2).lower()}", plain(title).strip(" .:;,?")
    )
    brackets = _BRACKET.findall(text)
    core = " ".join(_BRACKET.sub(" ", text).split())
    aliases = {text.casefold(), core.casefold()}
    for bracket in brackets:
        inside = re.sub(r"^(?:or|aka|a\.k\.a\.|also|abbr\.?)\s+", "", bracket.strip(), flags=re.IGNORECASE)
        aliases.add(inside.casefold())
        acronym = re.match(r"^[A-Z][\w-]*", inside)
        if acronym:
            aliases.add(acronym.group().casefold())
    shown = inner_case(text.replace(" & ", " and "), evidence)
    name = Name(shown, is_plural(shown) and not _CASE_NAME.search(text), "", frozenset(_with_numbers(aliases)))
    found = _with_usage(name, core, brackets, evidence)
    return replace(found, article="the") if definite and not found.article else found


def _without_head(core: str) -> set[str]:
    """A name without its head noun: the "backpropagation algorithm" is called "backpropagation" too."""
    words = core.casefold().split()
    return {" ".join(words[:-1])} if len(words) > 1 and words[-1] in _DROPPED_HEADS else set()


def _with_numbers(aliases: set[str]) -> set[str]:
    """Each alias also in its other number: the note may speak of "an RNN" under "RNNs"."""
    both = set(aliases)
    for alias in aliases:
        if len(alias) > 1:
            both.add(alias[:-1] if plural_word(alias) else f"{alias}s")
            both.add(singular(alias))
    return {alias for alias in both if alias}


def _with_usage(name: Name, core: str, brackets: list[str], evidence: str) -> Name:
    """Takes the article, the number and a following head noun ("the Sigmoid function") from the note's own words."""
    name = replace(name, aliases=name.aliases | frozenset(_without_head(core)))
    forms = [form for form in (core, *brackets) if re.fullmatch(r"[\w' /.-]{1,80}", form)]
    if not forms:
        return name
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    if not name.plural:
        many = re.search(
            rf"(?:^|[.!?]\s+|\n)[*_]*(?P<form>{either})s[*_]*\s+(?:are|were|have|can|use|do|excel|consist)\b", evidence
        )
        if many and not many.group("form").endswith("s") and not name.bare.endswith(_UNCOUNTED):
            return replace(name, text=_pluralised(name.text, many.group("form")), plural=True)
    used = re.search(
        rf"(?:^|[\s(])(?P<article>an?|the)\s[*_]{{0,2}}(?:{either})[*_]{{0,2}}"
        r"(?P<more> (?:function|algorithm|method|test|equation"
        rf"|theorem|law|model|effect|architecture|score|metric|loss|rule))?(?P<next>[\s,.:;)(]+\w*)",
        evidence,
        re.IGNORECASE,
    )
    if name.plural or used is None:
        counted = re.search(rf"\b(?:each|one|every|per|two|single|multiple)\s(?:{either})", evidence, re.IGNORECASE)
        countable = counted is not None and not name.plural and " " not in name.text
        return replace(name, article=article_for(name.text) if countable else _default_article(name))
    article = used.group("article").casefold()
    more = used.group("more") or ""
    if more and more.strip() not in name.text.casefold():
        if _BRACKET.search(name.text):
            return replace(name, article=_default_article(name))
        return replace(name, text=name.text + more, article="the")
    following = used.group("next").strip()
    if following.isalpha() and not more and following not in _AFTER_NAME and from_third_person(following) is None:
        return replace(name, article=_default_article(name))
    return replace(name, article=article_for(name.text) if article != "the" else "the")


def _default_article(name: Name) -> str:
    """Countable things take an article; methods, substances and names do not."""
    if name.plural or not name.text or name.text[0].isupper():
        return ""
    words = name.bare.casefold().split()
    if words and words[-1] in _DEFINITE_HEADS and len(words) > 1:
        return "the"
    return article_for(name.text) if words and words[-1] in _COUNT_HEADS else ""


def _pluralised(text: str, form: str) -> str:
    """The whole name in the plural: "recurrent neural network (RNN)" → "recurrent neural networks (RNNs)"."""

    def more(words: str) -> str:
        return words if plural_word(words.split(" ")[-1]) else f"{words}s"

    bracket = _BRACKET.search(text)
    if not bracket:
        return more(text)
    core, inside = text[: bracket.start()].strip(), bracket.group(1)
    return f"{more(core)} ({more(inside)})" if inside == form else f"{more(core)} ({inside})"
