"""Visits in force: who visits whom, when. Each role sees its own, a coordinator all."""

import uuid
from datetime import date
from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import RoleKind
from cdo_share.core.grid import Half
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.queries import get_period
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("visits", "The visits in force, as calendars show them")
READ = security(Scope.VISITS_READ)


class VisitQuery(Page):
    """Of which period, and which part of the list."""

    period_id: AddressNumber


class VisitOut(BaseModel):
    """A visit in force; `half` is null when it takes the whole day.

    `clock` has no value for a CDO on forfait-jours, who arranges the hours, until they have set a
    time with the member.
    """

    id: uuid.UUID
    demand_id: int
    member_id: int
    member_name: str
    cdo_id: int
    cdo_name: str
    title: str
    skill: str
    state: VisitState
    is_on_site: bool
    day: date
    half: Half | None
    clock: str | None
    sequence: int

    @classmethod
    def of(cls, visit: VisitView) -> "VisitOut":
        """Return a visit as the API gives it."""
        own = cls.model_fields.keys() - {"cdo_id", "half", "clock"}
        values: dict[str, Any] = {name: getattr(visit, name) for name in own}
        return cls(
            **values,
            cdo_id=visit.engagement_id,
            half=visit.stretch.half,
            clock=visit.stretch.clock,
        )


class VisitList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[VisitOut]
    total: int


@blueprint.get("/visits", responses={200: VisitList}, security=READ)
@needs(Scope.VISITS_READ)
def index(query: VisitQuery) -> Any:
    """List the visits in force of a period, in order of time."""
    get_period(db.session, actor().groupement_id, query.period_id)
    rows = list_visits_in_force(
        db.session, actor().groupement_id, period_id=query.period_id, **_own()
    )
    items = [VisitOut.of(row) for row in query.of(rows)]
    return VisitList(items=items, total=len(rows)).model_dump(mode="json")


def _own() -> dict[str, Any]:
    acting = actor()
    if acting.role.kind is RoleKind.MEMBER:
        return {"member_id": acting.member.id}
    if acting.role.kind is RoleKind.CDO:
        return {"engagement_id": acting.engagement.id}
    return {}
