"""The assignment problem: give each row one column so that the scores add up to the most."""

from collections.abc import Sequence


def best_assignment(scores: Sequence[Sequence[float]]) -> tuple[int, ...]:
    """The column of each row in an assignment with the greatest total; there must be no more rows than columns.

    Shortest augmenting paths with potentials (Kuhn 1955, Munkres 1957; in the form of Jonker and Volgenant 1987):
    O(rows² · columns) time, exact. Each round adds one row and moves earlier rows along the cheapest path.
    """
    if not scores:
        return ()
    rows, columns = len(scores), len(scores[0])
    if rows > columns:
        raise ValueError(f"{rows} rows for {columns} columns")
    # Index 0 of rows and columns stands for "none yet"; real ones count from 1. Costs are negated scores.
    row_potential = [0.0] * (rows + 1)
    column_potential = [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        least = [float("inf")] * (columns + 1)
        came_from = [0] * (columns + 1)
        visited = [False] * (columns + 1)
        while row_of[column]:
            visited[column] = True
            current, step, following = row_of[column], float("inf"), 0
            for other in range(1, columns + 1):
                if visited[other]:
                    continue
                cost = -scores[current - 1][other - 1] - row_potential[current] - column_potential[other]
                if cost < least[other]:
                    least[other], came_from[other] = cost, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if visited[other]:
                    row_potential[row_of[other]] += step
                    column_potential[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    assigned = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            assigned[row_of[column] - 1] = column - 1
    return tuple(assigned)
