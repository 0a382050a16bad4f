"""the law: a groupement's measures, and what is recorded of contracts"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Least and most of each measure when this migration was written.
BOUNDS = {
    "day_max_minutes": (60, 720),
    "week_max_minutes": (60, 3600),
    "average_max_minutes": (60, 2760),
    "break_minutes": (20, 120),
    "daily_rest_minutes": (540, 900),
    "week_max_days": (1, 6),
    "part_time_floor_minutes": (0, 2099),
    "interruption_max_minutes": (0, 600),
    "interruptions_max": (0, 3),
    "complementary_percent": (0, 33),
    "part_time_notice_working_days": (3, 30),
    "reference_weeks": (1, 52),
    "reference_notice_days": (1, 60),
    "convention_notice_working_days": (0, 30),
    "forfait_year_days": (1, 218),
}


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "legal_parameters",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in BOUNDS),
        sa.Column("sunday_off", sa.Boolean(), nullable=False),
        sa.Column("agreement", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(
                f"{name} BETWEEN {least} AND {most}", name=op.f(f"ck_legal_parameters_{name}")
            )
            for name, (least, most) in BOUNDS.items()
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_legal_parameters_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("groupement_id", name=op.f("pk_legal_parameters")),
    )
    op.create_table(
        "legal_contract",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("weekly_minutes", sa.Integer(), nullable=True),
        sa.Column("waiver_on", sa.Date(), nullable=True),
        sa.Column("forfait_signed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekly_minutes BETWEEN 1 AND 2880", name=op.f("ck_legal_contract_weekly_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_legal_contract_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_legal_contract_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_legal_contract")),
    )
    op.create_index(
        op.f("ix_legal_contract_groupement_id"), "legal_contract", ["groupement_id"], unique=False
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("legal_contract")
    op.drop_table("legal_parameters")
