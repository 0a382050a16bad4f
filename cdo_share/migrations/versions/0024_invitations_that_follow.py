"""invitations: how a calendar shows a visit, addresses of before, and the date that was wished"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_nullable

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLE = "visit_invitation"
WHOLE = "wished_day IS NOT NULL OR (wished_start IS NULL AND wished_end IS NULL)"


def upgrade() -> None:
    """Apply this migration."""
    add_nullable(TABLE, "wording", sa.String(64))
    add_column(TABLE, "former_emails", sa.JSON(), default="'[]'")
    add_nullable(TABLE, "wished_day", sa.Date())
    add_nullable(TABLE, "wished_start", sa.Time())
    add_nullable(TABLE, "wished_end", sa.Time(), check=WHOLE)


def downgrade() -> None:
    """Undo this migration."""
    for name in ("wished_end", "wished_start", "wished_day", "former_emails", "wording"):
        op.drop_column(TABLE, name)
