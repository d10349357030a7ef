"""Rule: tables. Each row is a thing, each further column asks one fact of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.drafting import basic, cloze, deletable
from app.generator.extractive.labels import question_for
from app.generator.extractive.naming import Name
from app.generator.extractive.nouns import is_plural, singular
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, setting
from app.notes.outline import Block, BlockKind
from app.notes.passage import Passage
from app.text import content_words

RULE = "table"
MOST_CARDS = 60

_ASPECT = re.compile(
    r"^(?:feature|property|aspect|attribute|characteristic|criterion|criteria|metric|dimension|parameter|)$",
    re.IGNORECASE,
)
_NOUNS = frozenset("layer operation phase stage gate level class step register mode state".split())
_CODES = frozenset("code status port number signal error exit bit level type version".split())
_NUMBERING = re.compile(r"^(?:#|no\.?|nr\.?|id|index|rank)?$", re.IGNORECASE)
_EMPTY = re.compile(r"^[\W_]*$|^(?:n/?a|none|tbd|\?)$", re.IGNORECASE)
_TICK = re.compile(r"^(?:[✓✔✗✘xX]|yes|no|true|false|✅|❌)$", re.IGNORECASE)
_NUMERIC = re.compile(r"^[\d.,:/–-]{1,12}(?:xx)?$")
_DEEDS = re.compile(r"^(?:description|effect|action|function|purpose|result|what it does|does|explanation)$")
_TRAIT = re.compile(r"^(?:used|good|best|useful|known|found|located|made|caused)\b", re.IGNORECASE)
_BY = re.compile(r"^(?P<verb>discovered|developed|invented|proposed|introduced|founded|designed) by$")
_MAKERS = {
    "author": "wrote", "creator": "created", "designer": "designed", "developer": "developed",
    "discoverer": "discovered", "founder": "founded", "inventor": "invented",
}  # fmt: skip
_DENYING = re.compile(r"(?:absent|present|never|always|sometimes|occurs?|rare|possible)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:1\d{3}|20\d{2})$")
_SHORT_FORM = re.compile(r"^[A-Z][\w/.+-]*[A-Z0-9][\w/.+-]*$")
_UNASKABLE = re.compile(
    r"^(?:how|when|where|what|who|why|which|year|date|time|period|place|n|value|note|comment)s?\b|[?/&]| \w+ \w+ \w+ ",
    re.IGNORECASE,
)

_AFTER_VERB = frozenset("a an the all your my its local last one every each away up out off".split())


def tables(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """One question for each cell beside the key column, named by its row and its column."""
    if block.kind is not BlockKind.TABLE or len(block.rows) < 2:
        return
    key = _key_column(block.rows)
    head = [_header(cell) for cell in block.rows[0]]
    if key >= len(head):
        return
    across = bool(_ASPECT.match(head[key])) and len(head) > key + 2
    made = 0
    for row in block.rows[1:]:
        if key >= len(row) or not row[key] or _EMPTY.match(plain(row[key].text)):
            continue
        for column, cell in enumerate(row[: len(head)]):
            if column <= key or not cell or not head[column] or made >= MOST_CARDS or _says_nothing(cell):
                continue
            if across:
                draft = _aspect(scene, block.rows[0][column], row[key], cell)
            else:
                draft = _cell(scene, head[key], head[column], row[key], cell)
            made += draft is not None
            yield draft


def _key_column(rows: tuple[tuple[Passage, ...], ...]) -> int:
    """The first column that names things: one that only counts the rows does not, one of codes or ports does."""
    head = plain(rows[0][0].text) if rows[0] and rows[0][0] else ""
    firsts = [row[0].text.strip(" .") if row and row[0] else "" for row in rows[1:]]
    counting = firsts in ([str(number) for number in range(start, start + len(firsts))] for start in (0, 1))
    numbered = counting and set(head.casefold().split()) & _CODES == set()
    return 1 if len(rows[0]) > 2 and (numbered or (head and _NUMBERING.match(head))) else 0


def _says_nothing(cell: Passage) -> bool:
    value = plain(cell.text)
    return bool((_EMPTY.match(value) and "$" not in value) or _TICK.match(value))


def _cell(scene: Scene, kind: str, column: str, row: Passage, cell: Passage) -> Draft | None:
    value = plain(cell.text)
    term = _row(scene, row, kind)
    where = "" if set(content_words(kind)) & set(content_words(term.text)) else setting(scene, term)
    # A cell proves little alone, so the quote runs from the row's name to the cell.
    start, end = row.start, cell.end
    proof = Passage(scene.section.text[start:end], tuple(range(start, end)))
    if _is_deed(row):
        deed = replace(term, text=plain(row.text), article="", plural=False)
        return _as_gap(scene, column, deed, value, proof)
    question = _question(column, term, scene)
    if not question:
        return _as_gap(scene, column, term, value, proof)
    question = f"{where}{question[0].lower()}{question[1:]}" if where else question
    return basic(scene, RULE, question, value, proof)


def _is_deed(row: Passage) -> bool:
    """A row named by something to do ("Unstage a file") has no property that could be asked for."""
    words = plain(row.text).casefold().split()
    return len(words) > 1 and (words[1] in _AFTER_VERB or (verbs.is_base(words[0]) and not verbs.noun_like(words[0])))


def _header(cell: Passage) -> str:
    """A column's head as it stands in a question: common words without their capital."""
    return re.sub(r"\b[A-Z][a-z]+\b", lambda match: match.group().lower(), plain(cell.text)) if cell else ""


def _row(scene: Scene, row: Passage, kind: str) -> Name:
    """What a row is about: under "Layer" it is "the transport layer", under "Port" "port 22"."""
    term = scene.name(row.text)
    said = kind.casefold()
    if _NUMERIC.match(term.text.strip("`")) and said.split(" ")[-1:] and said.split(" ")[-1] in _CODES:
        return replace(term, text=f"{_kind_of_code(said, scene)} {term.text}", article="", plural=False)
    if said in _NOUNS and " " not in term.text and said not in term.text.casefold() and term.text[:1].isalpha():
        shown = term.text if term.text.isupper() else term.text.lower()
        return replace(term, text=f"{shown} {said}", article="the", plural=False)
    return term


def _kind_of_code(said: str, scene: Scene) -> str:
    """`Code` under the heading "Status codes" is a status code, under "HTTP reference" too an HTTP one."""
    heading = singular(scene.subject.bare)
    return heading if heading.casefold().endswith(f" {said}") and len(heading.split()) <= 3 else said


def _aspect(scene: Scene, head: Passage, row: Passage, cell: Passage) -> Draft | None:
    """A table that compares: the columns are the things, each row one aspect of them."""
    value = plain(cell.text)
    term = scene.name(head.text)
    aspect = _header(row)
    start, end = row.start, cell.end
    proof = Passage(scene.section.text[start:end], tuple(range(start, end)))
    question = _question(aspect, term, scene)
    if not question or len(aspect.split()) > 4 or _DENYING.match(value):
        return _as_gap(scene, aspect, term, value, proof)
    return basic(scene, RULE, question, value, proof)


def _as_gap(scene: Scene, column: str, term: Name, value: str, proof: Passage) -> Draft | None:
    """`HTTP/2 – year: …`, where the column's head makes no question."""
    lead = f"{term.phrase[:1].upper()}{term.phrase[1:]} – {column.rstrip('?: ')}: "
    place = scene.subject.phrase
    if has_name(scene.subject) and not set(content_words(place)) & set(content_words(lead)) and len(place.split()) <= 5:
        lead = f"{place[:1].upper()}{place[1:]}: {term.phrase} – {column.rstrip('?: ')}: "
    return cloze(scene, RULE, lead + delete(value, 1), [value], proof) if deletable(value, lead) else None


def _question(column: str, term: Name, scene: Scene) -> str:
    """The question a column's head asks of a row, or an empty string where it would be no English."""
    head = column.rstrip("?: ")
    said = head.casefold()
    if _YEAR.match(term.text) and not _UNASKABLE.search(head):
        return f"What {'were' if is_plural(head) else 'was'} the {head} in {term.text}?"
    if said == "when" and re.search(r"\d|`", term.text):
        return f"When does {term.phrase} apply?"
    if _TRAIT.match(head) and not _BY.match(said):
        return f"What {term.be} {term.phrase} {head[0].lower()}{head[1:]}?"
    by = _BY.match(said)
    if made := by.group("verb") if by else _MAKERS.get(said):
        return f"Who {made} {term.phrase}?"
    if said in {"means", "meaning", "stands for"}:
        return f"What {term.do} {term.phrase} {'stand for' if said == 'stands for' else 'mean'}?"
    if said in {"full form", "full name", "expansion", "long form"} and _SHORT_FORM.match(term.text):
        return f"What does {term.text} stand for?"
    if term.text.startswith("`") and _DEEDS.match(said):
        return f"What does {term.text} do?"
    if lemma := _verb(said):
        return f"What {term.do} {term.phrase} {lemma}?"
    if _UNASKABLE.search(head):
        return ""
    if is_plural(head) and head.split(" ")[-1] not in {"uses", "applications"}:
        return f"What are the {head} of {term.phrase}?"
    return question_for(head, term, term.phrase, scene.evidence)


def _verb(said: str) -> str:
    """The base form of a head that is a verb ("Returns", "Does"), or an empty string."""
    if said in {"returns", "shows", "does", "stores"}:
        return verbs.from_third_person(said) or ""
    lemma = verbs.from_third_person(said)
    return lemma if lemma and not verbs.noun_like(lemma) and lemma not in {"use", "cause", "benefit"} else ""
