"""A section's lines gathered into entries: paragraphs, items, formulas, code, tables, quotes. Nothing is nested yet."""

import re

from app.notes import outline_patterns as patterns
from app.notes.outline_entries import Entry, Line
from app.notes.passage import NOTHING, Passage

MAX_DEPTH = 6
MAX_CELLS = 20_000


def read_entries(text: str, *, skip_heading: bool) -> list[Entry]:
    """All entries of a section in order; `skip_heading` leaves out the heading's line and a setext underline."""
    lines = _lines(text, 0, len(text))
    if skip_heading and lines:
        underlined = (
            len(lines) > 1
            and not lines[0].text.startswith("#")
            and re.fullmatch(r"=+|-{2,}|~{4,}|\^{4,}|\"{4,}", lines[1].text)
        )
        lines = lines[2 if underlined else 1 :]
    elif lines and lines[0].text == "---":
        lines = _past_front_matter(lines)
    return _Reader(text, lines, 0).read()


def _lines(text: str, start: int, end: int) -> list[Line]:
    found = []
    at = start
    for raw in text[start:end].split("\n"):
        found.append(_line(raw, at))
        at += len(raw) + 1
    return found


def _line(raw: str, at: int) -> Line:
    stripped = raw.lstrip(" \t\u00a0\u3000")
    lead = len(raw) - len(stripped)
    indent = len(raw[:lead].expandtabs(4))
    body = stripped.rstrip()
    return Line(at + lead, at + lead + len(body), indent, body)


def _past_front_matter(lines: list[Line]) -> list[Line]:
    for index, line in enumerate(lines[1:200], start=1):
        if line.text in {"---", "..."}:
            return lines[index + 1 :]
    return lines


class _Reader:
    """Walks the lines of one container once, from top to bottom."""

    def __init__(self, text: str, lines: list[Line], depth: int) -> None:
        self.text, self.lines, self.depth = text, lines, depth
        self.entries: list[Entry] = []
        self.at = 0
        self.spaced = True

    def read(self) -> list[Entry]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text:
                self.spaced = True
                self.at += 1
                continue
            self._one(line)
        return self.entries

    def _one(self, line: Line) -> None:
        fence = patterns.FENCE.match(line.text)
        if fence:
            self._fence(line, fence)
        elif line.text[:2] in patterns.MATHS_OPEN or line.text.startswith("\\begin{"):
            self._maths(line)
        elif line.text.startswith(">"):
            self._quote()
        elif patterns.RULE.match(line.text) or line.text in {"-", "*", "+", "•"}:
            self._add(Entry("break", self._passage(line)), 1)
        elif patterns.NOISE.match(line.text):
            self._noise(line)
        elif self._is_table():
            self._table(line)
        else:
            item = patterns.ITEM.match(line.text)
            if item:
                self._item(line, item)
            else:
                self._text(line)

    def _add(self, entry: Entry, used: int) -> None:
        entry.spaced = self.spaced
        self.entries.append(entry)
        self.at += used
        self.spaced = False

    def _passage(self, line: Line, skip: int = 0) -> Passage:
        return Passage(self.text[line.start + skip : line.end], tuple(range(line.start + skip, line.end)))

    def _span(self, first: Line, last: Line) -> Passage:
        return Passage(self.text[first.start : last.end], tuple(range(first.start, last.end)))

    def _noise(self, line: Line) -> None:
        """Comments, directives, images, link targets: nothing to learn. A comment goes on to its end."""
        self.at += 1
        if line.text.startswith("<!--") and "-->" not in line.text:
            while self.at < len(self.lines) and "-->" not in self.lines[self.at].text:
                self.at += 1
            self.at += 1

    def _fence(self, line: Line, fence: re.Match[str]) -> None:
        ticks = fence.group("ticks")
        stop = self.at + 1
        while stop < len(self.lines) and not (
            self.lines[stop].text.startswith(ticks) and not self.lines[stop].text.strip(ticks[0])
        ):
            stop += 1
        inner = self.lines[self.at + 1 : stop]
        used = min(stop + 1, len(self.lines)) - self.at
        directive = patterns.DIRECTIVE.match(fence.group("info"))
        if directive and directive.group("name") == "math":
            self._block("formula", line, [row for row in inner if not row.text.startswith(":")], used)
        elif directive:
            self._directive(line, directive, inner, used)
        else:
            self._block("code", line, inner, used, fence.group("info").split(" ")[0].casefold())

    def _directive(self, line: Line, directive: re.Match[str], inner: list[Line], used: int) -> None:
        """MyST: an admonition's body is markdown; other directives (figures, contents) hold nothing to ask."""
        if directive.group("name").casefold() not in patterns.ADMONITIONS or self.depth >= MAX_DEPTH:
            self.at += used
            return
        body = [row for row in inner if not re.match(r":[\w-]+:", row.text)]
        nested = _Reader(self.text, body, self.depth + 1).read()
        if not nested:
            self.at += used
            return
        offset = line.text.rindex(directive.group("title")) if directive.group("title") else len(line.text)
        self._add(
            Entry(
                "quote", self._span(body[0], body[-1]), line.indent, title=self._passage(line, offset), nested=nested
            ),
            used,
        )

    def _block(self, kind: str, line: Line, inner: list[Line], used: int, language: str = "") -> None:
        content = [row for row in inner if row.text]
        if not content:
            self.at += used
            return
        self._add(Entry(kind, self._span(content[0], content[-1]), line.indent, language=language), used)

    def _maths(self, line: Line) -> None:
        """`$$ … $$` or `\\[ … \\]`, on one line or several; the delimiters stay in the passage."""
        environment = re.match(r"\\begin\{([a-z]+\*?)\}", line.text)
        close = f"\\end{{{environment.group(1)}}}" if environment else patterns.MATHS_OPEN.get(line.text[:2], "$$")
        stop = self.at
        if close not in line.text[2:]:
            stop += 1
            while stop < len(self.lines) and self.lines[stop].text and close not in self.lines[stop].text:
                stop += 1
            if stop == len(self.lines) or close not in self.lines[stop].text:
                self._text(line)
                return
        last = self.lines[stop]
        if last.text.rstrip(" .,;").endswith(close):
            self._add(Entry("formula", self._span(line, last), line.indent), stop - self.at + 1)
        else:
            self._text(line)

    def _quote(self) -> None:
        inner: list[Line] = []
        while self.at < len(self.lines) and self.lines[self.at].text.startswith(">"):
            line = self.lines[self.at]
            inner.append(_line(self.text[line.start + 1 : line.end].removeprefix(" "), self._after_mark(line)))
            self.at += 1
        title = NOTHING
        language = ""
        callout = patterns.CALLOUT.match(inner[0].text)
        if callout:
            language = callout.group("kind").casefold()
            title = self._passage(inner[0], callout.start("title")) if callout.group("title") else NOTHING
            inner = inner[1:]
        if self.depth >= MAX_DEPTH or not any(line.text for line in inner):
            return
        nested = _Reader(self.text, inner, self.depth + 1).read()
        if nested:
            content = [line for line in inner if line.text]
            passage = self._span(content[0], content[-1])
            self._add(Entry("quote", passage, language=language, title=title, nested=nested), 0)

    def _after_mark(self, line: Line) -> int:
        return line.start + (2 if self.text[line.start + 1 : line.end].startswith(" ") else 1)

    def _is_table(self) -> bool:
        if self.at + 1 >= len(self.lines):
            return False
        head, rule = self.lines[self.at].text, self.lines[self.at + 1].text
        return "|" in head and "-" in rule and "|" in rule and bool(patterns.TABLE_RULE.match(rule))

    def _table(self, first: Line) -> None:
        rows = [self._cells(first)]
        stop = self.at + 2
        cells = len(rows[0])
        while stop < len(self.lines) and "|" in self.lines[stop].text and cells < MAX_CELLS:
            rows.append(self._cells(self.lines[stop])[: len(rows[0])])
            cells += len(rows[-1])
            stop += 1
        passage = self._span(first, self.lines[stop - 1])
        self._add(Entry("table", passage, first.indent, rows=tuple(rows)), stop - self.at)

    def _cells(self, line: Line) -> tuple[Passage, ...]:
        whole = self._passage(line)
        begin = 1 if line.text.startswith("|") else 0
        cells = []
        for match in re.finditer(r"(?<!\\)\||$", line.text):
            if match.start() >= begin and not (match.start() == begin == len(line.text)):
                cells.append(whole.cut(begin, match.start()))
                begin = match.end()
        if line.text.endswith("|") and cells and not cells[-1]:
            cells.pop()
        return tuple(cells)

    def _item(self, line: Line, item: re.Match[str]) -> None:
        marker = item.group("marker")
        gap = len(item.group("gap").expandtabs(4))
        entry = Entry(
            "item",
            self._passage(line, item.end()),
            line.indent,
            line.indent + len(marker) + (gap if gap <= 4 else 1),
            int(marker[:-1]) if marker[0].isdigit() else None,
        )
        if not entry.passage:
            self.at += 1
            return
        self._add(entry, 1)
        self._continue(entry)

    def _text(self, line: Line) -> None:
        definition = patterns.DEFINITION.match(line.text)
        if definition and self._define(line, definition.end()):
            return
        entry = Entry("paragraph", self._passage(line), line.indent, line.indent)
        self._add(entry, 1)
        self._continue(entry)

    def _define(self, line: Line, skip: int) -> bool:
        """`Term` on one line and `: what it is` on the next make one labelled item."""
        term = self.entries[-1] if self.entries else None
        if term is None or term.kind != "paragraph" or len(term.passage.text) > 80 or term.passage.text.endswith("."):
            return False
        self.entries.pop()
        entry = Entry("item", self._passage(line, skip), term.indent, term.indent + 2)
        self.spaced = term.spaced
        self._add(entry, 1)
        self._continue(entry)
        entry.label = term.passage
        return True

    def _continue(self, entry: Entry) -> None:
        """Lines that go on with the same paragraph; a line that opens with its own bold label starts a new one."""
        pieces = [entry.passage.text]
        origin = list(entry.passage.origin)
        while self.at < len(self.lines) and self._goes_on(self.lines[self.at]):
            line = self.lines[self.at]
            pieces.append(line.text.rstrip("\\"))
            origin.append(line.start - 1)
            origin.extend(range(line.start, line.start + len(pieces[-1])))
            self.at += 1
        entry.passage = Passage(" ".join(pieces), tuple(origin))

    def _goes_on(self, line: Line) -> bool:
        text = line.text
        return bool(text) and not (
            patterns.FENCE.match(text)
            or text[:2] in patterns.MATHS_OPEN
            or text.startswith((">", "\\begin{"))
            or patterns.RULE.match(text)
            or text in {"-", "*", "+", "•"}
            or self._starts_item(text)
            or patterns.NOISE.match(text)
            or patterns.LABEL_LINE.match(text)
            or patterns.DEFINITION.match(text)
            or self._is_table()
        )

    def _starts_item(self, text: str) -> bool:
        """CommonMark: only a bullet or the number 1 may end a paragraph; inside a list any number goes on with it."""
        item = patterns.ITEM.match(text)
        if not item or not item.group("gap"):
            return False
        marker = item.group("marker")
        return not marker[0].isdigit() or marker[:-1] == "1" or self.entries[-1].kind == "item"
