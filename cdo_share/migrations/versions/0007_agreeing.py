"""agreeing: proposed plans, who is asked, their answers and the changes they ask for"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Apply this migration."""
    _remember_settings()
    _remember_proposals()
    _remember_parties()
    _remember_links()
    _remember_requests()


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, columns: Sequence[str], other: str, others: Sequence[str], **more: Any) -> Any:
    name = op.f(f"fk_{table}_{'_'.join(columns)}_{other}")
    targets = [f"{other}.{column}" for column in others]
    return sa.ForeignKeyConstraint(list(columns), targets, name=name, **more)


def _own(table: str, column: str, other: str) -> Any:
    """Return the key to a row of the same groupement."""
    return _key(table, ("groupement_id", column), other, ("groupement_id", "id"))


def _groupement(table: str) -> Any:
    return _key(table, ("groupement_id",), "groupement", ("id",))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _open_index(name: str, table: str, *columns: str) -> None:
    op.create_index(
        name, table, list(columns), unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def _remember_settings() -> None:
    table = "proposal_settings"
    op.create_table(
        table,
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("silence_accepts", sa.Boolean(), nullable=False),
        _check(table, "answer_days", "answer_days BETWEEN 1 AND 30"),
        _groupement(table),
        sa.PrimaryKeyConstraint("groupement_id", name=op.f("pk_proposal_settings")),
    )


def _remember_proposals() -> None:
    table = "proposal"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("state", _enum("proposalstate", "open", "closed", "withdrawn"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence_accepts", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _check(table, "time_to_answer", "sent_at < answer_until"),
        _check(table, "ended", "(state = 'open') = (ended_at IS NULL)"),
        _own(table, "period_id", "period"),
        _own(table, "plan_id", "plan"),
        _groupement(table),
        _key(table, ("sent_by_id",), "person", ("id",)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        _unique(table, "groupement_id", "id"),
    )
    op.create_index("ix_proposal_plan_id", table, ["plan_id"])
    _open_index("uq_proposal_open", table, "period_id")


def _remember_parties() -> None:
    table = "proposal_party"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("answer", _enum("answer", "waiting", "accepted", "asks"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        _check(table, "one_subject", "(engagement_id IS NULL) <> (member_id IS NULL)"),
        _check(table, "answered", "(answer = 'waiting') = (answered_at IS NULL)"),
        _own(table, "proposal_id", "proposal"),
        _own(table, "engagement_id", "engagement"),
        _own(table, "member_id", "member"),
        _groupement(table),
        _key(table, ("answered_by_id",), "person", ("id",)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_party")),
        _unique(table, "groupement_id", "id"),
        _unique(table, "proposal_id", "engagement_id"),
        _unique(table, "proposal_id", "member_id"),
    )
    for column in ("engagement", "member"):
        op.create_index(f"ix_proposal_party_{column}", table, [f"{column}_id"])


def _remember_links() -> None:
    table = "proposal_link"
    op.create_table(
        table,
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key(table, ("proposal_id",), "proposal", ("id",)),
        _key(table, ("person_id",), "person", ("id",)),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_proposal_link")),
    )
    op.create_index("ix_proposal_link_proposal_id", table, ["proposal_id"])


def _remember_requests() -> None:
    table = "proposal_request"
    reasons = ("closed", "busy", "too_far", "other_cdo", "other")
    states = ("open", "constrained", "declined", "withdrawn")
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("wished_day", sa.Date(), nullable=True),
        sa.Column("wished_slot", sa.Integer(), nullable=True),
        sa.Column("reason", _enum("reason", *reasons), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("state", _enum("requeststate", *states), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("constraint_id", sa.Integer(), nullable=True),
        sa.Column("wished_constraint_id", sa.Integer(), nullable=True),
        _check(table, "wished_both", "(wished_day IS NULL) = (wished_slot IS NULL)"),
        _check(table, "settled", "(state = 'open') = (settled_at IS NULL)"),
        _own(table, "party_id", "proposal_party"),
        _key(table, ("plan_id", "visit_id"), "plan_visit", ("plan_id", "visit_id")),
        _groupement(table),
        _key(table, ("settled_by_id",), "person", ("id",)),
        *(
            _key(table, (column,), "planning_constraint", ("id",), ondelete="SET NULL")
            for column in ("constraint_id", "wished_constraint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_request")),
        _unique(table, "groupement_id", "id"),
    )
    op.create_index("ix_proposal_request_party", table, ["party_id"])
    _open_index("uq_proposal_request_open", table, "party_id", "visit_id")


def downgrade() -> None:
    """Undo this migration."""
    for table in ("request", "link", "party", "settings"):
        op.drop_table(f"proposal_{table}")
    op.drop_table("proposal")
