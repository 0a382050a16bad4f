"""visits: the clock times that a CDO on forfait-jours set with the member, and their lapse"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_nullable

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    add_nullable("visit", "agreed_start", sa.Time())
    both = "(agreed_start IS NULL) = (agreed_end IS NULL) AND agreed_start < agreed_end"
    add_nullable("visit", "agreed_end", sa.Time(), check=both)
    add_column("release_visit", "has_lapsed", sa.Boolean(), default="false")


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("release_visit", "has_lapsed")
    op.drop_column("visit", "agreed_end")
    op.drop_column("visit", "agreed_start")
