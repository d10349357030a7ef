"""A figure's numbers as rows."""

from app.demos.marks import Bars, Edge, Figure, Graph, Heatmap, Level, Line, Node, Points, Regions
from app.demos.tables import Table, as_table, thinned


def figure(*marks, x: str = "", y: str = "") -> Figure:
    return Figure("F", marks, "It is a figure.", x=x, y=y)


def test_curves_over_the_same_x_stand_side_by_side() -> None:
    table = as_table(figure(Line("a", [1, 2], [3, 4]), Line("b", [1, 2], [5, 6]), Level("most", 9), x="step"))
    assert table == Table(("step", "a", "b", "most"), ((1.0, 3.0, 5.0, 9.0), (2.0, 4.0, 6.0, 9.0)))


def test_other_curves_are_listed() -> None:
    table = as_table(figure(Points("a", [1], [3]), Line("b", [2], [5]), Level("most", 9), y="loss"))
    assert table == Table(("mark", "x", "loss"), (("a", 1.0, 3.0), ("b", 2.0, 5.0), ("most", "", 9.0)))


def test_bars_by_their_names() -> None:
    table = as_table(figure(Bars("before", ["one", "two"], [1, 2]), Bars("after", ["one", "two"], [3, 4]), x="class"))
    assert table == Table(("class", "before", "after"), (("one", 1.0, 3.0), ("two", 2.0, 4.0)))


def test_a_heatmap_by_row_and_column() -> None:
    assert as_table(figure(Heatmap("h", [[1, 2]], ["r"], ["c", "d"]))) == Table(("h", "c", "d"), (("r", 1.0, 2.0),))
    assert as_table(figure(Heatmap("h", [[1], [2]]))).columns == ("h", "1")


def test_a_long_table_is_thinned_evenly_and_keeps_its_ends() -> None:
    table = Table(("n",), tuple((float(n),) for n in range(401)))
    assert [row[0] for row in thinned(table).rows] == [float(n) for n in range(0, 401, 10)]
    assert thinned(table, 2).rows == ((0.0,), (400.0,))
    assert thinned(table, 1000) is table


def test_a_map_with_points_on_it_is_listed_with_its_values() -> None:
    plane = Regions("answer", [[0, 1], [1, 1]], (0, 1), (2, 3))
    table = as_table(figure(plane, Points("rows", [0], [2]), x="x₁", y="x₂"))
    assert table.columns == ("mark", "x₁", "x₂", "value")
    assert table.rows[0] == ("answer", "0", "2", 0.0)
    assert table.rows[3:] == (("answer", "1", "3", 1.0), ("rows", 0.0, 2.0, ""))
    assert as_table(figure(plane)) == Table(("answer", "0", "1"), (("2", 0.0, 1.0), ("3", 1.0, 1.0)))


def test_a_graph_by_its_nodes_and_arrows() -> None:
    graph = Graph("value", [Node("x", 0, 0, "2", "0.5"), Node("y", 1, 0)], [Edge(0, 1, -3), Edge(0, 1, note="·w")])
    assert as_table(figure(graph)) == Table(
        ("from", "to", "value", ""),
        (("x", "", "2", "0.5"), ("y", "", "", ""), ("x", "y", -3, ""), ("x", "y", "·w", "")),
    )
