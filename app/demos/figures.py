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
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, NullLocator

from app.demos.checks import superscript
from app.demos.marks import Bars, Figure, Heatmap, Level, Line, Numbers, Points

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
        axes = canvas.add_axes((0.13, 0.15, 0.85, 0.7))
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
        else:
            _heatmap(axes, mark)
    if not figure.log_y:
        _leave_rounding_out(axes)
    if not any(isinstance(mark, Heatmap) for mark in figure.marks) and len(figure.marks) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.13, 1.0), ncols=min(4, len(figure.marks)))


def _has_positive(figure: Figure, along_x: bool) -> bool:
    """Whether a logarithmic axis has anything to show; without it the axis stays linear."""
    values = [(mark.x if along_x else mark.y) for mark in figure.marks if isinstance(mark, Line | Points)]
    return any(0 < value < math.inf for row in values for value in row)


def _log_scale(axes: Axes, axis: Axis) -> None:
    """Decades as plain text: matplotlib's own labels are set as formulas, which takes five times as long."""
    (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)("log")
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: _decade(value)))


def _leave_rounding_out(axes: Axes) -> None:
    """Keep an axis from being stretched until the last digits of one constant value look like a landscape."""
    low, high = axes.get_ylim()
    if high - low < 1e-4 * max(abs(low), abs(high)):
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
    axes.plot(x, y, label=mark.label, color=_hex("quiet"), linestyle="none", marker=marker, markersize=3, alpha=0.55)


def _bars(axes: Axes, mark: Bars, position: int, count: int) -> None:
    width = 0.8 / count
    left = [index - 0.4 + width * (position + 0.5) for index in range(len(mark.names))]
    heights = [height if math.isfinite(height) else 0.0 for height in mark.heights]
    axes.bar(left, heights, width * 0.94, label=mark.label, color=_series(position), hatch=_HATCHES[position])
    for x, height, given in zip(left, heights, mark.heights, strict=True):
        if not math.isfinite(given):
            axes.text(x, height, "not a number", rotation=90, ha="center", va="bottom", fontsize=8, color=_hex("quiet"))
    axes.set_xticks(range(len(mark.names)), mark.names)
    axes.axhline(0, color=_hex("line"), linewidth=0.8)


def _heatmap(axes: Axes, mark: Heatmap) -> None:
    image = axes.imshow([_finite(row) for row in mark.values], cmap="inferno", aspect="auto", interpolation="none")
    if mark.row_names:
        axes.set_yticks(range(len(mark.row_names)), mark.row_names)
    if mark.column_names:
        axes.set_xticks(range(len(mark.column_names)), mark.column_names)
    bar = axes.figure.colorbar(image, ax=axes, label=mark.label)
    bar.outline.set_visible(False)


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
