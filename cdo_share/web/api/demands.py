"""Demands: what members ask for. A member's token sees its own, a coordinator's all."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import get_demand, list_demands
from cdo_share.demands.service import edit_demand, restore_demand, submit_demand, withdraw_demand
from cdo_share.publishing.queries import is_planned
from cdo_share.rounds.queries import get_period
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.demand_bodies import DemandBody, DemandChange, DemandOut
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Page, RowNumber
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("demands", "What members ask for in a period")
READ = security(Scope.DEMANDS_READ)
WRITE = security(Scope.DEMANDS_WRITE)


class DemandAddress(BaseModel):
    """The number of a demand."""

    demand_id: AddressNumber


class DemandQuery(Page):
    """Of which period, and which part of the list."""

    period_id: AddressNumber


class NewDemand(DemandBody):
    """A demand to state, for a period; a coordinator says for which member."""

    period_id: RowNumber
    member_id: Annotated[RowNumber | None, Field(description="only a coordinator says it")] = None


class DemandList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[DemandOut]
    total: int


def _own_member() -> int | None:
    """Return the member whose demands the token may reach; None for all of them."""
    acting = actor()
    return acting.member.id if acting.role.kind is RoleKind.MEMBER else None


def _whom(asked: int | None) -> int:
    own = _own_member()
    if own is not None and asked in (None, own):
        return own
    if own is None and asked is not None:
        return asked
    if own is None:
        raise InvalidInput(Fault("member_id", N_("Say for which member the demand is.")))
    raise NotFound(N_("There is no such member in this groupement."))


@blueprint.get("/demands", responses={200: DemandList}, security=READ)
@needs(Scope.DEMANDS_READ)
def index(query: DemandQuery) -> Any:
    """List the demands of a period in the order they were stated."""
    get_period(db.session, actor().groupement_id, query.period_id)
    rows = list_demands(db.session, actor().groupement_id, query.period_id, _own_member())
    items = [DemandOut.of(row) for row in query.of(rows)]
    return DemandList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.post("/demands", responses={201: DemandOut}, security=WRITE)
@needs(Scope.DEMANDS_WRITE)
def create(body: NewDemand) -> Any:
    """State a demand while the round is open."""
    with transaction(db.session):
        demand = submit_demand(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=_whom(body.member_id),
            period_id=body.period_id,
            wish=body.wish(),
            now=utc_now(),
        )
        _note("submit_demand", demand)
        told = DemandOut.of(demand)
    return told.model_dump(mode="json"), 201


@blueprint.get("/demands/<int:demand_id>", responses={200: DemandOut}, security=READ)
@needs(Scope.DEMANDS_READ)
def show(path: DemandAddress) -> Any:
    """Give one demand."""
    return _told(get_demand(db.session, actor().groupement_id, path.demand_id, _own_member()))


@blueprint.put("/demands/<int:demand_id>", responses={200: DemandOut}, security=WRITE)
@needs(Scope.DEMANDS_WRITE)
def update(path: DemandAddress, body: DemandChange) -> Any:
    """Replace what a demand asks for; 409 when `version` is not the present one."""
    with transaction(db.session):
        demand = edit_demand(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=_own_member(),
            demand_id=path.demand_id,
            wish=body.wish(),
            version=body.version,
            now=utc_now(),
        )
        _note("edit_demand", demand)
        told = DemandOut.of(demand)
    return told.model_dump(mode="json")


@blueprint.post("/demands/<int:demand_id>/withdraw", responses={200: DemandOut}, security=WRITE)
@needs(Scope.DEMANDS_WRITE)
def withdraw(path: DemandAddress) -> Any:
    """Take a demand out of the next allocation."""
    return _moved(withdraw_demand, path.demand_id)


@blueprint.post("/demands/<int:demand_id>/restore", responses={200: DemandOut}, security=WRITE)
@needs(Scope.DEMANDS_WRITE)
def restore(path: DemandAddress) -> Any:
    """Bring a withdrawn demand back."""
    planned = is_planned(db.session, actor().groupement_id, path.demand_id)
    return _moved(restore_demand, path.demand_id, is_planned=planned)


def _moved(move: Any, demand_id: int, **values: bool) -> Any:
    with transaction(db.session):
        demand = move(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=_own_member(),
            demand_id=demand_id,
            now=utc_now(),
            **values,
        )
        _note(move.__name__, demand)
        told = DemandOut.of(demand)
    return told.model_dump(mode="json")


def _note(action: str, demand: Demand) -> None:
    note_act(action, ("demand", demand.id), member_id=demand.member_id)


def _told(demand: Demand) -> Any:
    return DemandOut.of(demand).model_dump(mode="json")
