"""What every table shares: named constraints, instants in UTC, and the learner whose rows they are."""

from datetime import UTC, datetime

from sqlalchemy import (
    DateTime,
    String,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, MetaData, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime; naive ones are refused, because SQLite would give back another instant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(SQLModel):
    """Shared metadata with named constraints, which migrations on SQLite need."""

    metadata = MetaData(naming_convention=NAMING)


class LearnerRow(Base, table=True):
    __tablename__ = "learners"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=String(200))
    zone: str = Field(sa_type=String(64))
    new_per_day: int = 20
    reviews_per_day: int = 200
    desired_retention: float = 0.9
    ask_before_accepting: bool = False
