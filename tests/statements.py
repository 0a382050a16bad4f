"""Counting the SQL statements that a piece of code sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def recorded_statements(session: Session) -> Iterator[list[str]]:
    """Yield the list of statements sent while the block runs; savepoints are not listed."""
    statements: list[str] = []

    def record(*arguments: Any) -> None:
        if "SAVEPOINT" not in arguments[2]:
            statements.append(arguments[2])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", record)
