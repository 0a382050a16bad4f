"""runs put away: what the list of allocations leaves out"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_nullable

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    add_nullable("run", "put_away_at", sa.DateTime(timezone=True))


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("run", "put_away_at")
