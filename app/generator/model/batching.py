"""Which sections are asked about together: short neighbours of one note share a call."""

from collections.abc import Sequence

from app.generator.extractive.skipping import skips
from app.generator.writer import WritingTask
from app.notes.outline import outline

SHORT = 500
"""Characters of a section that may share a call."""

MOST_TOGETHER = 4
MOST_CHARACTERS = 1500


def worth_asking(task: WritingTask) -> bool:
    """Whether there is something to learn: not a bare heading, a bibliography or a table of contents."""
    return not skips(task.section, outline(task.section))


def batches(tasks: Sequence[WritingTask]) -> list[tuple[WritingTask, ...]]:
    """All tasks in their order, short siblings together, everything else alone."""
    found: list[list[WritingTask]] = []
    for task in tasks:
        if found and _join(found[-1], task):
            found[-1].append(task)
        else:
            found.append([task])
    return [tuple(batch) for batch in found]


def _join(batch: Sequence[WritingTask], task: WritingTask) -> bool:
    """Whether a task may share the call of a batch: same parent in the same note, all short, none told of alone."""
    first = batch[0]
    characters = sum(len(each.section.text) for each in batch) + len(task.section.text)
    return (
        len(batch) < MOST_TOGETHER
        and characters <= MOST_CHARACTERS
        and all(_is_short(each) for each in (first, task))
        and first.context.note_title == task.context.note_title
        and first.section.heading_path[:-1] == task.section.heading_path[:-1]
    )


def _is_short(task: WritingTask) -> bool:
    alone = task.instruction or task.old_cards or task.fresh
    return len(task.section.text) <= SHORT and not alone and task.section.level > 0
