"""the first schema"""

import sqlalchemy as sa
from alembic import op

from cdo_share.publishing.overlap import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=60), nullable=False),
        sa.Column("thing_id", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(
        op.f("ix_audit_entry_groupement_id"), "audit_entry", ["groupement_id"], unique=False
    )
    op.create_table(
        "groupement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupement")),
        sa.UniqueConstraint("slug", name=op.f("uq_groupement_slug")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_mail_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_mail_due", "outbox_mail", ["sent_at", "failed_at", "next_try_at"], unique=False
    )
    op.create_index(
        op.f("ix_outbox_mail_groupement_id"), "outbox_mail", ["groupement_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "closed_day",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_closed_day_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("groupement_id", "day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "login_session",
        sa.Column("id_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_login_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id_sha256", name=op.f("pk_login_session")),
    )
    op.create_index(
        op.f("ix_login_session_expires_at"), "login_session", ["expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False
    )
    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_password_reset_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_password_reset_token_sha256")),
    )
    op.create_index(
        op.f("ix_password_reset_person_id"), "password_reset", ["person_id"], unique=False
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "grid_kind",
            sa.Enum(
                "half_day",
                "hour",
                name="gridkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "locked",
                name="periodstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_period_ordered")),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_period_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_period_groupement_id_id")),
        sa.UniqueConstraint("groupement_id", "name", name=op.f("uq_period_groupement_id_name")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_site_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_site_groupement_id_id")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "forfait_jours",
                "part_time",
                "hours",
                "volunteer",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("day_cap_halfdays", sa.Integer(), nullable=False),
        sa.Column("week_cap_halfdays", sa.Integer(), nullable=False),
        sa.Column("period_cap_halfdays", sa.Integer(), nullable=False),
        sa.Column("average_weeks", sa.Integer(), nullable=True),
        sa.Column("average_halfdays", sa.Integer(), nullable=True),
        sa.Column("max_km", sa.Integer(), nullable=False),
        sa.Column("max_members", sa.Integer(), nullable=False),
        sa.Column("max_sites_per_day", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(average_weeks IS NULL) = (average_halfdays IS NULL)",
            name=op.f("ck_engagement_average_both"),
        ),
        sa.CheckConstraint("day_cap_halfdays BETWEEN 1 AND 2", name=op.f("ck_engagement_day_cap")),
        sa.CheckConstraint("period_cap_halfdays >= 0", name=op.f("ck_engagement_period_cap")),
        sa.CheckConstraint(
            "week_cap_halfdays BETWEEN 0 AND 14", name=op.f("ck_engagement_week_cap")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "base_id"],
            ["site.groupement_id", "site.id"],
            name=op.f("fk_engagement_groupement_id_base_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_engagement_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_engagement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_engagement_groupement_id_id")),
        sa.UniqueConstraint(
            "groupement_id", "person_id", name=op.f("uq_engagement_groupement_id_person_id")
        ),
        sa.UniqueConstraint("groupement_id", "slug", name=op.f("uq_engagement_groupement_id_slug")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("trade", sa.String(length=200), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "site_id"],
            ["site.groupement_id", "site.id"],
            name=op.f("fk_member_groupement_id_site_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_member_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_member_groupement_id_id")),
        sa.UniqueConstraint("groupement_id", "slug", name=op.f("uq_member_groupement_id_slug")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "cancelled",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stop_request",
            sa.Enum(
                "cancel",
                "keep_best",
                name="stoprequest",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("time_limit_seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column(
            "fairness",
            sa.Enum(
                "points",
                "leximin",
                name="fairness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("instance", sa.JSON(), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("failure_detail", sa.String(length=500), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_run_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_run_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["person.id"], name=op.f("fk_run_requested_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_run_groupement_id_id")),
    )
    op.create_index(op.f("ix_run_period_id"), "run", ["period_id"], unique=False)
    op.create_index("ix_run_state_lease", "run", ["state", "lease_until"], unique=False)
    op.create_table(
        "availability_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "leave",
                "training",
                "other_work",
                "unavailable",
                "extra",
                name="exceptionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "starts_half",
            sa.Enum(
                "am", "pm", name="starts_half", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "ends_half",
            sa.Enum(
                "am", "pm", name="ends_half", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "starts_on < ends_on OR (starts_on = ends_on AND starts_half <= ends_half)",
            name=op.f("ck_availability_exception_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_availability_exception_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exception")),
    )
    op.create_index(
        op.f("ix_availability_exception_engagement_id"),
        "availability_exception",
        ["engagement_id"],
        unique=False,
    )
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "cadence",
            sa.Enum(
                "weekly",
                "fortnightly",
                "monthly",
                "once",
                name="cadence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("visit_amount", sa.Integer(), nullable=False),
        sa.Column(
            "visit_unit",
            sa.Enum(
                "hours",
                "half_days",
                name="amountunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("visit_slots", sa.Integer(), nullable=False),
        sa.Column("visits_per_window", sa.Integer(), nullable=False),
        sa.Column("requested_slots", sa.Integer(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "on_site",
                "remote",
                name="place",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal",
                "soon",
                "urgent",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("same_moment", sa.Boolean(), nullable=False),
        sa.Column("max_cdos", sa.Integer(), nullable=False),
        sa.Column("previous_engagement_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "withdrawn",
                name="demandstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("earliest_on <= latest_on", name=op.f("ck_demand_ordered")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_demand_level")),
        sa.CheckConstraint("max_cdos BETWEEN 1 AND 2", name=op.f("ck_demand_max_cdos")),
        sa.CheckConstraint(
            "requested_slots > 0 AND visit_slots > 0", name=op.f("ck_demand_positive")
        ),
        sa.CheckConstraint(
            "visits_per_window BETWEEN 1 AND 5", name=op.f("ck_demand_visits_per_window")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_demand_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_demand_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "previous_engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_demand_groupement_id_previous_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_demand_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_demand_groupement_id_id")),
    )
    op.create_index(op.f("ix_demand_member_id"), "demand", ["member_id"], unique=False)
    op.create_index(op.f("ix_demand_period_id"), "demand", ["period_id"], unique=False)
    op.create_table(
        "engagement_skill",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_engagement_skill_level")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_engagement_skill_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("engagement_id", "skill", name=op.f("pk_engagement_skill")),
    )
    op.create_table(
        "external_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped_events", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_external_calendar_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_calendar")),
        sa.UniqueConstraint(
            "engagement_id", "name", name=op.f("uq_external_calendar_engagement_id_name")
        ),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "cdo",
                "member",
                "groupement",
                name="feedowner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column(
            "subject_id",
            sa.Integer(),
            sa.Computed("coalesce(member_id, engagement_id, 0)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "detail",
            sa.Enum(
                "full",
                "busy",
                name="detaillevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("last_modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(owner = 'cdo') = (engagement_id IS NOT NULL)", name=op.f("ck_feed_cdo_named")
        ),
        sa.CheckConstraint(
            "(owner = 'member') = (member_id IS NOT NULL)", name=op.f("ck_feed_member_named")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_feed_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_feed_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_feed_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_feed_groupement_id_id")),
        sa.UniqueConstraint(
            "groupement_id",
            "owner",
            "subject_id",
            "detail",
            name=op.f("uq_feed_groupement_id_owner_subject_id_detail"),
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coordinator",
                "member",
                "cdo",
                name="rolekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_invitation_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_invitation_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_invitation_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )
    op.create_index(
        op.f("ix_invitation_groupement_id"), "invitation", ["groupement_id"], unique=False
    )
    op.create_table(
        "member_conflict",
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_member_conflict_ordered")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "first_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_member_conflict_groupement_id_first_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "second_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_member_conflict_groupement_id_second_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_member_conflict_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_member_conflict")),
    )
    op.create_table(
        "pattern_halfday",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column(
            "half",
            sa.Enum("am", "pm", name="half", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name=op.f("ck_pattern_halfday_weekday")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_pattern_halfday_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint(
            "engagement_id", "weekday", "half", name=op.f("pk_pattern_halfday")
        ),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("bound", sa.Integer(), nullable=False),
        sa.Column("bound_kind", sa.String(length=40), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("statistics", sa.JSON(), nullable=False),
        sa.Column("unmet", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bound <= cost", name=op.f("ck_plan_bound_below_cost")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_plan_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "run_id"],
            ["run.groupement_id", "run.id"],
            name=op.f("fk_plan_groupement_id_run_id_run"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_plan_groupement_id_groupement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_plan_groupement_id_id")),
        sa.UniqueConstraint("run_id", name=op.f("uq_plan_run_id")),
    )
    op.create_index(op.f("ix_plan_period_id"), "plan", ["period_id"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coordinator",
                "member",
                "cdo",
                name="rolekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column(
            "subject_id",
            sa.Integer(),
            sa.Computed("coalesce(member_id, engagement_id, 0)", persisted=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'cdo') = (engagement_id IS NOT NULL)", name=op.f("ck_role_cdo_named")
        ),
        sa.CheckConstraint(
            "(kind = 'member') = (member_id IS NOT NULL)", name=op.f("ck_role_member_named")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_role_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_role_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_role_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint(
            "person_id",
            "groupement_id",
            "kind",
            "subject_id",
            name=op.f("uq_role_person_id_groupement_id_kind_subject_id"),
        ),
    )
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_table(
        "busy_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "busy",
                "tentative",
                name="busykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("uid_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_busy_time_ordered")),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["external_calendar.id"],
            name=op.f("fk_busy_time_calendar_id_external_calendar"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
    )
    op.create_index(op.f("ix_busy_time_calendar_id"), "busy_time", ["calendar_id"], unique=False)
    op.create_table(
        "declined_cdo",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "conflict_of_interest",
                "past_disagreement",
                "other_expectations",
                name="declinereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_declined_cdo_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_declined_cdo_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("demand_id", "engagement_id", name=op.f("pk_declined_cdo")),
    )
    op.create_table(
        "demand_halfday",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column(
            "half",
            sa.Enum("am", "pm", name="half", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "wish",
            sa.Enum(
                "preferred",
                "impossible",
                name="wish",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name=op.f("ck_demand_halfday_weekday")),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_halfday_demand_id_demand")
        ),
        sa.PrimaryKeyConstraint("demand_id", "weekday", "half", name=op.f("pk_demand_halfday")),
    )
    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("last_characters", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_client", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_token_feed_id_feed")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feed_token_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_feed_token_token_sha256")),
    )
    op.create_index(op.f("ix_feed_token_feed_id"), "feed_token", ["feed_id"], unique=False)
    op.create_index(op.f("ix_feed_token_person_id"), "feed_token", ["person_id"], unique=False)
    op.create_table(
        "plan_visit",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_plan_visit_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_plan_visit_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_visit_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", "visit_id", name=op.f("pk_plan_visit")),
    )
    op.create_index(op.f("ix_plan_visit_demand_id"), "plan_visit", ["demand_id"], unique=False)
    op.create_index(
        op.f("ix_plan_visit_engagement_id"), "plan_visit", ["engagement_id"], unique=False
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["groupement_id", "period_id"],
            ["period.groupement_id", "period.id"],
            name=op.f("fk_release_groupement_id_period_id_period"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "plan_id"],
            ["plan.groupement_id", "plan.id"],
            name=op.f("fk_release_groupement_id_plan_id_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_release_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_release_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("groupement_id", "id", name=op.f("uq_release_groupement_id_id")),
        sa.UniqueConstraint(
            "groupement_id", "number", name=op.f("uq_release_groupement_id_number")
        ),
    )
    op.create_index(op.f("ix_release_period_id"), "release", ["period_id"], unique=False)
    op.create_table(
        "release_visit",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "added",
                "moved",
                "kept",
                "removed",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("is_on_site", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("was_engagement_id", sa.Integer(), nullable=True),
        sa.Column("was_day", sa.Date(), nullable=True),
        sa.Column("was_slot", sa.Integer(), nullable=True),
        sa.Column("was_length", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_release_visit_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_release_visit_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_release_visit_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_visit_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_release_visit_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["was_engagement_id"],
            ["engagement.id"],
            name=op.f("fk_release_visit_was_engagement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("release_id", "visit_id", name=op.f("pk_release_visit")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("is_on_site", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="visitstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cancelled_by",
            sa.Enum(
                "release",
                "member",
                "cdo",
                "coordinator",
                name="cancelledby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_by IS NOT NULL)",
            name=op.f("ck_visit_cancelled_by_somebody"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_visit_ordered")),
        sa.ForeignKeyConstraint(
            ["groupement_id", "demand_id"],
            ["demand.groupement_id", "demand.id"],
            name=op.f("fk_visit_groupement_id_demand_id_demand"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_visit_groupement_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "member_id"],
            ["member.groupement_id", "member.id"],
            name=op.f("fk_visit_groupement_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "release_id"],
            ["release.groupement_id", "release.id"],
            name=op.f("fk_visit_groupement_id_release_id_release"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"], ["groupement.id"], name=op.f("fk_visit_groupement_id_groupement")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name=op.f("fk_visit_period_id_period")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_visit_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_engagement_day", "visit", ["engagement_id", "day"], unique=False)
    op.create_index(op.f("ix_visit_groupement_id"), "visit", ["groupement_id"], unique=False)
    op.create_index("ix_visit_member_day", "visit", ["member_id", "day"], unique=False)
    op.create_index("ix_visit_person_start", "visit", ["person_id", "starts_at"], unique=False)
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_visit_person_start", table_name="visit")
    op.drop_index("ix_visit_member_day", table_name="visit")
    op.drop_index(op.f("ix_visit_groupement_id"), table_name="visit")
    op.drop_index("ix_visit_engagement_day", table_name="visit")
    op.drop_table("visit")
    op.drop_table("release_visit")
    op.drop_index(op.f("ix_release_period_id"), table_name="release")
    op.drop_table("release")
    op.drop_index(op.f("ix_plan_visit_engagement_id"), table_name="plan_visit")
    op.drop_index(op.f("ix_plan_visit_demand_id"), table_name="plan_visit")
    op.drop_table("plan_visit")
    op.drop_index(op.f("ix_feed_token_person_id"), table_name="feed_token")
    op.drop_index(op.f("ix_feed_token_feed_id"), table_name="feed_token")
    op.drop_table("feed_token")
    op.drop_table("demand_halfday")
    op.drop_table("declined_cdo")
    op.drop_index(op.f("ix_busy_time_calendar_id"), table_name="busy_time")
    op.drop_table("busy_time")
    op.drop_index(op.f("ix_role_person_id"), table_name="role")
    op.drop_table("role")
    op.drop_index(op.f("ix_plan_period_id"), table_name="plan")
    op.drop_table("plan")
    op.drop_table("pattern_halfday")
    op.drop_table("member_conflict")
    op.drop_index(op.f("ix_invitation_groupement_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_table("feed")
    op.drop_table("external_calendar")
    op.drop_table("engagement_skill")
    op.drop_index(op.f("ix_demand_period_id"), table_name="demand")
    op.drop_index(op.f("ix_demand_member_id"), table_name="demand")
    op.drop_table("demand")
    op.drop_index(
        op.f("ix_availability_exception_engagement_id"), table_name="availability_exception"
    )
    op.drop_table("availability_exception")
    op.drop_index("ix_run_state_lease", table_name="run")
    op.drop_index(op.f("ix_run_period_id"), table_name="run")
    op.drop_table("run")
    op.drop_table("member")
    op.drop_table("engagement")
    op.drop_table("site")
    op.drop_table("period")
    op.drop_index(op.f("ix_password_reset_person_id"), table_name="password_reset")
    op.drop_table("password_reset")
    op.drop_index(op.f("ix_login_session_person_id"), table_name="login_session")
    op.drop_index(op.f("ix_login_session_expires_at"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_table("closed_day")
    op.drop_table("person")
    op.drop_index(op.f("ix_outbox_mail_groupement_id"), table_name="outbox_mail")
    op.drop_index("ix_outbox_mail_due", table_name="outbox_mail")
    op.drop_table("outbox_mail")
    op.drop_table("groupement")
    op.drop_index(op.f("ix_audit_entry_groupement_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
