"""CDOs: who shares their time, as the coordinator sees and keeps them."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.engaging import edit_engagement, engage_cdo
from cdo_share.accounts.models import Regime
from cdo_share.accounts.queries import get_engagement, list_engagements
from cdo_share.availability.service import drop_part_halfdays
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.cdo_bodies import CdoBody, CdoChange, CdoList, CdoOut
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("cdos", "The professionals whose time is shared")
READ = security(Scope.PEOPLE_READ)
WRITE = security(Scope.PEOPLE_WRITE)


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


@blueprint.get("/cdos", responses={200: CdoList}, security=READ)
@needs(Scope.PEOPLE_READ)
def index(query: Page) -> Any:
    """List the active CDOs by number."""
    rows = list_engagements(db.session, actor().groupement_id)
    items = [CdoOut.of(row) for row in query.of(rows)]
    return CdoList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/cdos/<int:cdo_id>", responses={200: CdoOut}, security=READ)
@needs(Scope.PEOPLE_READ)
def show(path: CdoAddress) -> Any:
    """Give one CDO."""
    row = get_engagement(db.session, actor().groupement_id, path.cdo_id)
    return CdoOut.of(row).model_dump(mode="json")


@blueprint.post("/cdos", responses={201: CdoOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def create(body: CdoBody) -> Any:
    """Engage a CDO."""
    groupement_id = actor().groupement_id
    with transaction(db.session):
        made = engage_cdo(db.session, groupement_id=groupement_id, wish=body.wish(), now=utc_now())
        note_act("engage_cdo", ("engagement", made.id), regime=body.regime.value)
        db.session.expire(made)
        told = CdoOut.of(get_engagement(db.session, groupement_id, made.id))
    return told.model_dump(mode="json"), 201


@blueprint.put("/cdos/<int:cdo_id>", responses={200: CdoOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def update(path: CdoAddress, body: CdoChange) -> Any:
    """Replace what is known of an engagement; 409 when `version` is not the present one."""
    with transaction(db.session):
        changed = edit_engagement(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=path.cdo_id,
            wish=body.wish(),
            version=body.version,
        )
        facts = {"regime": body.regime.value, "dropped_halfdays": _drop_hours(path, body)}
        note_act("edit_engagement", ("engagement", path.cdo_id), **facts)
        told = CdoOut.of(changed)
    return told.model_dump(mode="json")


def _drop_hours(path: CdoAddress, body: CdoChange) -> int:
    """Take half-days in part out of the week of who comes under forfait-jours; return how many."""
    if body.regime is not Regime.FORFAIT_JOURS:
        return 0
    whose = {"groupement_id": actor().groupement_id, "engagement_id": path.cdo_id}
    return drop_part_halfdays(db.session, **whose)
