"""Core statements compiled once and run by the driver: on the hot path, SQLAlchemy's own execution would cost more than
the database does.

Names, types and conversions stay those of the tables; only the steps between a statement and its cursor are left out.
This is the one place to change where another database serves.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from app.db.tables import UtcDateTime

_DIALECT = sqlite.dialect(paramstyle="named")
_Convert = Callable[[Any], Any]


def stored_instant(value: datetime | str | None) -> str | None:
    """As its column keeps it, in UTC; what is so already passes, so that one instant is put into words once."""
    if value is None or type(value) is str:
        return value
    assert isinstance(value, datetime)
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:26]


def read_instant(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def stored_day(value: date | str | None) -> str | None:
    """As its column keeps it; what is so already passes."""
    return value.isoformat() if isinstance(value, date) else value


def read_day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _read_json(stored: str | None) -> Any:
    return None if stored is None else json.loads(stored)


# The types' own processors, which a test holds these to, take several times as long; a review has a dozen instants.
_STORED: dict[type, _Convert] = {UtcDateTime: stored_instant, Date: stored_day, JSON: json.dumps}
_READ: dict[type, _Convert] = {UtcDateTime: read_instant, Date: read_day, JSON: _read_json}


def _to_store(kind: TypeEngine[Any]) -> _Convert | None:
    return _STORED.get(type(kind)) or kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _from_store(kind: TypeEngine[Any]) -> _Convert | None:
    return _READ.get(type(kind)) or kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _constant(column: Column[Any]) -> object:
    """What a column that an INSERT does not name gets from its table."""
    if not isinstance(column.default, ScalarElementColumnDefault):
        raise TypeError(f"{column}: only a constant default can be prepared")
    return column.default.arg


class Prepared:
    """One statement, compiled. Parameters are given by name and converted by the types of their columns."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | UpdateBase, columns: Iterable[str] | None = None) -> None:
        """`columns` names those that an INSERT sets; without it, all."""
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(columns) if columns else None)
        names: list[str] = []
        defaults = {column.name: _constant(column) for column in compiled.insert_prefetch}

        def place(match: re.Match[str]) -> str:
            name = match[1]
            if not compiled.binds[name].required:
                value = defaults.get(name, compiled.binds[name].value)
                return str(compiled.render_literal_value(value, compiled.binds[name].type))
            if name not in names:
                names.append(name)
            return f"?{names.index(name) + 1}"

        # Places instead of names, constants written out: every name is a look-up in each execution.
        self.sql = re.sub(r":(\w+)", place, str(compiled))
        self._binds = [(name, _to_store(compiled.binds[name].type)) for name in names]
        self._result: list[tuple[int, _Convert]] = []
        if isinstance(statement, Select):
            for index, column in enumerate(statement.selected_columns):
                if convert := _from_store(column.type):
                    self._result.append((index, convert))

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> sqlite3.Cursor:
        """Execute in the transaction that `connection` is in."""
        return driver(connection).execute(self.sql, self._bound(parameters))

    def run_many(self, connection: Connection, parameters: Iterable[Mapping[str, Any]]) -> None:
        """Execute once for each set of parameters."""
        driver(connection).executemany(self.sql, [self._bound(each) for each in parameters])

    def first(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any] | None:
        """The first row, in the order of the selected columns; None where there is none."""
        row = self.run(connection, parameters).fetchone()
        return None if row is None else self._read(row)

    def all(self, connection: Connection, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Every row, in the order of the selected columns."""
        return [self._read(row) for row in self.run(connection, parameters)]

    def each(self, connection: Connection, parameters: Mapping[str, Any]) -> Iterator[list[Any]]:
        """The same one by one, for as long as the transaction lasts: nobody waits until a hundred thousand are read."""
        return map(self._read, self.run(connection, parameters))

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        return [parameters[name] if convert is None else convert(parameters[name]) for name, convert in self._binds]

    def _read(self, row: Iterable[Any]) -> list[Any]:
        values = list(row)
        for index, convert in self._result:
            values[index] = convert(values[index])
        return values


def driver(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection below a SQLAlchemy one."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found
