"""agreeing and cancelling: requests whose proposal ended, and time that stays due

Of what was cancelled before nobody was asked: nothing is said to be due for it. Requests that
waited although their proposal had ended wait no longer.
"""

import sqlalchemy as sa
from alembic import op

from cdo_share.migrations.checks import replace_check
from cdo_share.migrations.columns import add_column

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "proposal_request"
CHECK = "ck_proposal_request_requeststate"
BEFORE = "state IN ('open', 'constrained', 'declined', 'withdrawn')"
AFTER = "state IN ('open', 'constrained', 'declined', 'withdrawn', 'overtaken')"
OVERTAKE = """
    UPDATE proposal_request SET state = 'overtaken', settled_at = (
        SELECT proposal.ended_at FROM proposal
        JOIN proposal_party ON proposal_party.proposal_id = proposal.id
        WHERE proposal_party.id = proposal_request.party_id
    )
    WHERE state = 'open' AND party_id IN (
        SELECT proposal_party.id FROM proposal_party
        JOIN proposal ON proposal.id = proposal_party.proposal_id
        WHERE proposal.state <> 'open'
    )
"""


def upgrade() -> None:
    """Apply this migration."""
    add_column("visit_cancellation", "is_owed", sa.Boolean(), default="false")
    replace_check(TABLE, CHECK, BEFORE, AFTER)
    op.execute(OVERTAKE)


def downgrade() -> None:
    """Undo this migration; what a proposal's end has overtaken counts as taken back."""
    op.execute("UPDATE proposal_request SET state = 'withdrawn' WHERE state = 'overtaken'")
    replace_check(TABLE, CHECK, AFTER, BEFORE)
    op.drop_column("visit_cancellation", "is_owed")
