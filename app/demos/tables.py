"""A figure's numbers as a table, for those who read rather than look, and for download."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.demos.marks import Bars, Figure, Graph, Heatmap, Level, Line, Points, Regions

Cell = str | float


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_table(figure: Figure) -> Table:
    """All numbers of a figure.

    Curves over the same x, and bars over the same names, stand side by side; anything else is listed mark by mark.
    """
    marks = [mark for mark in figure.marks if not isinstance(mark, Level)]
    levels = tuple(mark for mark in figure.marks if isinstance(mark, Level))
    first = marks[0] if marks else None
    if isinstance(first, Heatmap | Regions) and len(marks) == 1:
        return _matrix(first)
    if isinstance(first, Graph):
        return _places_and_arrows(first)
    if isinstance(first, Bars) and all(isinstance(mark, Bars) and mark.names == first.names for mark in marks):
        return _side_by_side(
            figure.x, first.names, [(m.label, m.heights) for m in marks if isinstance(m, Bars)], levels
        )
    if isinstance(first, Line | Points) and all(isinstance(m, Line | Points) and m.x == first.x for m in marks):
        columns = [(m.label, m.y) for m in marks if isinstance(m, Line | Points)]
        return _side_by_side(figure.x or "x", first.x, columns, levels)
    has_map = any(isinstance(mark, Heatmap | Regions) for mark in marks)
    names = ("mark", figure.x or "x", figure.y or "y", *(("value",) if has_map else ()))
    return Table(names, tuple((*row, "")[: len(names)] for row in _listed(figure)))


def thinned(table: Table, most: int = 41) -> Table:
    """At most `most` rows, evenly spread, the first and the last among them: what fits on a page."""
    count = len(table.rows)
    if count <= most:
        return table
    return Table(table.columns, tuple(table.rows[round(i * (count - 1) / (most - 1))] for i in range(most)))


def _side_by_side(
    x: str, keys: Iterable[Cell], columns: list[tuple[str, tuple[float, ...]]], levels: tuple[Level, ...]
) -> Table:
    names = (x, *(label for label, _ in columns), *(level.label for level in levels))
    constants = tuple(level.y for level in levels)
    rows = zip(keys, *(values for _, values in columns), strict=True)
    return Table(names, tuple((*row, *constants) for row in rows))


def _matrix(heatmap: Heatmap | Regions) -> Table:
    rows, columns = len(heatmap.values), len(heatmap.values[0])
    if heatmap.x is not None and heatmap.y is not None:
        row_names = tuple(f"{at:.3g}" for at in _evenly(*heatmap.y, rows))
        column_names = tuple(f"{at:.3g}" for at in _evenly(*heatmap.x, columns))
    else:
        row_names = tuple(heatmap.row_names) or tuple(str(row) for row in range(1, rows + 1))
        column_names = tuple(heatmap.column_names) or tuple(str(column) for column in range(1, columns + 1))
    body = tuple((name, *row) for name, row in zip(row_names, heatmap.values, strict=True))
    return Table((heatmap.label, *column_names), body)


def _evenly(low: float, high: float, count: int) -> list[float]:
    return [low + (high - low) * index / max(1, count - 1) for index in range(count)]


def _places_and_arrows(graph: Graph) -> Table:
    names = [node.name for node in graph.nodes]
    places = [(node.name, "", node.above, node.below) for node in graph.nodes]
    arrows = [(names[edge.start], names[edge.end], edge.note or edge.weight, "") for edge in graph.edges]
    return Table(("from", "to", graph.label, ""), (*places, *arrows))


def _listed(figure: Figure) -> Iterable[tuple[Cell, ...]]:
    for mark in figure.marks:
        if isinstance(mark, Line | Points):
            yield from ((mark.label, x, y) for x, y in zip(mark.x, mark.y, strict=True))
        elif isinstance(mark, Bars):
            yield from ((mark.label, name, height) for name, height in zip(mark.names, mark.heights, strict=True))
        elif isinstance(mark, Level):
            yield (mark.label, "", mark.y)
        elif isinstance(mark, Heatmap | Regions):
            table = _matrix(mark)
            yield from (
                (mark.label, x, y, value)
                for y, *row in table.rows
                for x, value in zip(table.columns[1:], row, strict=True)
            )
