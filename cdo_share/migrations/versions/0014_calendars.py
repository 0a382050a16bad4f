"""calendars: how a groupement's half-days look, and what its feeds said when last rendered"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    kinds = sa.Enum(
        "day",
        "timed",
        name="halfdayevents",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    _of_groupement(
        "feed_settings",
        sa.Column("halfdays", kinds, nullable=False),
        sa.Column("blocks_members", sa.Boolean(), nullable=False),
    )
    _of_groupement("feed_facts", sa.Column("facts_sha256", sa.LargeBinary(32), nullable=False))


def _of_groupement(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("groupement_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["groupement_id"],
            ["groupement.id"],
            name=op.f(f"fk_{table}_groupement_id_groupement"),
        ),
        sa.PrimaryKeyConstraint("groupement_id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("feed_facts")
    op.drop_table("feed_settings")
