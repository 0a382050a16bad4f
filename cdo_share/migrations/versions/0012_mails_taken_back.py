"""outbox: mails that were taken back before they left, since something newer says it"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_nullable

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    add_nullable("outbox_mail", "withdrawn_at", sa.DateTime(timezone=True))


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("outbox_mail", "withdrawn_at")
