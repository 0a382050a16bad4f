"""The stored question of a run: what was asked when the plan was made, whatever came later."""

from typing import Any

from cdo_share.planning import queries
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def get_instance(run_id: int) -> dict[str, Any]:
    """Return the question of a run of the groupement; raises NotFound."""
    return queries.get_instance(db.session, actor().groupement_id, run_id)
