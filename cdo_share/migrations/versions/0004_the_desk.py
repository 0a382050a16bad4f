"""the desk: runs of several kinds and what they are asked, constraints, drafts of plans"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_enum, add_nullable

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = ("search", "repair", "by_hand", "what_if", "why_not", "prices", "curve")
DROP_ANSWERS = "DELETE FROM run WHERE kind IN ('what_if', 'why_not', 'prices', 'curve')"


def upgrade() -> None:
    """Apply this migration."""
    add_enum("run", "kind", KINDS, kind="runkind", default="search")
    add_nullable("run", "name", sa.String(80))
    add_nullable("run", "outcome", sa.JSON())
    _remember_questions()
    _remember_constraints()
    _remember_drafts()


def _remember_questions() -> None:
    op.create_table(
        "run_question",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("basis_plan_id", sa.Integer(), nullable=True),
        sa.Column("repeats_run_id", sa.Integer(), nullable=True),
        sa.Column("board", sa.JSON(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("keeps", sa.JSON(), nullable=False),
        sa.Column("max_changes", sa.Integer(), nullable=True),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "max_changes IS NULL OR max_changes >= 0",
            name=op.f("ck_run_question_max_changes_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["basis_plan_id"], ["plan.id"], name=op.f("fk_run_question_basis_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_run_id"], ["run.id"], name=op.f("fk_run_question_repeats_run_id_run")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_question_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_question")),
    )
    op.create_index("ix_run_question_basis_plan_id", "run_question", ["basis_plan_id"])


def _remember_constraints() -> None:
    op.create_table(
        "planning_constraint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "keep_visit",
                "keep_time",
                "keep_cdo",
                "keep_weekday",
                "avoid_demand",
                "avoid_cdo",
                name="constraintkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "coordinator",
                "answer",
                "booking",
                name="constraintsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(slot IS NULL) = (length IS NULL)", name=op.f("ck_planning_constraint_stretch")
        ),
        sa.CheckConstraint(
            "demand_id IS NOT NULL OR engagement_id IS NOT NULL",
            name=op.f("ck_planning_constraint_about_somebody"),
        ),
        sa.CheckConstraint(
            "length IS NULL OR length >= 1", name=op.f("ck_planning_constraint_length")
        ),
        sa.CheckConstraint("slot IS NULL OR slot >= 0", name=op.f("ck_planning_constraint_slot")),
        sa.CheckConstraint(
            "weekday IS NULL OR weekday BETWEEN 0 AND 4",
            name=op.f("ck_planning_constraint_weekday"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["person.id"],
            name=op.f("fk_planning_constraint_created_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_planning_constraint_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_planning_constraint_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_planning_constraint_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_planning_constraint_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_constraint")),
        sa.UniqueConstraint(
            "groupement_id", "id", name=op.f("uq_planning_constraint_groupement_id_id")
        ),
    )
    op.create_index("ix_planning_constraint_period", "planning_constraint", ["period_id"])


def _remember_drafts() -> None:
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("done >= 0", name=op.f("ck_plan_draft_done_positive")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "plan_id"],
            ["plan.groupement_id", "plan.id"],
            name=op.f("fk_plan_draft_groupement_id_plan_id_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_plan_draft_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_plan_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_plan_draft_groupement_id_id")),
        sa.UniqueConstraint("plan_id", "person_id", name=op.f("uq_plan_draft_plan_id_person_id")),
    )
    op.create_table(
        "rule_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("board", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_rule_profile_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_profile")),
        sa.UniqueConstraint(
            "groupement_id", "name", name=op.f("uq_rule_profile_groupement_id_name")
        ),
    )
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_scenario_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_scenario_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_scenario_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_scenario_groupement_id_id")),
        sa.UniqueConstraint("period_id", "name", name=op.f("uq_scenario_period_id_name")),
    )


def downgrade() -> None:
    """Undo this migration; runs that left no plan are forgotten."""
    for table in ("plan_draft", "planning_constraint", "run_question", "scenario", "rule_profile"):
        op.drop_table(table)
    op.execute(DROP_ANSWERS)
    for column in ("outcome", "name", "kind"):
        op.drop_column("run", column)
