"""mail: what people have not been told of yet, and mails of which it is unknown if they left"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "untold_change"


def upgrade() -> None:
    """Apply this migration."""
    add_column("outbox_mail", "may_have_left", sa.Boolean(), default="false")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("was_engagement_id", sa.Integer(), nullable=True),
        sa.Column("was_day", sa.Date(), nullable=True),
        sa.Column("was_slot", sa.Integer(), nullable=True),
        sa.Column("was_length", sa.Integer(), nullable=True),
        sa.Column("was_is_on_site", sa.Boolean(), nullable=True),
        sa.Column("was_agreed_start", sa.Time(), nullable=True),
        sa.Column("was_agreed_end", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(was_day IS NULL) = (was_engagement_id IS NULL)",
            name=op.f("ck_untold_change_known_or_not"),
        ),
        _belongs("groupement_id", "groupement"),
        _belongs("person_id", "person"),
        _belongs("visit_id", "visit"),
        _belongs("mail_id", "outbox_mail"),
        _belongs("was_engagement_id", "engagement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_untold_change")),
        sa.UniqueConstraint(
            "person_id", "visit_id", name=op.f("uq_untold_change_person_id_visit_id")
        ),
    )
    for column in ("groupement_id", "mail_id"):
        op.create_index(op.f(f"ix_untold_change_{column}"), TABLE, [column])


def _belongs(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_untold_change_{column}_{table}")
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table(TABLE)
    op.drop_column("outbox_mail", "may_have_left")
