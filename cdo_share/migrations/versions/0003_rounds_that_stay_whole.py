"""rounds that stay whole: forms sent once, people known to one groupement, calendars held"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_nullable

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_FAILURES = (
    "refused_address",
    "unreachable",
    "not_found",
    "too_large",
    "too_slow",
    "not_a_calendar",
    "too_many_events",
    "suddenly_empty",
)
FAILURES = (*OLD_FAILURES, "partly_unreadable", "unknown_host")
# An address was one person's before: who was only entered keeps the row, not the address.
RENAME_ENTERED = (
    "UPDATE person SET email = 'person-' || id || '@entered.invalid' WHERE known_to_id IS NOT NULL"
)

Row = dict[str, Any]


def upgrade() -> None:
    """Apply this migration."""
    _make_anew("reminder", _reminder_by_address, _with_address)
    op.create_index("uq_reminder_person", "reminder", ["period_id", "person_id"], unique=True)
    op.drop_index("ix_calendar_address_next_try_at", table_name="calendar_address")
    held = [sa.Column("held_marks", sa.JSON(), nullable=False)]
    _make_anew(
        "calendar_address",
        lambda: _calendar_address(FAILURES, held),
        lambda row: row | {"held_marks": "[]"},
    )
    _index_next_try()
    add_column("external_calendar", "skipped_marks", sa.JSON(), default="'[]'")
    add_nullable("demand_draft", "once_key", sa.String(64))
    add_column("demand_draft", "version", sa.Integer(), default="1")
    op.create_index(
        "uq_demand_draft_once_key", "demand_draft", ["member_id", "once_key"], unique=True
    )
    add_nullable("demand", "once_key", sa.String(64))
    op.create_index("uq_demand_once_key", "demand", ["member_id", "once_key"], unique=True)
    add_nullable("invitation", "declined_at", sa.DateTime(timezone=True))
    _let_groupements_know_people()


def _let_groupements_know_people() -> None:
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("uq_person_email", type_="unique")
        batch.add_column(sa.Column("known_to_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_person_known_to_id_groupement"), "groupement", ["known_to_id"], ["id"]
        )
    op.create_index(
        "uq_person_account_email",
        "person",
        ["email"],
        unique=True,
        sqlite_where=sa.text("known_to_id IS NULL"),
        postgresql_where=sa.text("known_to_id IS NULL"),
    )
    op.create_index("uq_person_known_to_email", "person", ["known_to_id", "email"], unique=True)


def downgrade() -> None:
    """Undo this migration; reminders of addresses without a person are forgotten."""
    op.execute(RENAME_ENTERED)
    op.drop_index("uq_person_known_to_email", table_name="person")
    op.drop_index("uq_person_account_email", table_name="person")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("fk_person_known_to_id_groupement", type_="foreignkey")
        batch.drop_column("known_to_id")
        batch.create_unique_constraint("uq_person_email", ["email"])
    op.drop_column("invitation", "declined_at")
    op.drop_index("uq_demand_once_key", table_name="demand")
    op.drop_column("demand", "once_key")
    op.drop_index("uq_demand_draft_once_key", table_name="demand_draft")
    op.drop_column("demand_draft", "version")
    op.drop_column("demand_draft", "once_key")
    op.drop_column("external_calendar", "skipped_marks")
    op.drop_index("ix_calendar_address_next_try_at", table_name="calendar_address")
    _make_anew("calendar_address", lambda: _calendar_address(OLD_FAILURES), _as_before)
    _index_next_try()
    op.drop_index("uq_reminder_person", table_name="reminder")
    _make_anew("reminder", _reminder_by_person, _of_person)


def _make_anew(table: str, create: Callable[[], Any], changed: Callable[[Row], Row | None]) -> None:
    """Make a small table again with its rows as `changed` gives them; None leaves a row out.

    SQLite cannot change the key or a check of a table that stands.
    """
    connection = op.get_bind()
    everything = sa.select(sa.text("*")).select_from(sa.table(table))
    rows = [dict(row) for row in connection.execute(everything).mappings()]
    op.drop_table(table)
    create()
    kept = [row for row in map(changed, rows) if row is not None]
    if kept:
        columns = (sa.column(name) for name in kept[0])
        connection.execute(sa.insert(sa.table(table, *columns)), kept)
    if connection.dialect.name == "postgresql" and kept and "id" in kept[0]:
        # The numbers go on after those of the rows that were put back.
        last = sa.func.pg_get_serial_sequence(table, "id"), max(row["id"] for row in kept)
        connection.execute(sa.select(sa.func.setval(*last)))


def _with_address(row: Row) -> Row:
    statement = sa.text("SELECT email FROM person WHERE id = :id")
    email = op.get_bind().execute(statement, {"id": row["person_id"]}).scalar_one()
    return row | {"address_sha256": hashlib.sha256(email.encode()).hexdigest()}


def _of_person(row: Row) -> Row | None:
    if row["person_id"] is None:
        return None
    return {name: value for name, value in row.items() if name != "address_sha256"}


def _as_before(row: Row) -> Row:
    known = row["failure"] if row["failure"] in OLD_FAILURES else None
    return {name: value for name, value in row.items() if name != "held_marks"} | {"failure": known}


def _reminder_by_address() -> None:
    _reminder(sa.Column("address_sha256", sa.String(length=64), nullable=False), is_optional=True)


def _reminder_by_person() -> None:
    _reminder(None, is_optional=False)


def _reminder(address: "sa.Column[str] | None", *, is_optional: bool) -> None:
    key = "person_id" if address is None else "address_sha256"
    op.create_table(
        "reminder",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        *([] if address is None else [address]),
        sa.Column("person_id", sa.Integer(), nullable=is_optional),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_reminder_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_reminder_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")
        ),
        sa.PrimaryKeyConstraint("period_id", key, name=op.f("pk_reminder")),
    )


def _calendar_address(failures: Sequence[str], more: "Sequence[sa.Column[Any]]" = ()) -> None:
    failure = sa.Enum(
        *failures, name="readingfailure", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "calendar_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("elsewhere_is_busy", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", failure, nullable=True),
        *more,
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["external_calendar.id"],
            name=op.f("fk_calendar_address_calendar_id_external_calendar"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_calendar_address_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("calendar_id", name=op.f("uq_calendar_address_calendar_id")),
        sa.UniqueConstraint(
            "engagement_id", "name", name=op.f("uq_calendar_address_engagement_id_name")
        ),
    )


def _index_next_try() -> None:
    op.create_index(
        op.f("ix_calendar_address_next_try_at"), "calendar_address", ["next_try_at"], unique=False
    )
