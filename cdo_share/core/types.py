"""Column types: instants always aware and in UTC, enumerations as checked text."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; raise ValueError for a naive instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant aware, in UTC (SQLite hands it back naive)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(kind: type[StrEnum], name: str | None = None) -> Enum:
    """Return a column type that stores the values of `kind` as text, checked by the database.

    `name` distinguishes two columns of one kind in the same table.
    """

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=values,
        length=40,
        name=name or kind.__name__.lower(),
    )
