"""Adding a column together with its check, in one statement that both databases know.

SQLite cannot add a check to a table that stands; rebuilding the table would lose the checks that
it has, since they are not reflected. A check that comes with its column needs no rebuilding, goes
with it, and may name other columns.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op


def add_column(
    table: str, name: str, kind: sa.types.TypeEngine[Any], *, default: str, check: str = ""
) -> None:
    """Add a column that is never null; `default` is an SQL literal for the rows there are."""
    _add(table, name, kind, f"NOT NULL DEFAULT {default}", {name: check} if check else {})


def add_nullable(table: str, name: str, kind: sa.types.TypeEngine[Any], *, check: str = "") -> None:
    """Add a column that may be null."""
    _add(table, name, kind, "", {name: check} if check else {})


def add_enum(
    table: str,
    name: str,
    values: Sequence[str],
    *,
    kind: str,
    default: str | None,
    check: str = "",
) -> None:
    """Add a column that holds one of `values`; null is allowed when there is no default.

    `kind` is the name that the model's enumeration gives to its check; `check` is one more.
    """
    listed = ", ".join(f"'{value}'" for value in values)
    rest = f"NOT NULL DEFAULT '{default}'" if default else ""
    checks = {kind: f"{name} IN ({listed})"} | ({name: check} if check else {})
    _add(table, name, sa.String(40), rest, checks)


def _add(
    table: str, name: str, kind: sa.types.TypeEngine[Any], rest: str, checks: dict[str, str]
) -> None:
    type_words = kind.compile(op.get_bind().dialect)
    constraints = " ".join(
        f"CONSTRAINT ck_{table}_{check} CHECK ({condition})" for check, condition in checks.items()
    )
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {type_words} {rest} {constraints}")
