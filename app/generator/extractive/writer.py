"""The built-in writer: from the structure of a section to drafts. Deterministic, no model, nothing looked up."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from app.domain import CardKind, Draft, Finding, Rejection, Section, Severity
from app.generator.extractive import pairs
from app.generator.extractive.answers import dangles, opening, resolved
from app.generator.extractive.asking import acts, definite
from app.generator.extractive.commands import commands
from app.generator.extractive.drafting import basic
from app.generator.extractive.formulas import alone, formula_of, formulas, letters
from app.generator.extractive.label_kinds import is_statement, is_wrapper
from app.generator.extractive.labels import reads_as_prose
from app.generator.extractive.members import RULE as RULE_LIST
from app.generator.extractive.members import RULE_STEPS, heading_title, listing, members, predicates
from app.generator.extractive.plain import plain
from app.generator.extractive.properties import properties
from app.generator.extractive.prose import prose, question_key
from app.generator.extractive.scene import Scene, scene_of
from app.generator.extractive.sides import is_side
from app.generator.extractive.skipping import skips, skips_block
from app.generator.extractive.statements import predicate
from app.generator.extractive.tables import tables
from app.generator.extractive.terms import terms
from app.generator.extractive.verbatim import RULE as GAP
from app.generator.extractive.verbatim import is_told
from app.generator.writer import SectionContext, WriterReply
from app.notes.outline import Block, BlockKind, outline
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, sentences


class Rule(Protocol):
    """One rule: what it makes of one block. None stands for a card it saw and thought unfit."""

    def __call__(self, block: Block, scene: Scene) -> Iterator[Draft | None]: ...


RULES: tuple[Rule, ...] = (terms, properties, formulas, members, tables, commands)


class ExtractiveWriter:
    """Makes drafts from definitions, labels, lists, steps, formulas, tables, comparisons and marked words."""

    name = "extractive"
    model = ""

    def write(self, section: Section, context: SectionContext) -> WriterReply:
        """Drafts in the order of the text, and a rejection for every label whose value was lost."""
        scene = scene_of(section, context)
        blocks = outline(section)
        if skips(section, blocks):
            return WriterReply(())
        walk = _Walk(scene)
        walk.top(blocks)
        if all(draft.rule == GAP for draft in walk.drafts):
            walk.gist(blocks)
        return WriterReply(tuple(_unique(walk.drafts)), tuple(walk.rejections))


_STORIES = frozenset("analogy example".split())


def inside(label: str, scene: Scene) -> Scene:
    """The scene of what stands under a label: a side of the same subject, or the labelled thing itself."""
    if is_wrapper(label):
        return scene
    if is_side(label):
        return replace(scene, facet=plain(label))
    return scene.about(scene.name(label))


_UNFINISHED = re.compile(
    r"\b(?:as|on|by|of|are|is|to|in|for|from|with|like|such|include|includes|including|these|those|follows|steps|phases"
    r"|types|ways)\s*:$",
    re.IGNORECASE,
)


class _Walk:
    """Goes through the blocks once, with the scene each of them stands in."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.drafts: list[Draft] = []
        self.rejections: list[Rejection] = []
        self.asked: set[str] = set()
        self.before: Block | None = None
        self.listed: set[int] = set()

    def top(self, blocks: Sequence[Block]) -> None:
        """The section's own blocks; a generic heading works as the label of what stands under it."""
        self._heading_list(blocks)
        found = [block for block in blocks if formula_of(block)]
        for at, block in enumerate(blocks):
            if len(found) == 1 and block is found[0]:
                self._take(alone(block, self.scene, blocks[at - 1] if at else None, blocks[at + 1 : at + 2]))
            self.block(block, self.scene)

    def gist(self, blocks: Sequence[Block]) -> None:
        """Where no rule found anything, the opening of the first paragraph answers what the heading names."""
        first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH and not skips_block(block)), None)
        head = opening(first.body) if first is not None and not first.label else None
        if head is None or self.scene.facet or len(sentences(head)) < 2 or not is_told(head):
            return
        if any(draft.quote_start == head.start for draft in self.drafts):
            return
        name = self.scene.subject
        answer = resolved(plain(head.text), name)
        draft = basic(self.scene, "gist", f"What {name.be} {definite(name)}?", answer, head)
        if draft is not None and not dangles(answer):
            self.drafts = [each for each in self.drafts if not head.start <= each.quote_start < head.end]
            self._take([draft])

    def _heading_list(self, blocks: Sequence[Block]) -> None:
        """A section that is a list: its members, under its own heading."""
        items = [block for block in blocks if block.kind is BlockKind.ITEM and not formula_of(block)]
        if not items:
            items = [block for block in blocks if block.label and not names_property(block.label.text)]
            if any(not block.body or is_side(block.label.text) or is_statement(block.label.text) for block in items):
                return
        if (
            len(items) < 2
            or (predicates(items, None) and not self.scene.facet)
            or any(block.label and names_property(block.label.text) for block in items)
        ):
            return
        labelled = sum(bool(block.label) for block in items)
        longest = max((len(block.body.text.split()) for block in items if not block.label), default=0)
        if 0 < labelled < len(items) and longest > 6:
            return
        title, ordered = heading_title(self.scene, items)
        if title:
            self.listed = {block.start for block in items if not block.label and len(sentences(block.body)) < 2}
        self._take(listing(title, items, self.scene, ordered=ordered))

    def block(self, block: Block, scene: Scene) -> None:
        """All rules on one block, then its sentences, then what belongs to it."""
        if skips_block(block) or (block.start in self.listed and not block.children):
            return
        if block.kind is BlockKind.QUOTE:
            for child in block.children:
                self.block(child, scene)
            return
        if block.label and not block.body and not block.children:
            self._lost(block, scene)
            return
        self._take(letters(block, scene, self.before))
        for rule in RULES:
            self._take(rule(block, scene))
        self._sentences(block, scene)
        self._inside(block, scene)
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            self.before = block

    def _sentences(self, block: Block, scene: Scene) -> None:
        """Sentences no other rule has used: all of a paragraph, the rest of a labelled value."""
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or not block.body:
            return
        done = max(
            (
                draft.quote_end
                for draft in self.drafts
                if (draft.kind is CardKind.BASIC or draft.rule == pairs.RULE)
                and block.start <= draft.quote_start < block.passage.end
            ),
            default=0,
        )
        left = tuple(_announced(sentence) for sentence in sentences(block.body) if sentence.start >= done)
        if block.label:
            left = tuple(sentence for sentence in left if not sentence.text.casefold().startswith("imagine"))
        if block.label and set(label_words(block.label.text)) & _STORIES:
            return
        if block.label and not names_property(block.label.text):
            scene = inside(block.label.text, scene)
        if not block.label and acts(plain(block.body.text)) and not scene.facet:
            made = [draft for draft in predicate(sentences(block.body)[0], scene) if draft is not None]
            self._take(made)
            left = left[1:] if made else left
        self._take(prose(left, scene, asked=self.asked, fragments=not block.label and block.kind is BlockKind.ITEM))

    def _inside(self, block: Block, scene: Scene) -> None:
        if not block.children:
            return
        inner = scene
        if block.label:
            inner = inside(block.label.text, scene)
        elif block.open:
            inner = replace(scene, facet=plain(block.passage.text))
        for child in block.children:
            if self._is_listed(block, child):
                for grandchild in child.children:
                    self.block(grandchild, inner)
                continue
            self.block(child, inner)

    def _is_listed(self, block: Block, child: Block) -> bool:
        """Whether an unlabelled point is a member on a list card already."""
        if not block.label or child.kind is not BlockKind.ITEM or child.label or len(sentences(child.body)) > 1:
            return False
        lists = (draft for draft in self.drafts if draft.rule in (RULE_LIST, RULE_STEPS))
        return any(draft.quote_start <= child.start < draft.quote_end for draft in lists)

    def _lost(self, block: Block, scene: Scene) -> None:
        """A label whose value did not survive (a page break, an image) is reported, not asked."""
        if block.kind is not BlockKind.ITEM or reads_as_prose(block.label.text):
            return
        finding = Finding("LOST", Severity.SOFT, "0", "words after the label, at least 1", block.label.text)
        self.rejections.append(Rejection(scene.section.key, finding))

    def _take(self, found: Iterable[Draft | None]) -> None:
        for draft in found:
            if draft is not None:
                self.drafts.append(draft)
                self.asked.add(question_key(draft.question))


def _announced(sentence: Passage) -> Passage:
    """A sentence that says something besides announcing a list ("… is a model made of layers:") without its colon."""
    if not sentence.text.endswith(":") or _UNFINISHED.search(sentence.text):
        return sentence
    return sentence.cut(0, len(sentence.text) - 1)


def _unique(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts in the order of their quotes, the same question only once, the same answer to a quote only once."""
    questions: set[str] = set()
    spans: set[tuple[int, int, str]] = set()
    for draft in sorted(drafts, key=lambda draft: (draft.quote_start, draft.quote_end)):
        span = (draft.quote_start, draft.quote_end, draft.answer.casefold())
        if draft.question.casefold() not in questions and span not in spans:
            questions.add(draft.question.casefold())
            spans.add(span)
            yield draft
