"""two-way calendars: app passwords, what devices hold of us, and the time that they block"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply this migration."""
    _remember_blocked_times()
    _remember_who_may_log_in()
    _remember_collections()
    _remember_items()
    _remember_properties()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _key(table: str, column: str, other: str) -> Any:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _remember_blocked_times() -> None:
    table = "blocked_time"
    kinds = sa.Enum(
        "busy", "tentative", name="busykind", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        table,
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("uid_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_blocked_time_ordered")),
        _key(table, "person_id", "person"),
        _primary(table, "id"),
    )
    columns = ["person_id", "uid_sha256"]
    op.create_index(op.f("ix_blocked_time_person_id_uid_sha256"), table, columns)


def _remember_who_may_log_in() -> None:
    op.create_table(
        "dav_principal",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        _key("dav_principal", "person_id", "person"),
        _primary("dav_principal", "person_id"),
        _unique("dav_principal", "key"),
    )
    table = "dav_password"
    op.create_table(
        table,
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("last_client", sa.String(length=200), nullable=True),
        _key(table, "person_id", "person"),
        _primary(table, "id"),
        _unique(table, "password_sha256"),
    )
    op.create_index(op.f("ix_dav_password_person_id"), table, ["person_id"])


def _remember_collections() -> None:
    table = "dav_collection"
    told = "0 <= forgotten_revision AND forgotten_revision <= revision"
    op.create_table(
        table,
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("forgotten_revision", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(told, name=op.f("ck_dav_collection_told")),
        _key(table, "person_id", "person"),
        _primary(table, "id"),
        _unique(table, "person_id", "name"),
    )


def _remember_items() -> None:
    table = "dav_item"
    op.create_table(
        table,
        _id(),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uid_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("is_recurring", sa.Boolean(), nullable=False),
        sa.Column("read_until", sa.Date(), nullable=True),
        _key(table, "collection_id", "dav_collection"),
        _primary(table, "id"),
        _unique(table, "collection_id", "name"),
        _unique(table, "collection_id", "revision"),
        _unique(table, "collection_id", "uid_sha256"),
    )


def _remember_properties() -> None:
    table = "dav_property"
    op.create_table(
        table,
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _key(table, "collection_id", "dav_collection"),
        _primary(table, "collection_id", "name"),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("dav_property")
    op.drop_table("dav_item")
    op.drop_table("dav_collection")
    op.drop_table("dav_password")
    op.drop_table("dav_principal")
    op.drop_table("blocked_time")
