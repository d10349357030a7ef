"""Figures as SVG, drawn by matplotlib; the only module that imports it, and only the worker imports this one.

The colours stand in the SVG as CSS variables with a light and a dark value, so the picture follows the reader's scheme.
Marks differ by dash and marker as well as by colour. Text stays text, in the reader's own fonts.
"""

import io
import math
import re
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from app.demos.checks import superscript
from app.demos.marks import Bars, Figure, Graph, Heatmap, Level, Line, Numbers, Points, Regions

WIDTH, HEIGHT = 4.8, 3.0  # inches; the SVG scales to its place on the page

# What matplotlib draws with (unlike one another, nothing more), the light value, the dark value.
_COLOURS = {
    "ink": ("#010101", "#1d1b17", "#f1ede4"),
    "quiet": ("#020202", "#655f55", "#a8a093"),
    "line": ("#030303", "#d8d1c4", "#403b31"),
    "ember": ("#040404", "#c2410c", "#ff8552"),
    "blue": ("#050505", "#1f5fa8", "#82b4ee"),
    "green": ("#060606", "#2f6b2f", "#82c582"),
    "violet": ("#070707", "#7a3e9d", "#c79be0"),
    "ochre": ("#080808", "#8a5a00", "#e0b050"),
    "teal": ("#090909", "#0f6e6e", "#6cc9c4"),
}
_SERIES = ("ember", "ink", "blue", "green", "violet", "ochre", "teal")
_DASHES: tuple[object, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 2)), (0, (3, 1)), "-")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_CLASSES = ("blue", "ember", "green", "violet")  # points of a group
# Regions are a picture inside the SVG, which takes no variables: the same colours, halfway and thin enough for both.
_REGIONS = np.array([[80, 137, 203], [224, 99, 49], [88, 153, 88], [160, 108, 190]]) / 255
_THIN = 0.32
_HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo")

_STYLE: Any = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "svg.hashsalt": "torchdeck",
    "font.family": "DejaVu Sans",  # for measuring only: the SVG names the reader's own
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _COLOURS["line"][0],
    "axes.labelcolor": _COLOURS["quiet"][0],
    "axes.unicode_minus": True,
    "xtick.color": _COLOURS["line"][0],
    "ytick.color": _COLOURS["line"][0],
    "xtick.labelcolor": _COLOURS["quiet"][0],
    "ytick.labelcolor": _COLOURS["quiet"][0],
    "text.color": _COLOURS["ink"][0],
    "hatch.color": _COLOURS["line"][0],
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.borderaxespad": 0,
    "legend.handlelength": 2.2,
    "legend.columnspacing": 1.2,
    "axes.formatter.useoffset": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_XML_HEAD = re.compile(r"\A.*?(?=<svg )", re.DOTALL)
_FONT = re.compile(r"'DejaVu Sans'(?:, [^;\"]*)?")


def as_svg(figure: Figure) -> str:
    """The figure as one SVG document with its own light and dark colours, a title and a description."""
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=(WIDTH, HEIGHT))
        FigureCanvasSVG(canvas)
        axes = canvas.add_axes((0.13, 0.15, 0.83, 0.7))
        _draw(axes, figure)
        out = io.StringIO()
        canvas.savefig(out, format="svg", metadata=_METADATA)
    return _themed(out.getvalue(), figure)


def _draw(axes: Axes, figure: Figure) -> None:
    for axis, is_log in ((axes.xaxis, figure.log_x), (axes.yaxis, figure.log_y)):
        if is_log and _has_positive(figure, axis is axes.xaxis):
            _log_scale(axes, axis)
    axes.set_xlabel(figure.x)
    axes.set_ylabel(figure.y)
    axes.yaxis.set_label_coords(-0.115, 0.5)
    bars = [mark for mark in figure.marks if isinstance(mark, Bars)]
    for number, mark in enumerate(figure.marks):
        if isinstance(mark, Line):
            _line(axes, mark, number)
        elif isinstance(mark, Points):
            _points(axes, mark, number)
        elif isinstance(mark, Bars):
            _bars(axes, mark, bars.index(mark), len(bars))
        elif isinstance(mark, Level):
            axes.axhline(mark.y, label=mark.label, color=_hex("quiet"), linewidth=1, linestyle=(0, (2, 2)))
        elif isinstance(mark, Heatmap):
            (_contours if mark.contours else _heatmap)(axes, mark)
        elif isinstance(mark, Regions):
            _regions(axes, mark)
        else:
            _graph(axes, mark)
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            _label_short_log_axis(axis)
    lines = [mark for mark in figure.marks if isinstance(mark, Line)]
    if lines and not figure.log_x and all(float(x).is_integer() for mark in lines for x in mark.x):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if not figure.log_y:
        _leave_rounding_out(axes)
    named = axes.get_legend_handles_labels()[1]
    if named and len(figure.marks) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.13, 1.0), ncols=min(4, len(named)))


def _has_positive(figure: Figure, along_x: bool) -> bool:
    """Whether a logarithmic axis has anything to show; without it the axis stays linear."""
    values = [(mark.x if along_x else mark.y) for mark in figure.marks if isinstance(mark, Line | Points)]
    return any(0 < value < math.inf for row in values for value in row)


def _log_scale(axes: Axes, axis: Axis) -> None:
    """Decades as plain text: matplotlib's own labels are set as formulas, which takes five times as long."""
    (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)("log")
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: _decade(value)))


def _label_short_log_axis(axis: Axis) -> None:
    """Label 1, 2 and 5 of each decade where decades alone would leave hardly a number on the axis."""
    low, high = axis.get_view_interval()
    if low > 0 and high / low < 300:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _leave_rounding_out(axes: Axes) -> None:
    """Keep an axis from being stretched until the last digits of one constant value look like a landscape."""
    low, high = axes.get_ylim()
    if abs(high - low) < 1e-4 * max(abs(low), abs(high)):  # a matrix has its first row on top: high < low
        middle = (low + high) / 2
        axes.set_ylim(middle - 0.5 * abs(middle), middle + 0.5 * abs(middle))


def _decade(value: float) -> str:
    """1, 10 and 100 as they are, other powers of ten as powers."""
    power = round(math.log10(value))
    return f"{value:g}" if 0 <= power <= 2 else f"10{superscript(power)}"


def _hex(name: str) -> str:
    return _COLOURS[name][0]


def _series(number: int) -> str:
    return _hex(_SERIES[number % len(_SERIES)])


def _finite(values: Numbers) -> list[float]:
    """Infinities as NaN: matplotlib leaves a gap at NaN, and would stretch the axis for the rest."""
    return [value if math.isfinite(value) else math.nan for value in values]


def _line(axes: Axes, mark: Line, number: int) -> None:
    dash = (0, (3, 2)) if mark.dashed else _DASHES[number % len(_DASHES)]
    few = len(mark.x) <= 12
    axes.plot(
        _finite(mark.x),
        _finite(mark.y),
        label=mark.label,
        color=_series(number),
        linewidth=1.3 if mark.dashed else 1.9,
        linestyle=dash,
        marker=_MARKERS[number % len(_MARKERS)] if few else None,
        markersize=4,
    )


def _points(axes: Axes, mark: Points, number: int) -> None:
    marker = _MARKERS[number % len(_MARKERS)]
    x, y = _finite(mark.x), _finite(mark.y)
    if mark.group is None:
        look: dict[str, Any] = {"color": _hex("quiet"), "marker": marker, "markersize": 3, "alpha": 0.55}
    else:
        colour, marker = _CLASSES[mark.group % len(_CLASSES)], _MARKERS[mark.group % len(_MARKERS)]
        size = 6 if len(x) <= 20 else 3.2
        look = {"color": _hex(colour), "marker": marker, "markersize": size, "markeredgewidth": 0}
    axes.plot(x, y, label=mark.label, linestyle="none", **look)


def _bars(axes: Axes, mark: Bars, position: int, count: int) -> None:
    width = 0.8 / count
    left = [index - 0.4 + width * (position + 0.5) for index in range(len(mark.names))]
    heights = [height if math.isfinite(height) else 0.0 for height in mark.heights]
    axes.bar(left, heights, width * 0.94, label=mark.label, color=_series(position), hatch=_HATCHES[position])
    for x, height, given in zip(left, heights, mark.heights, strict=True):
        if not math.isfinite(given):
            axes.text(x, height, "not a number", rotation=90, ha="center", va="bottom", fontsize=8, color=_hex("quiet"))
    axes.set_xticks(range(len(mark.names)), [_with_minus(name) for name in mark.names])
    axes.axhline(0, color=_hex("line"), linewidth=0.8)


def _heatmap(axes: Axes, mark: Heatmap) -> None:
    look: dict[str, Any] = {"cmap": "inferno", "aspect": "auto", "interpolation": "none"}
    if mark.x is not None and mark.y is not None:
        look |= {"origin": "lower", "extent": (*mark.x, *mark.y)}
    if mark.scale is not None:
        look |= {"vmin": mark.scale[0], "vmax": mark.scale[1]}
    image = axes.imshow([_finite(row) for row in mark.values], **look)
    if mark.row_names:
        axes.set_yticks(range(len(mark.row_names)), mark.row_names)
    if mark.column_names:
        axes.set_xticks(range(len(mark.column_names)), mark.column_names)
    bar = axes.figure.colorbar(image, ax=axes, label=mark.label)
    bar.outline.set_visible(False)


def _contours(axes: Axes, mark: Heatmap) -> None:
    """Lines of equal value with equal areas between them, whatever the range of the values."""
    assert mark.x, "the mark has checked it"
    assert mark.y
    heights = np.array([_finite(row) for row in mark.values])
    if np.isnan(heights).all():
        return
    levels = np.unique(np.nanquantile(heights, np.linspace(0.02, 0.92, 10)))
    across, up = (np.linspace(*bounds, count) for bounds, count in zip((mark.x, mark.y), heights.T.shape, strict=True))
    axes.contour(across, up, heights, levels, colors=[_hex("quiet")], linewidths=0.6, alpha=0.7)


def _regions(axes: Axes, mark: Regions) -> None:
    """Each class in its colour, paler towards the place where the answer changes, and a line there."""
    answers = np.nan_to_num(np.array(mark.values)).clip(0, len(_REGIONS) - 1)
    nearest = answers.round().astype(int)
    strength = _THIN * (1 - np.abs(answers - nearest))
    pixels = np.dstack([_REGIONS[nearest], strength])
    axes.imshow(pixels, aspect="auto", origin="lower", extent=(*mark.x, *mark.y), interpolation="none")
    rows, columns = answers.shape
    across, up = np.linspace(*mark.x, columns), np.linspace(*mark.y, rows)
    for boundary in np.arange(nearest.min(), nearest.max()) + 0.5:
        axes.contour(across, up, answers, [boundary], colors=[_hex("ink")], linewidths=1.2)


def _graph(axes: Axes, mark: Graph) -> None:
    axes.set_axis_off()
    axes.margins(0.14, 0.2)
    x, y = [node.x for node in mark.nodes], [node.y for node in mark.nodes]
    look: dict[str, Any] = {"marker": "o", "markersize": 26, "markerfacecolor": "none", "markeredgecolor": _hex("ink")}
    axes.plot(x, y, linestyle="none", **look)
    for node in mark.nodes:
        _write(axes, node.name, (node.x, node.y), "ink", "center")
        _write(axes, node.above, (node.x, node.y), "ink", "bottom", 16)
        _write(axes, node.below, (node.x, node.y), "ember", "top", -16)
    heaviest = max((abs(edge.weight) for edge in mark.edges if math.isfinite(edge.weight)), default=0) or 1.0
    for edge in mark.edges:
        start, end = mark.nodes[edge.start], mark.nodes[edge.end]
        arrow: dict[str, Any] = {"shrinkA": 13, "shrinkB": 13, "linestyle": (0, (4, 2)) if edge.weight < 0 else "-"}
        arrow["arrowstyle"] = "->" if len(mark.edges) <= 12 else "-"
        arrow["color"] = _hex("blue" if edge.weight < 0 else "quiet")
        arrow["linewidth"] = 0.6 + 1.6 * (abs(edge.weight) / heaviest if math.isfinite(edge.weight) else 1)
        axes.annotate("", (end.x, end.y), (start.x, start.y), arrowprops=arrow)
        along = 0.5 if len(mark.edges) <= 6 else 0.3  # where many cross, the middle is crowded
        place = (start.x + along * (end.x - start.x), start.y + along * (end.y - start.y))
        _write(axes, edge.note, place, "quiet", "bottom", 3)


def _with_minus(text: str) -> str:
    """Negative numbers with a minus sign, as on the axes; a hyphen between letters stays one."""
    return re.sub(r"(?<!\w)-(?=[\d.])", "−", text)


def _write(axes: Axes, text: str, place: tuple[float, float], colour: str, side: str, up: float = 0) -> None:
    """Text at a place of the graph, `up` so many points from it."""
    look: dict[str, Any] = {"ha": "center", "va": side, "color": _hex(colour), "fontsize": 8}
    axes.annotate(_with_minus(text), place, (0, up), textcoords="offset points", **look)


def _themed(svg: str, figure: Figure) -> str:
    """Matplotlib's SVG in our colours and the reader's fonts, with words for those who do not see it."""
    body = _XML_HEAD.sub("", svg)
    for name, (drawn, _, _) in _COLOURS.items():
        body = body.replace(drawn, f"var(--{name})")
    body = _FONT.sub("system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", body)
    light = "".join(f"--{name}:{value};" for name, (_, value, _) in _COLOURS.items())
    dark = "".join(f"--{name}:{value};" for name, (_, _, value) in _COLOURS.items())
    head = (
        f"<title>{escape(figure.title)}</title><desc>{escape(figure.summary)}</desc>"
        f"<style>:root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    )
    start = body.index(">") + 1
    opening = body[:start].replace("<svg ", '<svg role="img" ', 1)
    return opening + head + body[start:]
