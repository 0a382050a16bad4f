"""what a round collects: firms, answers, drafts, repeating exceptions, calendars read again"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_enum, add_nullable

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VERSIONED = ("engagement", "member", "period")
# The last first: a check that names another column goes before it.
ADDED = (
    ("plan_visit", "is_on_site"),
    *((table, "version") for table in VERSIONED),
    ("invitation", "declined_at"),
    ("person", "last_login_at"),
    ("period", "closes_on"),
    ("period", "opened_at"),
    ("pattern_halfday", "hours"),
    ("member", "sector"),
    ("member", "siret"),
    ("groupement", "halfday_price_cents"),
    ("external_calendar", "skipped_marks"),
    ("external_calendar", "warnings"),
    ("external_calendar", "own_events"),
    ("external_calendar", "last_on"),
    ("external_calendar", "first_on"),
    ("external_calendar", "elsewhere_is_busy"),
    ("external_calendar", "state"),
    ("engagement", "outside_hours"),
    ("engagement", "works_remotely"),
    ("demand", "once_key"),
    ("demand", "urgency_reason"),
    ("demand", "remote_visits"),
    ("availability_exception", "repeats_until"),
    ("availability_exception", "repeats"),
)


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_characters", sa.String(length=4), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("created_at < expires_at", name=op.f("ck_access_token_ends")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_access_token_role_id_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_access_token_token_sha256")),
    )
    op.create_index(op.f("ix_access_token_role_id"), "access_token", ["role_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("address_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
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
        sa.PrimaryKeyConstraint("period_id", "address_sha256", name=op.f("pk_reminder")),
    )
    op.create_index("uq_reminder_person", "reminder", ["period_id", "person_id"], unique=True)
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("overall BETWEEN 0 AND 100", name=op.f("ck_assessment_overall")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_assessment_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_assessment_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_assessment_taken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index(
        op.f("ix_assessment_groupement_id"), "assessment", ["groupement_id"], unique=False
    )
    op.create_index("ix_assessment_member", "assessment", ["member_id", "taken_at"], unique=False)

    op.create_table(
        "assessment_draft",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_assessment_draft_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_assessment_draft_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_assessment_draft")),
    )
    op.create_table(
        "cdo_answer",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_cdo_answer_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_cdo_answer_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_cdo_answer_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_cdo_answer_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("period_id", "engagement_id", name=op.f("pk_cdo_answer")),
    )
    op.create_table(
        "demand_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_demand_draft_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_demand_draft_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_demand_draft_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_draft")),
    )
    op.create_index(
        "uq_demand_draft_once_key", "demand_draft", ["member_id", "once_key"], unique=True
    )
    op.create_index(op.f("ix_demand_draft_member_id"), "demand_draft", ["member_id"], unique=False)
    op.create_index(op.f("ix_demand_draft_period_id"), "demand_draft", ["period_id"], unique=False)

    op.create_table(
        "engagement_conflict",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_engagement_conflict_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_engagement_conflict_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_engagement_conflict_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", "member_id", name=op.f("pk_engagement_conflict")),
    )
    op.create_table(
        "member_answer",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_member_answer_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_member_answer_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_member_answer_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_member_answer_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("period_id", "member_id", name=op.f("pk_member_answer")),
    )
    op.create_table(
        "member_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_member_closure_ordered")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_member_closure_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_member_closure_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_closure")),
    )
    op.create_index(
        op.f("ix_member_closure_member_id"), "member_closure", ["member_id"], unique=False
    )

    op.create_table(
        "import_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "members",
                "cdos",
                "demands",
                name="tablekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_import_draft_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_import_draft_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    op.create_index(
        op.f("ix_import_draft_created_at"), "import_draft", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_import_draft_groupement_id"), "import_draft", ["groupement_id"], unique=False
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
        sa.Column(
            "failure",
            sa.Enum(
                "refused_address",
                "unreachable",
                "unknown_host",
                "not_found",
                "too_large",
                "too_slow",
                "not_a_calendar",
                "too_many_events",
                "suddenly_empty",
                "partly_unreadable",
                name="readingfailure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("held_marks", sa.JSON(), nullable=False),
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
    op.create_index(
        op.f("ix_calendar_address_next_try_at"), "calendar_address", ["next_try_at"], unique=False
    )

    add_enum(
        "availability_exception",
        "repeats",
        ("never", "weekly", "fortnightly", "monthly"),
        kind="repeat",
        default="never",
    )
    add_nullable(
        "availability_exception",
        "repeats_until",
        sa.Date(),
        check="(repeats = 'never') = (repeats_until IS NULL)",
    )
    add_column(
        "demand",
        "remote_visits",
        sa.Integer(),
        default="0",
        check="remote_visits = 0 OR (remote_visits > 0 AND place = 'on_site')",
    )
    add_enum(
        "demand",
        "urgency_reason",
        ("standstill", "legal_date", "security", "season", "funding"),
        kind="urgencyreason",
        default=None,
        check="urgency_reason IS NULL OR urgency <> 'normal'",
    )
    add_column("engagement", "works_remotely", sa.Boolean(), default="true")
    add_column(
        "engagement",
        "outside_hours",
        sa.Integer(),
        default="0",
        check="outside_hours BETWEEN 0 AND 48",
    )
    # The table has no check yet that rebuilding it could lose.
    with op.batch_alter_table("external_calendar") as batch:
        batch.drop_constraint("uq_external_calendar_engagement_id_name", type_="unique")
    add_enum(
        "external_calendar",
        "state",
        ("preview", "active"),
        kind="calendarstate",
        default="active",
    )
    op.create_index(
        "uq_external_calendar_name",
        "external_calendar",
        ["engagement_id", "name", "state"],
        unique=True,
    )
    add_column("external_calendar", "elsewhere_is_busy", sa.Boolean(), default="false")
    add_nullable("external_calendar", "first_on", sa.Date())
    add_nullable("external_calendar", "last_on", sa.Date())
    add_column("external_calendar", "own_events", sa.Integer(), default="0")
    add_column("external_calendar", "warnings", sa.JSON(), default="'[]'")
    add_column("external_calendar", "skipped_marks", sa.JSON(), default="'[]'")
    add_nullable(
        "groupement", "halfday_price_cents", sa.Integer(), check="halfday_price_cents >= 0"
    )
    add_column("member", "siret", sa.String(14), default="''")
    add_enum(
        "member",
        "sector",
        (
            *("craft", "shop", "food", "lodging", "building", "industry", "farming"),
            *("care", "services"),
        ),
        kind="sector",
        default=None,
    )
    op.create_index(
        "uq_member_siret",
        "member",
        ["groupement_id", "siret"],
        unique=True,
        sqlite_where=sa.text("siret <> ''"),
        postgresql_where=sa.text("siret <> ''"),
    )
    add_column(
        "pattern_halfday",
        "hours",
        sa.String(4),
        default="'1111'",
        check="length(hours) = 4 AND hours <> '0000'",
    )
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
    add_nullable("invitation", "declined_at", sa.DateTime(timezone=True))
    add_nullable("demand", "once_key", sa.String(64))
    op.create_index("uq_demand_once_key", "demand", ["member_id", "once_key"], unique=True)
    add_nullable("person", "last_login_at", sa.DateTime(timezone=True))
    add_nullable("period", "opened_at", sa.DateTime(timezone=True))
    add_nullable("period", "closes_on", sa.Date())
    for table in VERSIONED:
        add_column(table, "version", sa.Integer(), default="1")
    add_column("plan_visit", "is_on_site", sa.Boolean(), default="true")
    op.execute(
        "UPDATE plan_visit SET is_on_site = false"
        " WHERE demand_id IN (SELECT id FROM demand WHERE place = 'remote')"
    )


# An address was one person's before: who was only entered keeps the row, not the address.
RENAME_ENTERED = (
    "UPDATE person SET email = 'person-' || id || '@entered.invalid' WHERE known_to_id IS NOT NULL"
)
# A calendar could not wait to be accepted before.
PREVIEWS = "SELECT id FROM external_calendar WHERE state = 'preview'"
FORGET_PREVIEWS = (
    "DELETE FROM calendar_address",
    f"DELETE FROM busy_time WHERE calendar_id IN ({PREVIEWS})",  # noqa: S608 (all our own)
    "DELETE FROM external_calendar WHERE state = 'preview'",
)


def downgrade() -> None:
    for statement in FORGET_PREVIEWS:
        op.execute(statement)
    op.drop_index("uq_demand_once_key", table_name="demand")
    op.drop_index("uq_member_siret", table_name="member")
    op.drop_index("uq_external_calendar_name", table_name="external_calendar")
    for table, name in ADDED:
        op.drop_column(table, name)
    op.execute(RENAME_ENTERED)
    op.drop_index("uq_person_known_to_email", table_name="person")
    op.drop_index("uq_person_account_email", table_name="person")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("fk_person_known_to_id_groupement", type_="foreignkey")
        batch.drop_column("known_to_id")
        batch.create_unique_constraint("uq_person_email", ["email"])
    op.drop_index("ix_calendar_address_next_try_at", table_name="calendar_address")
    op.drop_table("calendar_address")
    with op.batch_alter_table("external_calendar") as batch:
        batch.create_unique_constraint(
            "uq_external_calendar_engagement_id_name", ["engagement_id", "name"]
        )
    op.drop_index("ix_import_draft_groupement_id", table_name="import_draft")
    op.drop_index("ix_import_draft_created_at", table_name="import_draft")
    op.drop_table("import_draft")
    op.drop_index("ix_member_closure_member_id", table_name="member_closure")
    op.drop_table("member_closure")
    op.drop_table("member_answer")
    op.drop_table("engagement_conflict")
    op.drop_index("uq_demand_draft_once_key", table_name="demand_draft")
    op.drop_index("ix_demand_draft_member_id", table_name="demand_draft")
    op.drop_index("ix_demand_draft_period_id", table_name="demand_draft")
    op.drop_table("demand_draft")
    op.drop_table("cdo_answer")
    op.drop_table("assessment_draft")
    op.drop_index("ix_assessment_groupement_id", table_name="assessment")
    op.drop_index("ix_assessment_member", table_name="assessment")
    op.drop_table("assessment")
    op.drop_index("uq_reminder_person", table_name="reminder")
    op.drop_table("reminder")
    op.drop_index("ix_access_token_role_id", table_name="access_token")
    op.drop_table("access_token")
