"""What a server shows when its model is asked: the form, the end, the context, the cache, the slots.

Each function asks one thing and says what it saw. Each may raise ModelError, which the caller puts into words.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain import ModelSettings
from app.generator.model.seam import (
    Completion,
    ContextOverflowError,
    Deadline,
    Finish,
    Message,
    ModelTimeoutError,
    Role,
    Schema,
)
from app.generator.ollama.addresses import same_model
from app.generator.ollama.answers import Observation
from app.generator.ollama.chat_body import KEEP_ALIVE, chat_body
from app.generator.ollama.client import BoundedClient, Frame
from app.generator.ollama.reply import Reply

_RULES = Message(Role.SYSTEM, "You answer questions about a passage of a learner's notes, in JSON.")
_PASSAGE = (
    "Section: Kitchen\n~~~~\nWater boils at 100 degrees Celsius at sea level. Salt raises that a little, and a lid\n"
    "saves energy. On a mountain it boils sooner, because the air presses less.\n~~~~\n"
)
_QUESTION = (
    "Question: At how many degrees Celsius does water boil at sea level?\n"
    "Answer with a greeting first, then one plain sentence; write no JSON and no braces."
)
# The names are out of order on purpose: the reply shows whether the server sorts them. The wish above for plain words
# shows whether it holds the model to the form at all.
_FORM: Schema = {
    "type": "object",
    "properties": {"b_unanswerable": {"type": "boolean"}, "a_answer": {"type": "string", "maxLength": 200}},
    "required": ["b_unanswerable", "a_answer"],
}
_REPLY_BYTES = 2**20
_SHORT_TOKENS = 120
_COUNTING_TOKENS = 40
_MOST_AT_ONCE = 4
_CACHED_SHARE = 0.5
_MEASURABLE_SECONDS = 0.03
_LEAST_SECONDS = 0.1
_SILENCE_SECONDS = 60.0
_UPDATE = "Update Ollama: ollama.com/download"


@dataclass(frozen=True, slots=True)
class Examinee:
    """The server and model under examination. `context` is in tokens; `end` is when all must be over, by the loop."""

    client: BoundedClient
    settings: ModelSettings
    context: int
    nonce: str
    end: float

    @property
    def left(self) -> float:
        """Seconds until then; 0 where it is over."""
        return max(0.0, self.end - asyncio.get_running_loop().time())

    @property
    def deadline(self) -> Deadline:
        """What one call may take from now on."""
        left = max(self.left, _LEAST_SECONDS)
        return Deadline(first_frame=left, between_frames=min(left, _SILENCE_SECONDS), total=left)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reply with its times on the loop's clock: of the first frame and of the end."""

    completion: Completion
    thought: bool
    first_at: float
    end_at: float


async def replies(examinee: Examinee) -> tuple[Observation, ...]:
    """One short question with a form: is the form kept, does the reply end properly, does it come without thoughts?"""
    heard = await _ask(examinee, (_RULES, Message(Role.USER, _PASSAGE + _QUESTION)), _FORM, _SHORT_TOKENS)
    return _form(heard.completion.text), _end(heard.completion), _thinking(heard)


async def context_allocated(examinee: Examinee) -> tuple[Observation, ...]:
    """Did the server give the model the context that was asked for?"""
    running = (await examinee.client.ps()).models
    ours = next((each for each in running if same_model(each.model or "", examinee.settings.model)), None)
    wanted = examinee.context
    if ours is None:
        return (
            Observation(
                "Context",
                False,
                f"{examinee.settings.model} was unloaded at once after its reply",
                "Each call then loads it again: let the server keep models (OLLAMA_KEEP_ALIVE=10m), or free memory.",
            ),
        )
    if not ours.context_length:
        return (
            Observation("Context", True, f"{wanted:,} tokens were asked for; the server does not tell what it gave"),
        )
    if ours.context_length < wanted:
        return (
            Observation(
                "Context",
                False,
                f"{ours.context_length:,} tokens where {wanted:,} were asked for: longer texts would be cut",
                f"Set TORCHDECK_CONTEXT_LENGTH={ours.context_length} (or the context length on the Settings page).",
            ),
        )
    return (Observation("Context", True, f"{ours.context_length:,} tokens, as asked for"),)


async def calls_at_once(examinee: Examinee) -> tuple[Observation, ...]:
    """How many replies come side by side? Seen by whether one has begun before another has ended."""
    wanted = examinee.settings.concurrency
    count = max(2, min(wanted, _MOST_AT_ONCE))
    asked = [
        (_RULES, Message(Role.USER, f"{number}. Count from one to one hundred in English words."))
        for number in range(count)
    ]
    heard = await asyncio.gather(*(_ask(examinee, each, None, _COUNTING_TOKENS) for each in asked))
    together = _most_together(heard)
    if together == 1:
        finding = f"{count} calls were answered one after the other"
    else:
        finding = f"{together} of {count} calls were answered side by side"
    if together < count and wanted > together:
        advice = (
            f"Asking for {wanted} sections at once gains nothing: set TORCHDECK_CONCURRENCY={together}, "
            f"or start the server with OLLAMA_NUM_PARALLEL={wanted} (it takes more memory)."
        )
        return (Observation("Calls at once", False, finding, advice),)
    advice = f"Cards come faster with TORCHDECK_CONCURRENCY={together}." if together > wanted else ""
    return (Observation("Calls at once", True, finding, advice),)


async def prompt_cache(examinee: Examinee) -> tuple[Observation, ...]:
    """Is the part that two prompts begin with read only once? Seen by the time that reading took."""
    words = f"Notes of {examinee.nonce}. " + " ".join(_PASSAGE.split()[3:-1]) + " "
    repeats = max(1, min(examinee.context // 3, 1500) // 50)
    constant = Message(Role.SYSTEM, words * repeats)
    seconds = []
    for question in ("Who is it about?", "What is it about?"):
        heard = await _ask(examinee, (constant, Message(Role.USER, question)), _FORM, _SHORT_TOKENS)
        seconds.append(heard.completion.prompt_seconds or 0.0)
    first, second = seconds
    if first < _MEASURABLE_SECONDS:
        return (Observation("Prompt cache", True, "reads its prompts too quickly to tell, which is as good"),)
    finding = f"the same beginning took {first:.2f} s to read, and {second:.2f} s the second time"
    if second <= _CACHED_SHARE * first:
        return (Observation("Prompt cache", True, finding),)
    advice = "Each section will take that much longer. Let nothing else use the model meanwhile, or update Ollama."
    return (Observation("Prompt cache", False, finding, advice),)


async def long_prompts(examinee: Examinee) -> tuple[Observation, ...]:
    """Is a text that is too long refused, as it was asked to be, or cut without a word?"""
    words = int(examinee.context * 1.4)
    text = f"Notes of {examinee.nonce}. " + "water salt lid " * (words // 3)
    try:
        heard = await _ask(examinee, (_RULES, Message(Role.USER, text)), _FORM, 1)
    except ContextOverflowError:
        return (Observation("Long texts", True, "a text that is too long is refused, not cut"),)
    except ModelTimeoutError:
        return (Observation("Long texts", False, "the server was still reading when the time was up", _UPDATE),)
    read = heard.completion.prompt_tokens or 0
    if read >= words:
        return (Observation("Long texts", True, f"read all {read:,} tokens: it holds more than was asked for"),)
    finding = f"a text of about {words:,} tokens was cut to {read:,} without a word"
    advice = f"{_UPDATE}. Until then Torchdeck keeps its texts short enough by its own count."
    return (Observation("Long texts", False, finding, advice),)


async def embedding(examinee: Examinee) -> tuple[Observation, ...]:
    """Does the embedding model make vectors?"""
    name = examinee.settings.embedding_model
    vectors = await examinee.client.embed_texts(
        name, ["water boils", "steam rises"], deadline=examinee.deadline, keep_alive=KEEP_ALIVE
    )
    lengths = {len(vector) for vector in vectors}
    if len(lengths) != 1 or 0 in lengths:
        return (
            Observation("Embedding model", False, f"{name} gave no usable vectors", "Choose another embedding model."),
        )
    return (Observation("Embedding model", True, f"{name} makes vectors of {lengths.pop()} numbers"),)


async def _ask(examinee: Examinee, messages: Iterable[Message], schema: Schema | None, max_tokens: int) -> _Heard:
    body = chat_body(
        examinee.settings.model,
        tuple(messages),
        schema,
        context=examinee.context,
        max_tokens=max_tokens,
        temperature=0.0,
        seed=1,
    )
    hearing = _Hearing(Reply(examinee.settings.model))
    await examinee.client.stream("/api/chat", body, hearing.take, deadline=examinee.deadline, limit=_REPLY_BYTES)
    return hearing.heard()


class _Hearing:
    """Listens to one reply, with a clock."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._clock = asyncio.get_running_loop().time
        self._first_at = 0.0
        self._thought = False

    def take(self, frame: Frame) -> bool:
        self._first_at = self._first_at or self._clock()
        message = frame.get("message")
        self._thought = self._thought or bool(isinstance(message, dict) and message.get("thinking"))
        self._reply.take(frame)
        return self._reply.stuck

    def heard(self) -> _Heard:
        return _Heard(self._reply.completion(), self._thought, self._first_at, self._clock())


def _form(text: str) -> Observation:
    wanted = set(_FORM["properties"])  # type: ignore[call-overload]  # a literal above
    try:
        answer = json.loads(text)
    except ValueError:
        fenced = text.lstrip().startswith("```")
        what = "puts a fence around its JSON" if fenced else "answers in plain words where a form was asked for"
        return _formless(f"the model {what}: “{' '.join(text.split())[:60]}”")
    if not isinstance(answer, dict) or set(answer) != wanted:
        return _formless(f"the reply has other fields than the form: “{text[:60]}”")
    if not isinstance(answer["b_unanswerable"], bool) or not isinstance(answer["a_answer"], str):
        return _formless(f"the reply's fields are not of the form's kinds: “{text[:60]}”")
    order = "sorted by name" if list(answer) == sorted(answer) else "in the order asked for"
    return Observation("Form", True, f"replies keep to the form, fields {order}")


def _formless(finding: str) -> Observation:
    return Observation(
        "Form",
        False,
        finding,
        f"Cards of such replies are refused, and the built-in writer steps in. {_UPDATE}, or choose another model.",
    )


def _end(completion: Completion) -> Observation:
    if completion.finish is Finish.STOP:
        return Observation("End of replies", True, "a reply says when it is done, and why")
    what = "ran into its limit of tokens" if completion.finish is Finish.LENGTH else "ended without saying so"
    return Observation(
        "End of replies", False, f"a short reply {what}", f"Such replies are asked for again, then given up. {_UPDATE}."
    )


def _thinking(heard: _Heard) -> Observation:
    if not heard.thought:
        return Observation("Thinking", True, "the model answers without thinking aloud, as asked")
    return Observation(
        "Thinking",
        False,
        "the model thinks aloud though it was asked not to: slow, and some servers then forget the form",
        "Choose a model that does not think, for example: ollama pull llama3.1:8b",
    )


def _most_together(heard: Iterable[_Heard]) -> int:
    """The most replies that were under way at one time."""
    edges = sorted((at, step) for each in heard for at, step in ((each.first_at, 1), (each.end_at, -1)))
    most = now = 0
    for _, step in edges:
        now += step
        most = max(most, now)
    return most
