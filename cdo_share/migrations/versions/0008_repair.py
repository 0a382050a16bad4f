"""repair: who cancelled a visit, half-days booked between rounds, and the rules for both"""

import sqlalchemy as sa
from alembic import op

from cdo_share.bookings.overlap import statements, undoing
from cdo_share.migrations.columns import add_column, add_nullable

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply this migration."""
    notice = "cancel_notice_days BETWEEN 0 AND 60"
    add_nullable("groupement", "cancel_notice_days", sa.Integer(), check=notice)
    hold = "hold_hours BETWEEN 1 AND 240"
    add_column("groupement", "hold_hours", sa.Integer(), default="48", check=hold)
    _remember_cancellations()
    _remember_bookings()
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def _remember_cancellations() -> None:
    op.create_table(
        "visit_cancellation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column(
            "cancelled_by",
            _enum("cancelledby", "release", "member", "cdo", "coordinator"),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_replaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "cancelled_by <> 'release'", name=op.f("ck_visit_cancellation_cancelled_by_a_person")
        ),
        _belongs("visit_cancellation", "groupement_id", "groupement"),
        _belongs("visit_cancellation", "visit_id", "visit"),
        _belongs("visit_cancellation", "demand_id", "demand"),
        _belongs("visit_cancellation", "person_id", "person"),
        _is_of_groupement("visit_cancellation", "period"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_cancellation")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_visit_cancellation_visit_id")),
    )
    op.create_index(
        "ix_visit_cancellation_period", "visit_cancellation", ["groupement_id", "period_id"]
    )


def _remember_bookings() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("groupement_id", "period_id", "member_id", "engagement_id", "person_id")
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("place", _enum("place", "on_site", "remote"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            _enum("bookingstate", "held", "confirmed", "declined", "withdrawn", "expired"),
            nullable=False,
        ),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_ordered")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_booking_level")),
        sa.CheckConstraint(
            "(state = 'confirmed') = (demand_id IS NOT NULL)",
            name=op.f("ck_booking_confirmed_is_a_demand"),
        ),
        _belongs("booking", "groupement_id", "groupement"),
        _belongs("booking", "person_id", "person"),
        _belongs("booking", "booked_by_id", "person"),
        _belongs("booking", "decided_by_id", "person"),
        _belongs("booking", "demand_id", "demand"),
        _belongs("booking", "visit_id", "visit"),
        *(_is_of_groupement("booking", table) for table in ("period", "member", "engagement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    op.create_index("ix_booking_groupement_id", "booking", ["groupement_id"])
    op.create_index("ix_booking_state_until", "booking", ["state", "held_until"])
    op.create_index("ix_booking_person_start", "booking", ["person_id", "starts_at"])


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _is_of_groupement(table: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["groupement_id", f"{other}_id"],
        [f"{other}.groupement_id", f"{other}.id"],
        name=op.f(f"fk_{table}_groupement_id_{other}_id_{other}"),
    )


def downgrade() -> None:
    """Undo this migration."""
    for statement in undoing(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("booking")
    op.drop_table("visit_cancellation")
    for column in ("hold_hours", "cancel_notice_days"):
        op.drop_column("groupement", column)
