"""invitations by mail: who chose them, which visits they were sent, and what they answered"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply this migration."""
    _remember_who_chose()
    _remember_invitations()


def _key(table: str, column: str, other: str) -> Any:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _remember_who_chose() -> None:
    table = "invited_person"
    op.create_table(
        table,
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", INSTANT, nullable=False),
        _key(table, "groupement_id", "groupement"),
        _key(table, "person_id", "person"),
        sa.PrimaryKeyConstraint("groupement_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def _remember_invitations() -> None:
    table = "visit_invitation"
    answers = sa.Enum(
        "accepted",
        "tentative",
        "declined",
        "other_date",
        name="answer",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("answer", answers, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(sequence IS NULL) = (sent_at IS NULL)", name=op.f(f"ck_{table}_sent_or_not")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f(f"ck_{table}_answered_or_not")
        ),
        _key(table, "groupement_id", "groupement"),
        _key(table, "person_id", "person"),
        _key(table, "visit_id", "visit"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("person_id", "visit_id", name=op.f(f"uq_{table}_person_id_visit_id")),
    )
    for column in ("groupement_id", "visit_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("visit_invitation")
    op.drop_table("invited_person")
