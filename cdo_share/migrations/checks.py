"""Replacing a check of a table that stands, in both databases.

SQLite cannot change a check: the table is made anew from its own statements, which keep all the
other checks. For tables only to which no other refers.
"""

import sqlalchemy as sa
from alembic import op


def replace_check(table: str, name: str, before: str, after: str) -> None:
    """Give a check of a table another condition, both worded as its statement words them.

    Raises RuntimeError when SQLite's table has no such condition.
    """
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(table, before, after)
        return
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, after)


def _rebuild(table: str, before: str, after: str) -> None:
    found = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    told = op.get_bind().execute(found.bindparams(table=table)).scalars().all()
    (whole,) = (one for one in told if one.startswith("CREATE TABLE"))
    if before not in whole:
        raise RuntimeError(f"{table} has no check that says {before}")
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(whole.replace(before, after))
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608
    op.execute(f"DROP TABLE {table}_before")
    for statement in told:
        if statement is not whole:
            op.execute(statement)
