"""Figures as data: what a demo yields and `figures` draws. No torch, no matplotlib.

Numbers may be given as anything with `tolist()` (a tensor, an array) or as a sequence; they are kept as plain floats.
NaN and infinities are allowed and are drawn as gaps: a diverging run is worth looking at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Numbers = tuple[float, ...]


def _numbers(values: Any) -> Numbers:
    plain = values.tolist() if hasattr(values, "tolist") else values
    return tuple(float(value) for value in plain)


def _rows(label: str, values: Any) -> tuple[Numbers, ...]:
    plain = values.tolist() if hasattr(values, "tolist") else values
    rows = tuple(_numbers(row) for row in plain)
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"the rows of heatmap “{label}” are not equally long")
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A curve through (x, y), in the order given."""

    label: str
    x: Any
    y: Any
    dashed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", _numbers(self.x))
        object.__setattr__(self, "y", _numbers(self.y))
        if len(self.x) != len(self.y):
            raise ValueError(f"line “{self.label}” has {len(self.x)} x but {len(self.y)} y")


@dataclass(frozen=True, slots=True)
class Points:
    """Separate marks at (x, y). Points of a `group` (0, 1, …) have the colour of that class in `Regions`."""

    label: str
    x: Any
    y: Any
    group: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", _numbers(self.x))
        object.__setattr__(self, "y", _numbers(self.y))
        if len(self.x) != len(self.y):
            raise ValueError(f"points “{self.label}” have {len(self.x)} x but {len(self.y)} y")


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar per name. Several Bars in one figure stand side by side and must share their names."""

    label: str
    names: Sequence[str]
    heights: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "heights", _numbers(self.heights))
        if len(self.names) != len(self.heights):
            raise ValueError(f"bars “{self.label}” have {len(self.names)} names but {len(self.heights)} heights")


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal reference line at `y`, across the figure."""

    label: str
    y: float


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A matrix of cells, `values[row][column]`; the first row is drawn at the top.

    With `x` and `y`, the bounds of a plane, it is a map: the first row lies at the lowest y, and other marks fit on it.
    `scale` are the values of the first and the last colour, for pictures to be compared. As `contours`, a map is drawn
    as thin lines of equal value, for paths to be seen on it.
    """

    label: str
    values: Any
    row_names: Sequence[str] = ()
    column_names: Sequence[str] = ()
    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None
    scale: tuple[float, float] | None = None
    contours: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _rows(self.label, self.values))
        if self.contours and (self.x is None or self.y is None):
            raise ValueError(f"heatmap “{self.label}” needs the bounds x and y to be drawn as contours")


@dataclass(frozen=True, slots=True)
class Regions:
    """What a classifier answers over a plane: `values[row][column]`, from class 0 to class 1, 2 or 3 or in between.

    `x` and `y` are the plane's bounds; the first row lies at the lowest y. Lines are drawn where the answer changes.
    """

    label: str
    values: Any
    x: tuple[float, float]
    y: tuple[float, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _rows(self.label, self.values))


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a graph, at (x, y) in any unit: a name in the circle, a value above it, another one below."""

    name: str
    x: float
    y: float
    above: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between the nodes of those numbers; the thicker, the larger its weight, and dashed where negative."""

    start: int
    end: int
    weight: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Circles and arrows: a network, or the order of a computation. It fills a figure by itself."""

    label: str
    nodes: Sequence[Node]
    edges: Sequence[Edge]

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(self.nodes))
        object.__setattr__(self, "edges", tuple(self.edges))
        if any(not 0 <= end < len(self.nodes) for edge in self.edges for end in (edge.start, edge.end)):
            raise ValueError(f"an edge of graph “{self.label}” leads to a node that is not there")


Mark = Line | Points | Bars | Level | Heatmap | Regions | Graph


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture of a run.

    `summary` says in a sentence what the picture shows, for those who do not see it. `x` and `y` label the axes.
    """

    title: str
    marks: Sequence[Mark]
    summary: str
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", tuple(self.marks))
        if not self.marks:
            raise ValueError(f"figure “{self.title}” has no marks")
        if not self.summary:
            raise ValueError(f"figure “{self.title}” has no summary for those who cannot see it")
