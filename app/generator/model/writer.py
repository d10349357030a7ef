"""`ModelWriter`: sections to drafts by asking a model, and by the built-in writer where the model gives nothing to use.

Every section ends with the model's drafts or with the built-in writer's and the reason; none is lost, whatever the
server or the model does.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.domain import Author, Draft, Finding, ModelSettings, Rejection, Severity
from app.generator.gates.thresholds import PARTS_READ
from app.generator.language import certain_language_of, language_of
from app.generator.model import batching
from app.generator.model.asking import Asker, Patience, Prompt, added
from app.generator.model.breaker import Breaker
from app.generator.model.budget import (
    TOKENS_PER_CARD,
    Budget,
    budget_of,
    cards_worth,
    tokens_for,
    tokens_of_text,
)
from app.generator.model.changes import ask_about_changes, new_text, parts_to_ask, tokens_told, told_in
from app.generator.model.faults import CUT, Trouble
from app.generator.model.fencing import one_line
from app.generator.model.grounding import beyond
from app.generator.model.prompting import (
    CARDS,
    LONGEST_WISH,
    Passage,
    ask_for_cards,
    cards_constant,
    changes_constant,
    look_constant,
)
from app.generator.model.schema import cards_schema, changes_schema
from app.generator.model.seam import Completion, Model, ModelInfo
from app.generator.model.second_look import second_look
from app.generator.model.splitting import spans
from app.generator.model.written import Written, changed, written
from app.generator.writer import Effort, Fallback, OldCardText, ProposedVerdict, Writer, WriterReply, WritingTask

TEMPERATURE = 0.3
ROOM_FOR_AN_EXAMPLE = 4096
"""Tokens of context under which the rules go without their example, so that the section finds room."""

_TOKENS_BEFORE_WISHES = 50
_SPOKEN = "English"  # what the prompts are written in

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Gathered:
    """What has come together for one section. `drafts` holds the call's number and the draft's rank in it as well."""

    task: WritingTask
    drafts: list[tuple[int, int, Draft]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    verdicts: list[ProposedVerdict] = field(default_factory=list)
    troubles: list[tuple[Passage, Trouble]] = field(default_factory=list)
    answered: bool = False
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked at once: passages, the sections they come from, and how many cards they may have together.

    One with `old_cards` is about a single passage and judges them too.
    """

    passages: tuple[Passage, ...]
    homes: tuple[_Gathered, ...]
    quota: int
    old_cards: tuple[OldCardText, ...] = ()


class ModelWriter:
    """Writes with a model. One instance serves one run; `write` may be under way several times at once.

    `prompt_version` is the rule of its drafts. `stopped` says why the model is not asked any more, once that is so.
    """

    name = "ollama"
    prompt_version = CARDS

    def __init__(
        self,
        model: Model,
        settings: ModelSettings,
        fallback: Writer,
        *,
        rng: random.Random,
        info: ModelInfo,
        patience: Patience | None = None,
        on_tokens: Callable[[int], None] | None = None,
    ) -> None:
        self.model = info.model_id
        self.digest = info.digest
        self.concurrency = max(1, info.concurrency)
        self._settings = settings
        self._fallback = fallback
        self._context = min(info.context_length, settings.context_length)
        self._most = settings.cards_per_section
        bare = self._context < ROOM_FOR_AN_EXAMPLE
        self._constant = cards_constant(most=self._most, language=settings.language)[: 1 if bare else None]
        self._changes = changes_constant(most=self._most, language=settings.language)[: 1 if bare else None]
        self._look = look_constant()
        self._breaker = Breaker()
        self._asker = Asker(model, run_seed=rng.getrandbits(31), patience=patience or Patience(), on_tokens=on_tokens)

    @property
    def stopped(self) -> Fallback | None:
        """Why the built-in writer takes all further sections, or None."""
        return self._breaker.reason

    def batches(self, tasks: Sequence[WritingTask]) -> list[tuple[WritingTask, ...]]:
        """All tasks in their order: short siblings that fit one call together, everything else alone."""
        return [part for batch in batching.batches(tasks) for part in self._shared(batch)]

    def _shared(self, batch: tuple[WritingTask, ...]) -> list[tuple[WritingTask, ...]]:
        """The batch, or each of its sections where one call cannot hold them: side by side, not one after the other."""
        one_call = len(batch) == 1 or len(self._calls([_Gathered(task) for task in batch])) == 1
        return [batch] if one_call else [(task,) for task in batch]

    async def write(self, batch: Sequence[WritingTask]) -> tuple[WriterReply, ...]:
        """One reply for each task, in their order. Raises nothing for what a server or a model does."""
        gathered = [_Gathered(task) for task in batch]
        live = [each for each in gathered if batching.worth_asking(each.task)]
        broken: Trouble | None = None
        for number, call in enumerate(self._calls(live)):
            broken = await self._one_call(number, call, broken)
        if live:
            self._breaker.note(None if any(each.answered for each in live) else live[-1].troubles[-1][1])
        return tuple([await self._reply(each) for each in gathered])

    def _calls(self, live: Sequence[_Gathered]) -> list[_Call]:
        """One call for short siblings, one for each part of anything else."""
        if len(live) > 1:
            worth = sum(cards_worth(each.task.section.text, self._most) for each in live)
            budget = self._budget(worth, [each.task for each in live])
            text = "\n".join(each.task.section.text for each in live)
            if budget.cards == worth and tokens_of_text(text) <= budget.passage:
                return [_Call(tuple(_whole(each.task) for each in live), tuple(live), worth)]
        return [call for each in live for call in self._calls_of_one(each)]

    def _calls_of_one(self, home: _Gathered) -> list[_Call]:
        task = self._fitted(home.task)
        budget = self._budget(self._most, [task])
        passages = [Passage(task, *span) for span in spans(task.section, budget.passage, tokens_of_text)]
        share = min(-(-self._most // len(passages)), budget.cards)
        return [
            _Call((passage,), (home,), share if task.instruction else cards_worth(new_text(passage), share), cards)
            for passage, cards in parts_to_ask(passages)
        ]

    def _budget(self, most: int, tasks: Sequence[WritingTask]) -> Budget:
        tail = "\n- ".join(line for task in tasks for line in (*task.asked, task.instruction) if line)
        said = tokens_of_text(tail) + _TOKENS_BEFORE_WISHES if tail else 0
        told = sum(tokens_told(task) for task in tasks)
        old_cards = sum(len(task.old_cards) for task in tasks)
        constant = self._changes if old_cards else self._constant
        return budget_of(self._context, constant, most, tail=said + told + TOKENS_PER_CARD * old_cards)

    def _fitted(self, task: WritingTask) -> WritingTask:
        """The task with so much of its wish, old cards and latest questions as leaves room for the text."""
        task = told_in(budget_of(self._context, self._changes, 1).passage / 2, task)
        room = budget_of(self._context, self._constant, 1).passage / 3
        wish = one_line(task.instruction, LONGEST_WISH)
        if (tokens := tokens_of_text(wish)) > room:
            wish = wish[: int(len(wish) * room / tokens)]
        room -= tokens_of_text(wish)
        kept: list[str] = []
        for question in reversed(task.asked):
            room -= tokens_of_text(question)
            if room < 0:
                break
            kept.insert(0, question)
        return replace(task, instruction=wish, asked=tuple(kept))

    async def _one_call(self, number: int, call: _Call, broken: Trouble | None) -> Trouble | None:
        """Asks, hands what came to the sections it is about, and tells the server's trouble to the calls after it.

        After a trouble of the server, and once the breaker is open, nothing is asked.
        """
        homes, reason = call.homes, self._breaker.reason
        result: Written | Trouble
        if reason is not None:
            result = Trouble(reason.fault, reason.message, reason.advice)
        elif broken is not None:
            result = broken
        else:
            result, effort = await self._ask(call)
            homes[0].effort = added(homes[0].effort, effort)
            homes[0].verdicts += result.verdicts if isinstance(result, Written) else ()
        for at, rejection in result.rejections:
            homes[at].rejections.append(rejection)
        if isinstance(result, Trouble):
            for home, passage in zip(homes, call.passages, strict=True):
                home.troubles.append((passage, result))
            return result if result.of_server else None
        for rank, (at, draft) in enumerate(result.drafts):
            homes[at].drafts.append((number, rank, draft))
        for home in homes:
            home.answered = True
        return None

    async def _ask(self, call: _Call) -> tuple[Written | Trouble, Effort]:
        sections = [passage.task.section for passage in call.passages]
        text = "\n\n".join(section.text for section in sections)
        wanted = self._settings.language or language_of(text)
        named = self._settings.language or _as_named(text)

        def prompt_for(trouble: Trouble | None) -> Prompt:
            quota = call.quota if trouble is not CUT else max(1, call.quota // 2)
            if call.old_cards:
                return self._prompt_about_changes(call, quota, named)
            messages = ask_for_cards(self._constant, call.passages, quota=quota, most=self._most, language=named)
            return Prompt(messages, cards_schema(quota, len(sections)), tokens_for(call.quota))

        def read(completion: Completion) -> Written | Trouble:
            if call.old_cards:
                return changed(completion, sections[0], call.old_cards, wanted)
            return written(completion, sections, wanted)

        result, effort = await self._asker.ask(
            prompt_for,
            read,
            about="\0".join(passage.text for passage in call.passages),
            temperature=TEMPERATURE,
            given_up=lambda: self._breaker.is_open,
        )
        if isinstance(result, Written) and result.wrapping:
            effort = replace(effort, finish=f"{effort.finish}, {result.wrapping}")
        return result, effort

    def _prompt_about_changes(self, call: _Call, quota: int, language: str) -> Prompt:
        passage, many = call.passages[0], len(call.old_cards)
        messages = ask_about_changes(
            self._changes, passage, call.old_cards, quota=quota, most=self._most, language=language
        )
        return Prompt(messages, changes_schema(many, quota), tokens_for(call.quota + many))

    async def _reply(self, gathered: _Gathered) -> WriterReply:
        """What one section gets in the end; nothing where nothing was asked."""
        if not gathered.answered:
            return self._by_the_built_in_writer(gathered) if gathered.troubles else WriterReply(())
        drafts, beyond_most = _at_most(gathered, self._most)
        lost = [_unread(gathered.task, passage, trouble) for passage, trouble in gathered.troubles]
        reply = WriterReply(drafts, (*gathered.rejections, *beyond_most, *lost), effort=gathered.effort)
        reply = replace(reply, verdicts=tuple(gathered.verdicts))
        return await self._looked_at_again(gathered.task, reply) if self._settings.second_look else reply

    async def _looked_at_again(self, task: WritingTask, reply: WriterReply) -> WriterReply:
        budget = budget_of(self._context, self._look, 1)
        parts = spans(task.section, budget.passage, tokens_of_text)

        def passage_for(draft: Draft) -> Passage:
            start, end = next((part for part in parts if draft.quote_start < part[1]), parts[-1])
            return Passage(task, start, end)

        doubts, effort = await second_look(
            self._asker, self._look, reply.drafts, passage_for, given_up=lambda: self._breaker.is_open
        )
        return replace(reply, doubts=doubts, effort=replace(added(reply.effort, effort), finish=reply.effort.finish))

    def _by_the_built_in_writer(self, gathered: _Gathered) -> WriterReply:
        task, (_, trouble) = gathered.task, gathered.troubles[-1]
        author, reason = Author(self._fallback.name), Fallback(trouble.fault, trouble.message, trouble.advice)
        rejections = tuple(gathered.rejections)
        try:
            reply = self._fallback.write(task.section, task.context)
        except Exception:  # noqa: BLE001 - whatever a rule stumbles over, the run goes on and the page says so
            _log.exception("The %s writer failed on section %r.", self._fallback.name, task.section.key)
            finding = Finding("FAULT", Severity.HARD, "1", "faults of the built-in writer, at most 0", "")
            return WriterReply(
                (), (*rejections, Rejection(task.section.key, finding)), author, gathered.effort, fallback=reason
            )
        return replace(
            reply,
            rejections=(*rejections, *reply.rejections),
            author=author,
            effort=gathered.effort,
            fallback=reason,
        )


def _as_named(text: str) -> str:
    """How the language of a text is named to a model that is spoken to in English; empty for English and unknown."""
    if language_of(text) in ("", _SPOKEN):
        return ""
    return certain_language_of(text) or "the section's own language"


def _whole(task: WritingTask) -> Passage:
    return Passage(task, 0, len(task.section.text))


def _at_most(gathered: _Gathered, most: int) -> tuple[tuple[Draft, ...], list[Rejection]]:
    """The first cards of each part in turn, in the order of the text; what is beyond the most is rejected."""
    ranked = [draft for _, _, draft in sorted(gathered.drafts, key=lambda each: (each[1], each[0]))]
    kept = sorted(ranked[:most], key=lambda draft: (draft.quote_start, draft.quote_end))
    return tuple(kept), [beyond(draft, gathered.task.section, many) for many, draft in enumerate(ranked[most:], 1)]


def _unread(task: WritingTask, passage: Passage, trouble: Trouble) -> Rejection:
    """A part of a long section that gave nothing, where others did."""
    span = " ".join(passage.text.split())
    return Rejection(task.section.key, PARTS_READ.finding(trouble.fault, span))
