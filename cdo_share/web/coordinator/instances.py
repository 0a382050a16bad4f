"""The stored question of a run: what was asked when the plan was made, whatever came later."""

from typing import Any

from sqlalchemy import select

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Run
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def get_instance(run_id: int) -> dict[str, Any]:
    """Return the question of a run of the groupement; raises NotFound."""
    instance: dict[str, Any] | None = db.session.scalar(
        select(Run.instance).where(Run.groupement_id == actor().groupement_id, Run.id == run_id)
    )
    if instance is None:
        raise NotFound(N_("There is no such run in this groupement."))
    return instance
