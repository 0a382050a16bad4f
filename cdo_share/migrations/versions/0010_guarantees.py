"""guarantees: what the agreement with a member promises of a demand"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    check = "guaranteed_slots >= 0"
    add_column("demand", "guaranteed_slots", sa.Integer(), default="0", check=check)


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("demand", "guaranteed_slots")
