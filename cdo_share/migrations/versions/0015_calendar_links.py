"""calendars: why a link ended, and the page on which a CDO shows free half-days"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_enum

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ENDINGS = ("taken_back", "replaced", "lost")


def upgrade() -> None:
    """Apply this migration."""
    is_ended = "ended_by IS NULL OR revoked_at IS NOT NULL"
    add_enum("feed_token", "ended_by", ENDINGS, kind="ending", default=None, check=is_ended)
    add_column("groupement", "allows_free_time", sa.Boolean(), default="false")
    _create_free_time_page()


def _create_free_time_page() -> None:
    op.create_table(
        "free_time_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_by",
            sa.Enum(*ENDINGS, name="ending", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (revoked_at IS NULL)", name=op.f("ck_free_time_page_ended")
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f("fk_free_time_page_groupement_id_groupement"),
        ),
        sa.ForeignKeyConstraint(
            ["groupement_id", "engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
            name=op.f("fk_free_time_page_groupement_id_engagement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_time_page")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_free_time_page_token_sha256")),
    )
    open_ones = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_free_time_page_open",
        "free_time_page",
        ["engagement_id"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("free_time_page")
    op.drop_column("groupement", "allows_free_time")
    op.drop_column("feed_token", "ended_by")
