"""law: why a contract is short, days agreed for a year, when that year begins, small employers"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.columns import add_column, add_enum, add_nullable

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    reasons = ("seven_days", "replacement", "student")
    add_enum("legal_contract", "short_reason", reasons, kind="shortreason", default=None)
    days = "year_days BETWEEN 1 AND 235"
    add_nullable("legal_contract", "year_days", sa.Integer(), check=days)
    month = "forfait_year_month BETWEEN 1 AND 12"
    add_column("legal_parameters", "forfait_year_month", sa.Integer(), default="1", check=month)
    add_column("legal_parameters", "below_fifty", sa.Boolean(), default="false")


def downgrade() -> None:
    """Undo this migration."""
    for column in ("below_fifty", "forfait_year_month"):
        op.drop_column("legal_parameters", column)
    for column in ("year_days", "short_reason"):
        op.drop_column("legal_contract", column)
