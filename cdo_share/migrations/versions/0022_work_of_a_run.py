"""runs: what their search did, so that it can be repeated trial by trial"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_nullable

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    add_nullable("run", "work", sa.JSON())


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("run", "work")
