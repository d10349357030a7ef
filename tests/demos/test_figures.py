"""Figures as SVG documents: well-formed, in our colours, readable unseen, and never stopped by a number."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demos.figures import as_svg
from app.demos.marks import Bars, Edge, Figure, Graph, Heatmap, Level, Line, Node, Points, Regions

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
NUMBERS = [-2.0, 0.0, 1.5, 3.0]
FIGURES = {
    "lines": Figure("Lines", [Line("a", NUMBERS, NUMBERS), Line("b", NUMBERS, NUMBERS, dashed=True)], "Two lines."),
    "points": Figure("Points", [Points("p", NUMBERS, NUMBERS), Level("zero", 0)], "Points.", x="x", y="y"),
    "bars": Figure("Bars", [Bars("a", ["one", "two"], [1, 2]), Bars("b", ["one", "two"], [2, -1])], "Bars."),
    "heatmap": Figure("Heat", [Heatmap("h", [[1, 2], [3, 4]], ["r", "s"], ["c", "d"])], "Four cells."),
    "logarithmic": Figure("Log", [Line("a", [1, 10, 100], [1e-9, 0, 1e9])], "A log.", log_x=True, log_y=True),
    "gaps": Figure("Gaps", [Line("a", [0, 1, 2, 3], [1, math.nan, math.inf, 2])], "With gaps."),
    "nothing finite": Figure("None", [Line("a", [0, 1], [math.nan] * 2), Bars("b", ["x"], [math.inf])], "Nothing."),
    "a single point": Figure("Point", [Line("a", [1], [5])], "One point."),
    "map": Figure("Map", [Heatmap("h", [[1, 2], [3, 4]], x=(0, 1), y=(0, 1)), Points("p", [0.5], [0.5])], "A map."),
    "contours": Figure(
        "Contours",
        [Heatmap("h", [[1, 2, 5], [2, 3, 9]], x=(0, 2), y=(0, 1), contours=True), Line("path", [0, 1], [0, 1])],
        "Lines of equal height.",
    ),
    "no contours": Figure(
        "Flat", [Heatmap("h", [[math.inf] * 2] * 2, x=(0, 1), y=(0, 1), contours=True)], "Nothing finite."
    ),
    "regions": Figure(
        "Regions",
        [Regions("r", [[0, 0.4], [1, 2]], (0, 1), (0, 1)), Points("a", [0], [0], 0), Points("b", [1], [1], 1)],
        "Three classes.",
    ),
    "one region": Figure("Region", [Regions("r", [[math.nan, 1], [1, 1]], (0, 1), (0, 1))], "Nothing changes."),
    "graph": Figure("Graph", [Graph("g", [Node("x", 0, 0, "1"), Node("y", 1, 0)], [Edge(0, 1, -2, "·w")])], "A graph."),
    "signs": Figure("<script> & “quotes”", [Line("<b>", [0, 1], [0, 1])], "A < B & C.", x="$x$ < 1", y="η & θ"),
}


def parsed(figure: Figure) -> ET.Element:
    return ET.fromstring(as_svg(figure))


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_every_figure_is_one_document_with_a_title_and_a_description(figure: Figure) -> None:
    root = parsed(figure)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == figure.title
    assert root.findtext(f"{SVG}desc") == figure.summary
    assert root.get("viewBox")


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_nothing_is_loaded_and_nothing_runs(figure: Figure) -> None:
    text = as_svg(figure)
    assert "<script" not in text
    links = [value for node in parsed(figure).iter() for name, value in node.attrib.items() if name.endswith("href")]
    assert all(link.startswith(("#", "data:image/png")) for link in links)


def test_colours_are_variables_with_a_light_and_a_dark_value() -> None:
    text = as_svg(FIGURES["lines"])
    assert "stroke: var(--ember)" in text
    assert "--ember:#c2410c" in text
    assert "@media(prefers-color-scheme:dark){:root{" in text
    assert "--ember:#ff8552" in text
    assert "#0404" not in text, "a stand-in colour was left"


def test_text_stays_text_in_the_readers_font() -> None:
    texts = ["".join(node.itertext()) for node in parsed(FIGURES["points"]).iter(f"{SVG}text")]
    assert {"x", "y", "p", "zero"} <= set(texts)
    assert "DejaVu" not in as_svg(FIGURES["points"])


def test_lines_differ_by_dash_as_well_as_by_colour() -> None:
    figure = Figure("Five", [Line(name, NUMBERS, [index] * 4) for index, name in enumerate("abcde")], "Five lines.")
    strokes = [
        node.get("style", "")
        for node in parsed(figure).iter(f"{SVG}path")
        if "stroke-width: 1.9" in node.get("style", "")
    ]
    looks = set(strokes)
    dashes = {part for style in strokes for part in style.split("; ") if part.startswith("stroke-dasharray")}
    assert len(looks) >= 5
    assert len(dashes) >= 4


def test_a_matrix_shows_all_its_rows_with_the_first_one_on_top() -> None:
    rows = [f"row {number}" for number in range(6)]
    figure = Figure("Six", [Heatmap("h", [[number, 1] for number in range(6)], rows)], "Six rows.")
    labels = [node for node in parsed(figure).iter(f"{SVG}text") if "".join(node.itertext()) in rows]
    by_height = sorted(labels, key=lambda node: float(node.get("y", "nan")))
    assert ["".join(node.itertext()) for node in by_height] == rows


def test_contours_are_thin_lines_and_no_picture() -> None:
    root = parsed(FIGURES["contours"])
    styles = [node.get("style", "") for node in root.iter(f"{SVG}path")]
    assert any("stroke: var(--quiet)" in style and "stroke-width: 0.6" in style for style in styles)
    assert not list(root.iter(f"{SVG}image"))
    assert not [
        style
        for style in map(str, (node.get("style") for node in parsed(FIGURES["no contours"]).iter(f"{SVG}path")))
        if "0.6;" in style
    ]


def test_gaps_break_the_line() -> None:
    (line,) = [
        node
        for node in parsed(FIGURES["gaps"]).iter(f"{SVG}path")
        if "var(--ember)" in node.get("style", "") and "fill: none" in node.get("style", "")
    ]
    assert line.get("d", "").count("M") + line.get("d", "").count("m") >= 1
    assert "nan" not in line.get("d", "").lower()
    assert "inf" not in line.get("d", "").lower()


def test_the_same_figure_is_the_same_document() -> None:
    assert as_svg(FIGURES["bars"]) == as_svg(FIGURES["bars"])


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.floats(width=32), st.floats(width=32)), min_size=1, max_size=20), st.booleans(), st.booleans()
)
def test_any_numbers_can_be_drawn(pairs: list[tuple[float, float]], log_x: bool, log_y: bool) -> None:
    x, y = zip(*pairs, strict=True)
    assert (
        parsed(Figure("Any", [Line("a", x, y), Points("b", y, x)], "Anything.", log_x=log_x, log_y=log_y)) is not None
    )


def test_points_of_a_class_differ_by_colour_and_by_marker() -> None:
    text = as_svg(FIGURES["regions"])
    assert "fill: var(--blue)" in text
    assert "fill: var(--ember)" in text
    markers = {
        (node.get(f"{XLINK}href"), colour)
        for node in ET.fromstring(text).iter(f"{SVG}use")
        for colour in ("blue", "ember")
        if f"fill: var(--{colour})" in node.get("style", "")
    }
    assert len(markers) == len({marker for marker, _ in markers}) == 2


def test_a_graph_shows_its_names_and_what_stands_at_its_nodes_and_arrows() -> None:
    texts = {"".join(node.itertext()) for node in parsed(FIGURES["graph"]).iter(f"{SVG}text")}
    assert {"x", "y", "1", "·w"} <= texts
