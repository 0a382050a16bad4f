"""invitations: from which message on answers count, what was answered, what was given up"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_nullable

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLE = "visit_invitation"
TOGETHER = "(asked_sequence IS NULL) = (asked_at IS NULL)"


def upgrade() -> None:
    """Apply this migration; of what was sent before, answers to the last message count."""
    add_nullable(TABLE, "asked_sequence", sa.Integer())
    add_nullable(TABLE, "asked_at", sa.DateTime(timezone=True), check=TOGETHER)
    add_column(TABLE, "taken_answers", sa.JSON(), default="'[]'")
    add_nullable(TABLE, "given_up_wording", sa.String(64))
    add_nullable(TABLE, "unreadable_at", sa.DateTime(timezone=True))


def downgrade() -> None:
    """Undo this migration."""
    for name in (
        "unreadable_at",
        "given_up_wording",
        "taken_answers",
        "asked_at",
        "asked_sequence",
    ):
        op.drop_column(TABLE, name)
