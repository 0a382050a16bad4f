"""the fairness ledger: what is set right by hand, and how strongly former periods count"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REASONS = ("arrival", "absence", "mistake", "outside", "board")


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "ledger_rules",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("keep_percent", sa.Integer(), nullable=False),
        sa.Column("cap_percent", sa.Integer(), nullable=False),
        sa.Column("is_weighing", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "keep_percent BETWEEN 0 AND 100", name=op.f("ck_ledger_rules_keep_percent")
        ),
        sa.CheckConstraint(
            "cap_percent BETWEEN 0 AND 50", name=op.f("ck_ledger_rules_cap_percent")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_ledger_rules_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("groupement_id", name=op.f("pk_ledger_rules")),
    )
    _create_adjustments()
    for column in ("period_id", "member_id", "engagement_id"):
        op.create_index(op.f(f"ix_ledger_adjustment_{column}"), "ledger_adjustment", [column])
    op.create_index(
        "uq_ledger_adjustment_once_key",
        "ledger_adjustment",
        ["groupement_id", "once_key"],
        unique=True,
    )


def _create_adjustments() -> None:
    reason = sa.Enum(
        *REASONS, name="adjustmentreason", native_enum=False, create_constraint=True, length=40
    )
    subjects = ("period", "member", "engagement")
    op.create_table(
        "ledger_adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("halfdays", sa.Integer(), nullable=False),
        sa.Column("reason", reason, nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(member_id IS NULL) <> (engagement_id IS NULL)",
            name=op.f("ck_ledger_adjustment_one_subject"),
        ),
        sa.CheckConstraint(
            "halfdays BETWEEN -60 AND 60 AND halfdays <> 0",
            name=op.f("ck_ledger_adjustment_halfdays"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["groupement_id", f"{table}_id"],
                [f"{table}.groupement_id", f"{table}.id"],
                name=op.f(f"fk_ledger_adjustment_groupement_id_{table}_id_{table}"),
            )
            for table in subjects
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_ledger_adjustment_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_ledger_adjustment_noted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_adjustment")),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("ledger_adjustment")
    op.drop_table("ledger_rules")
