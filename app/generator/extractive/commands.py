"""Rule: what to type. An instruction that leads to one line of code asks for that line."""

import re
from collections.abc import Iterator

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.drafting import basic
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name
from app.notes.outline import Block, BlockKind
from app.text import content_words

RULE = "command"
MOST_CODE = 100

_DETERMINED = frozenset("a an all the its your each every only one this files file changes".split())
_OF_A_LIST = re.compile(r"\b(?:following|example|output|this|these|below|like|as follows)\b", re.IGNORECASE)


def commands(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """`Discard changes in the working tree:` over a line of code → "How do you discard changes …?"."""
    told = plain(block.body.text)
    if block.label or not told.endswith(":") or len(block.children) != 1 or not instructs(told):
        return
    child = block.children[0]
    code = child.body.text.strip() or child.passage.text.strip()
    if child.kind is not BlockKind.CODE or "\n" in code or "`" in code or not 0 < len(code) <= MOST_CODE:
        return
    done = told.rstrip(" :")
    place = scene.subject
    near = not has_name(place) or set(content_words(place.text)) & set(content_words(done)) or len(place.text) > 40
    where = "" if near else f"In {place.phrase}, "
    question = f"{where}{'How' if not where else 'how'} do you {done[0].lower()}{done[1:]}?"
    yield basic(scene, RULE, question, f"`{code}`", scene.span(block.start, child.passage.end))


def instructs(text: str) -> bool:
    """Whether a text tells to do something: it opens with a verb's base form, before its object."""
    first, _, rest = text.partition(" ")
    word = first.casefold()
    base = verbs.is_base(word) or (word.startswith(("un", "re")) and verbs.is_base(word[2:]))
    after = rest.split(" ")[0].casefold().strip(",:")
    certain = not verbs.noun_like(word) or after in _DETERMINED
    return base and certain and 2 <= len(text.split()) <= 16 and not _OF_A_LIST.search(text)
