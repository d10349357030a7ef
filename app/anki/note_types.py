"""Our two note types, frozen: fields, card templates and the style of a card by day and by night.

A field may be added at the end one day; none may be renamed, moved or removed, because Anki then sees another note type
and skips the notes on import.
"""

from dataclasses import dataclass

from app.anki.ids import BASIC_NOTE_TYPE, CLOZE_NOTE_TYPE

# When a template or the style below last changed, in epoch seconds. Anki takes over a note type only if it is newer, so
# a learner's own changes to it in Anki stand until the day we change ours and move this on.
CHANGED = 1_763_700_000

_BACK = """
{{#Quote}}<blockquote class="quote">{{Quote}}</blockquote>{{/Quote}}
{{#Source}}<p class="source">{{Source}}</p>{{/Source}}
{{#Concepts}}<p class="concepts">{{Concepts}}</p>{{/Concepts}}
"""

CSS = """
.card {
  --paper: #faf8f4; --ink: #22201c; --quiet: #6b655b; --line: #ddd6c9; --ember: #b3440e; --code: #f2eee6;
  box-sizing: border-box; max-width: 34em; margin: 0 auto; padding: 1.2em 1em; text-align: left;
  background: var(--paper); color: var(--ink);
  font: 1.15em/1.55 ui-serif, "Iowan Old Style", Charter, Georgia, serif;
}
.card.nightMode, .card.night_mode {
  --paper: #1b1a18; --ink: #ece6da; --quiet: #a59d8f; --line: #3c3832; --ember: #ff9d5c; --code: #26231f;
}
.question p:first-child, .answer p:first-child { margin-top: 0; }
hr#answer { border: 0; border-top: 1px solid var(--line); margin: 1.2em 0; }
.cloze { color: var(--ember); font-weight: 600; }
a { color: var(--ember); }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.88em; }
/* Highlighting brings its own ink for light paper, so code keeps light paper at night too. */
pre { background: #f7f5f0; color: #22201c; border: 1px solid var(--line); padding: 0.7em 0.9em; overflow-x: auto; }
:not(pre) > code { background: var(--code); padding: 0.1em 0.3em; border-radius: 3px; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25em 0.7em 0.25em 0; }
.quote {
  margin: 1.6em 0 0.5em; padding: 0 0 0 0.9em; border-left: 2px solid var(--line); color: var(--quiet);
  font-size: 0.86em;
}
.quote p { margin: 0.3em 0; }
.source, .concepts {
  margin: 0.3em 0; color: var(--quiet); font: 0.74em/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
.mobile .card { font-size: 1.05em; }
"""


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as Anki knows it; `fields[0]` is what the browser sorts by."""

    id: int
    name: str
    fields: tuple[str, ...]
    question: str
    answer: str
    is_cloze: bool


BASIC = NoteType(
    id=BASIC_NOTE_TYPE,
    name="Torchdeck Basic",
    fields=("Question", "Answer", "Quote", "Source", "Concepts"),
    question='<div class="question">{{Question}}</div>',
    answer=f'{{{{FrontSide}}}}\n<hr id="answer">\n<div class="answer">{{{{Answer}}}}</div>{_BACK}',
    is_cloze=False,
)

CLOZE = NoteType(
    id=CLOZE_NOTE_TYPE,
    name="Torchdeck Cloze",
    fields=("Text", "Quote", "Source", "Concepts"),
    question='<div class="question">{{cloze:Text}}</div>',
    answer=f'<div class="question">{{{{cloze:Text}}}}</div>{_BACK}',
    is_cloze=True,
)

ALL = (BASIC, CLOZE)
