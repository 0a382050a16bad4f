"""mail: the site of a visit as people know it, and mails that keep the night of their readers"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_nullable

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SITE = "fk_untold_change_was_site_id_site"


def upgrade() -> None:
    """Apply this migration."""
    add_nullable("outbox_mail", "quiet_zone", sa.String(64))
    # In one statement: SQLite cannot add a key to a column that is there.
    op.execute(
        "ALTER TABLE untold_change ADD COLUMN was_site_id INTEGER "
        f"CONSTRAINT {SITE} REFERENCES site (id)"
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("untold_change", "was_site_id")
    op.drop_column("outbox_mail", "quiet_zone")
