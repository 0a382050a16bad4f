"""cancelling: whether the time of a visit cancelled within the days of notice stays due

Of what was cancelled before nobody was asked: nothing is said to be due for it.
"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    add_column("visit_cancellation", "is_owed", sa.Boolean(), default="false")


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("visit_cancellation", "is_owed")
