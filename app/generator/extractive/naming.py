"""Names as they stand inside a question: lower case where English wants it, with their article and number."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.generator.extractive.casing import BRACKET, CASE_NAME, cased
from app.generator.extractive.nouns import article_for, is_plural, plural_word, singular
from app.generator.extractive.plain import plain
from app.generator.extractive.proper import COUNT_HEADS, MASS_HEADS
from app.generator.extractive.verbs import from_third_person, is_base, is_gerund

_ALIAS = re.compile(r"^(?:or|aka|a\.k\.a\.|also|abbr\.?)\s+", re.IGNORECASE)
_MASS_ENDINGS = (
    "tion", "sion", "ity", "ance", "ence", "ency", "ancy", "ness", "ment", "ism", "ship", "ology", "graphy", "ics",
    "esis", "osis", "lysis", "hood", "dom", "acy",
)  # fmt: skip
_COUNTED_SOMETIMES = frozenset("function action reaction station nation section fraction city university".split())
_UNCOUNTED = ("memory", "ing", "tion", "out", "sion", "ity", "ance", "ence")
_AFTER_NAME = frozenset(
    """
    and are as at by can for from has have in is may of on or that to was were when where which while will with
    """.split()
)
_DEFINITE_HEADS = frozenset(
    """
    algorithm architecture cell chain class crisis cycle doctrine effect equation gate handshake hypothesis layer
    membrane metric pass phase problem protocol rule stage state theorem
    """.split()
)
_FIRM_HEADS = frozenset(
    "autoencoder cell classifier gate layer machine matrix negative network neuron positive tree unit".split()
)
_ONLY_ONE = frozenset("final main only overall".split())
_LAWS = frozenset("apparatus constant curve cycle distribution effect experiment paradox revolution theorem".split())
_DROPPED_HEADS = frozenset(
    "algorithm architecture function method model procedure process rule system technique".split()
)
_HEADS_AFTER = frozenset(
    "function algorithm method test equation theorem law model effect architecture score metric loss rule".split()
)
_BARE_BEFORE = frozenset(
    "about as between by during for from in into of through to under using via while with without and or".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a card calls its subject.

    `text` is without article and fit for the middle of a sentence; `aliases` are the other ways the note writes it,
    casefolded. `plural` says which verb goes with it. `sure`: its capitals, number and article are certain, so that
    "What is …?" is good English; where they are not, a card names it in quotation marks or asks in another form.
    """

    text: str
    plural: bool = False
    article: str = ""
    aliases: frozenset[str] = frozenset()
    sure: bool = True

    @property
    def phrase(self) -> str:
        """With its article: "the confusion matrix", "a GRU", "CNNs", "dropout"."""
        return f"{self.article} {self.text}".strip()

    @property
    def bare(self) -> str:
        """Without what stands in brackets."""
        return BRACKET.sub(" ", self.text).strip()

    @property
    def be(self) -> str:
        """The verb that goes with it."""
        return "are" if self.plural else "is"

    @property
    def do(self) -> str:
        """The auxiliary that goes with it."""
        return "do" if self.plural else "does"


@lru_cache(maxsize=1024)
def name_of(title: str, evidence: str) -> Name:
    """The Name of a heading or label, its number and article read from how `evidence` uses it."""
    definite = bool(re.match(r"the\s", title, re.IGNORECASE))
    title = re.sub(r"^(?:The|A|An)\s+(?=\S)", "", plain(title))
    text = re.sub(
        r"\((or|aka|also) (\w)", lambda m: f"({m.group(1)} {m.group(2).lower()}", plain(title).strip(" .:;,?")
    )
    brackets = BRACKET.findall(text)
    core = " ".join(BRACKET.sub(" ", text).split())
    aliases = {text.casefold(), core.casefold()}
    for bracket in brackets:
        inside = _ALIAS.sub("", bracket.strip())
        aliases.add(inside.casefold())
        acronym = re.match(r"^[A-Z][\w-]*", inside)
        if acronym:
            aliases.add(acronym.group().casefold())
    shown, sure = cased(text.replace(" & ", " and "), evidence)
    name = Name(shown, is_plural(shown) and not CASE_NAME.search(text), "", frozenset(_with_numbers(aliases)), sure)
    if "`" in shown:
        return name
    found = _with_usage(name, core, brackets, evidence)
    return replace(found, article="the") if definite else found


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
    forms = sorted(
        (form for form in (core, *brackets) if re.fullmatch(r"[\w' /.-]{1,80}", form)), key=len, reverse=True
    )
    if not forms or name.plural:
        return _by_default(name) if not name.plural else name
    uses = [use for form in forms for use in _uses(form.casefold(), evidence)]
    many = next((use for use in uses if use.opens and use.form_plural), None)
    if many and not many.form.endswith("s") and not name.bare.endswith(_UNCOUNTED):
        form = next(form for form in forms if form.casefold() == many.form)
        return replace(name, text=_pluralised(name.text, form), plural=True)
    for use in uses:
        if use.before in {"a", "an", "the"} and not use.form_plural:
            return _as_used(name, use)
    if (
        any(use.before in {"each", "one", "every", "per"} and not use.form_plural for use in uses)
        and " " not in name.text
    ):
        return replace(name, article=article_for(name.text))
    if any(use.bare for use in uses):
        counted = _by_default(name)
        return counted if counted.article else replace(name, article="")
    return _by_default(name)


@dataclass(frozen=True, slots=True)
class _Use:
    """One place where the text uses a form: the word before it and the words after it, casefolded."""

    form: str
    before: str
    after: str
    opens: bool
    form_plural: bool
    bare: bool


@lru_cache(maxsize=256)
def _folded(evidence: str) -> str:
    return re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", evidence).casefold()


def _uses(form: str, evidence: str) -> list[_Use]:
    """The places where a text writes a form, at most the first forty."""
    text = _folded(evidence)
    found: list[_Use] = []
    at = text.find(form)
    while at >= 0 and len(found) < 40:
        end = at + len(form)
        many = text[end : end + 1] == "s"
        end += many
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum() or text[at - 1 : at] in {"-", "`"}):
            before = re.search(r"(?P<word>[\w'-]*)(?P<gap>\W*)$", text[max(0, at - 30) : at])
            word = before.group("word") if before and before.group("gap") in {" ", " ("} else ""
            opens = not word and (
                at == 0 or bool(re.search(r"(?:^|[.!?]\s+|\n\s*(?:[-*+]\s+)?)$", text[max(0, at - 8) : at]))
            )
            follows = re.match(r"(?P<gap>[ ,.:;)(]*)(?P<word>[\w'-]*)", text[end : end + 30])
            after = follows.group("word") if follows and follows.group("gap") == " " else ""
            verb = many and opens and after in _PLURAL_VERBS
            ends = not after or after in _AFTER_NAME or from_third_person(after) is not None
            subject = opens and after in {"is", "was", "has", "can"}
            bare = not many and ends and (word in _BARE_BEFORE or subject)
            found.append(_Use(form, word, after, opens and verb, many, bare))
        at = text.find(form, at + 1)
    return found


_PLURAL_VERBS = frozenset("are were have can use do excel consist".split())


def _as_used(name: Name, use: _Use) -> Name:
    """The article the text uses, unless the form stood in front of another noun ("a dropout rate")."""
    if use.after in _HEADS_AFTER and use.after not in name.text.casefold():
        if BRACKET.search(name.text):
            return _by_default(name)
        return replace(name, text=f"{name.text} {use.after}", article="the")
    if use.after and use.after not in _AFTER_NAME and from_third_person(use.after) is None:
        return _by_default(name)
    return replace(name, article=article_for(name.text) if use.before != "the" else "the")


def _by_default(name: Name) -> Name:
    """Countable things take an article; methods, substances and names do not; of the others nothing is certain."""
    words = name.bare.casefold().split()
    if name.plural or not words:
        return name
    if " of " in name.bare and name.text[0].islower():
        head = name.bare.casefold().partition(" of ")[0].split(" ")[-1]
        mass = head.endswith(_MASS_ENDINGS) or head in MASS_HEADS - {"law"} or is_gerund(head)
        return name if mass else replace(name, article="the")
    last = words[-1].rsplit("-", 1)[-1]
    if len(words) > 1 and words[0] in _ONLY_ONE:
        return replace(name, article="the")
    if last in _DEFINITE_HEADS and len(words) > 1 and name.text[0].islower():
        return replace(name, article="the")
    if re.search(r"[A-Z0-9].*[A-Z0-9]|[A-Z]{2}", name.bare.split()[-1]) or re.search(r"\([^()]*[A-Z]{2}", name.text):
        return replace(name, article=article_for(name.text) if last in _FIRM_HEADS else "")
    mass = last in MASS_HEADS or is_gerund(last) or last.endswith(("ing", *_MASS_ENDINGS))
    if words[-1] in _LAWS and len(words) > 1 and "'s " not in name.text and "’s " not in name.text:
        return replace(name, article="the")
    if name.text[0].isupper() and last in _FIRM_HEADS and len(words) == 2:
        return replace(name, article=article_for(name.text))
    if name.text[0].isupper() or "'s " in name.text or "’s " in name.text:
        return replace(name, sure=name.sure and (len(words) == 1 or mass or "s " in name.text))
    if last in COUNT_HEADS or _is_agent(last):
        return replace(name, article=article_for(name.text))
    return replace(name, sure=name.sure and mass and last not in _COUNTED_SOMETIMES)


def _is_agent(word: str) -> bool:
    """Whether a noun is what does something: "parser", "compressor"."""
    if not word.endswith(("er", "or")) or len(word) < 6:
        return False
    stem = word[:-2]
    return any(is_base(one) for one in (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem))


def _pluralised(text: str, form: str) -> str:
    """The whole name in the plural: "recurrent neural network (RNN)" → "recurrent neural networks (RNNs)"."""

    def more(words: str) -> str:
        return words if plural_word(words.split(" ")[-1]) else f"{words}s"

    bracket = BRACKET.search(text)
    if not bracket:
        return more(text)
    core, inside = text[: bracket.start()].strip(), bracket.group(1)
    return f"{more(core)} ({more(inside)})" if inside == form else f"{more(core)} ({inside})"
