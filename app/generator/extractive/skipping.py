"""What holds nothing to learn: bibliographies, link lists, promotion, remarks about the document itself."""

import re
from collections.abc import Sequence

from app.domain import Section
from app.generator.extractive.plain import plain
from app.notes.outline import Block, BlockKind
from app.notes.outline_labels import label_words
from app.notes.subject import clean

_SHELVES = re.compile(
    r"^(?:(?:key|further|recommended|additional|suggested|selected|useful|external|related)\s+)*(?:papers?"
    r"|references?|bibliography|reading"
    r"|readings|resources|links?|literature|sources?|citations?|works cited|see also|acknowledge?ments?|changelog"
    r"|license"
    r"|table of contents|contents|toc|footnotes|textbooks?|books?|videos?|tutorials?)(?:\s+(?:and|&"
    r"|/)\s+(?:references?|resources?"
    r"|links?|further reading|reading|sources|readings))*$",
    re.IGNORECASE,
)
_ADMIN = re.compile(
    r"^(?:to[ -]?dos?|tasks?|action items|next steps|open questions|questions? (?:for|to ask)|homework|administrivia"
    r"|admin|logistics|agenda|reminders?|deadlines?)$",
    re.IGNORECASE,
)
_TASK = re.compile(r"^\[[ xX/-]\]\s")
_ABOUT_DOCUMENT = re.compile(
    r"\bth(?:is|ese) (?:document|page|chapter|article|lecture|tutorial|course|guide|content|file|module|lesson"
    r"|unit|handout|notes?|slides?)\b"
    r"|\beach section\b|\b(?:in|by the end of) this (?:section|part|chapter)\b|\bsubscribe\b|\bclick (?:here"
    r"|on)\b|\bsee (?:also )?(?:below|above|figure|chapter)\b",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"\b(?:local ai note|flashcard generation|sponsor(?:ed)?|disclaimer|copyright|todo|fixme|tl;dr)\b", re.IGNORECASE
)


def skips(section: Section, blocks: Sequence[Block]) -> bool:
    """Whether a whole section is a shelf of references or a table of contents."""
    if _ADMIN.match(clean(section.title)):
        return True
    return not blocks or any(_SHELVES.match(clean(title)) for title in section.heading_path[1:] or section.heading_path)


def skips_block(block: Block) -> bool:
    """Whether a block speaks about the document, sells something or only lists links."""
    if block.kind is BlockKind.CODE or _TASK.match(block.passage.text):
        return True
    if block.label and (_PROMOTION.search(block.label.text) or _SHELVES.match(plain(block.label.text))):
        return True
    if block.kind is BlockKind.PARAGRAPH and _ABOUT_DOCUMENT.search(block.passage.text) and not block.children:
        return True
    return _only_links(block) or bool(block.label and label_words(block.label.text) == ("code", "example"))


def _only_links(block: Block) -> bool:
    text = block.passage.text
    if "http" not in text and "](" not in text:
        return False
    rest = re.sub(r"!?\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|<?https?://\S+", " ", text)
    return len(rest.split()) <= 2
