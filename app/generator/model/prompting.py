"""Prompts: first what never changes in a run, then the passages, last the task.

A server keeps what it has read of a prompt as far as the next one begins with the very same tokens. So the rules, the
form of the reply and the example come first and are the same to the byte in every call of a run; the wish of one
learner for one section comes last.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.generator.model.fencing import fenced, one_line
from app.generator.model.prompt_files import conversation
from app.generator.model.rules import rules_in_words
from app.generator.model.seam import Message, Role
from app.generator.writer import WritingTask

CARDS = "cards-1"
CHANGES = "changes-1"
LOOK = "look-1"

_LONGEST_TITLE = 120
_LONGEST_PATH = 400
LONGEST_WISH = 600
_LONGEST_QUESTION = 200
_MOST_ASKED = 40
_MOST_FRESH = 30
_LONGEST_FRESH = 240


@dataclass(frozen=True, slots=True)
class Passage:
    """The part `text[start:end]` of a task's section that one call is about; mostly the whole section."""

    task: WritingTask
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the passage, without empty lines around it."""
        return self.task.section.text[self.start : self.end].strip("\n")


def cards_constant(*, most: int, language: str) -> tuple[Message, ...]:
    """What all calls of a run begin with. `language` is an English name, or empty for that of each section."""
    return conversation(CARDS, _fillings(most, language))


def changes_constant(*, most: int, language: str) -> tuple[Message, ...]:
    """What all calls about changed sections begin with; as `cards_constant`."""
    return conversation(CHANGES, _fillings(most, language))


def _fillings(most: int, language: str) -> dict[str, str]:
    name = one_line(language, 40)
    wish = (
        f"Write every question and answer in {name}, whatever the section's language; only the quote stays as it is."
        if name
        else "Write every card in the section's language."
    )
    return {"rules": rules_in_words(), "most": str(most), "language": f"{wish} Keep technical terms as they are."}


def look_constant() -> tuple[Message, ...]:
    """What all second looks begin with."""
    return conversation(LOOK, {})


def ask_for_cards(
    constant: Sequence[Message], passages: Sequence[Passage], *, quota: int, most: int, language: str = ""
) -> list[Message]:
    """The messages of one call about one or several passages.

    `quota` is how many cards they may have together, `most` how many the constant part allows each. `language` is
    named once more at the end, since a model that is spoken to in English likes to answer so.
    """
    several = len(passages) > 1
    blocks = [
        (f"Part {number}\n" if several else "") + block_of(passage) for number, passage in enumerate(passages, start=1)
    ]
    tail = f"Write the cards for {'each part' if several else 'this section'}"
    tail += f" in {one_line(language, 40)}." if language else "."
    if several:
        tail += " a_part is the number of a card's part."
    if quota < most * len(passages):
        tail += f" Here at most {quota} {'card' if quota == 1 else 'cards'}{' in all' if several else ''}."
    return [*constant, Message(Role.USER, "\n\n".join([*blocks, *wishes(passages), tail]))]


def ask_again(constant: Sequence[Message], passage: Passage, question: str) -> list[Message]:
    """The messages of a second look at one question."""
    tail = f"Question: {one_line(question, LONGEST_WISH)}"
    return [*constant, Message(Role.USER, f"{block_of(passage)}\n\n{tail}")]


def block_of(passage: Passage) -> str:
    """Where the passage stands in its note, and its text in a fence."""
    section, context = passage.task.section, passage.task.context
    path = section.heading_path or (section.title,)
    if context.note_title and context.note_title not in path:
        path = (context.note_title, *path)
    titles = [one_line(title, _LONGEST_TITLE) for title in path if title.strip()]
    lines = [f"Section: {one_line(' › '.join(titles), _LONGEST_PATH)}"]
    lines += [
        f"{place}: {one_line(title, _LONGEST_TITLE)}"
        for place, title in (("Before it", context.before), ("After it", context.after))
        if title.strip()
    ]
    return "\n".join(lines) + f"\n\n{fenced(passage.text)}"


def wishes(passages: Sequence[Passage]) -> list[str]:
    """What is new in the passages, what cards ask already, and what the learner wishes for this try."""
    told = []
    fresh = [line for passage in passages for line in _fresh_lines(passage)]
    if fresh:
        told.append("Only this is new:\n" + "\n".join(f"- {line}" for line in fresh))
    asked = [one_line(question, _LONGEST_QUESTION) for passage in passages for question in passage.task.asked]
    if asked:
        questions = "\n".join(f"- {question}" for question in asked[-_MOST_ASKED:])
        told.append(f"These are asked already; ask for other facts:\n{questions}")
    instructions = [one_line(passage.task.instruction, LONGEST_WISH) for passage in passages]
    told += [f"The learner's wish for these cards: {wish}" for wish in dict.fromkeys(instructions) if wish]
    return told


def _fresh_lines(passage: Passage) -> list[str]:
    """The new stretches of a passage, each on one line; none where all of it may be new, or there are too many."""
    text = passage.task.section.text
    inside = [(start, end) for start, end in passage.task.fresh if start < passage.end and passage.start < end]
    lines = [one_line(text[start:end], _LONGEST_FRESH) for start, end in inside]
    return lines if len(lines) <= _MOST_FRESH else []
