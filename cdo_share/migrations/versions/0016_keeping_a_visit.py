"""agreeing: a party may ask to keep a visit that a proposed plan takes away"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "proposal_request"
CHECK = "ck_proposal_request_reason"
BEFORE = ("closed", "busy", "too_far", "other_cdo", "other")
AFTER = ("closed", "busy", "too_far", "other_cdo", "keep", "other")


def upgrade() -> None:
    """Apply this migration."""
    _allow(BEFORE, AFTER)


def downgrade() -> None:
    """Undo this migration; whoever asked to keep a visit has another reason from now on."""
    op.execute(f"UPDATE {TABLE} SET reason = 'other' WHERE reason = 'keep'")  # noqa: S608
    _allow(AFTER, BEFORE)


def _condition(reasons: tuple[str, ...]) -> str:
    return "reason IN ({})".format(", ".join(f"'{one}'" for one in reasons))


def _allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(_condition(before), _condition(after))
        return
    op.drop_constraint(op.f(CHECK), TABLE, type_="check")
    op.create_check_constraint(op.f(CHECK), TABLE, _condition(after))


def _rebuild(before: str, after: str) -> None:
    """Give a table of SQLite, which cannot change a check, another one: all else stays as it is.

    Nothing refers to the table; its own statements say what it and its indexes are.
    """
    found = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    told = op.get_bind().execute(found.bindparams(table=TABLE)).scalars().all()
    (table,) = (one for one in told if one.startswith("CREATE TABLE"))
    if before not in table:
        raise RuntimeError(f"{TABLE} has another check of its reasons than {before}")
    op.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_before")
    op.execute(table.replace(before, after))
    op.execute(f"INSERT INTO {TABLE} SELECT * FROM {TABLE}_before")  # noqa: S608
    op.execute(f"DROP TABLE {TABLE}_before")
    for index in told:
        if index is not table:
            op.execute(index)
