"""Periods and their rounds: what is collected until when, and closing it."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import get_period, list_periods
from cdo_share.rounds.service import lock_period, open_period, reopen_period
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Body, Day, Line, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("periods", "The weeks that are planned at once, and their rounds")
READ = security(Scope.ROUNDS_READ)
WRITE = security(Scope.ROUNDS_WRITE)


class PeriodAddress(BaseModel):
    """The number of a period."""

    period_id: AddressNumber


class NewPeriod(Body):
    """A period to open; both ends are included."""

    name: Line
    starts_on: Day
    ends_on: Day
    grid_kind: GridKind = GridKind.HALF_DAY


class PeriodOut(BaseModel):
    """A period; while its state is `open` demands may change."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    grid_kind: GridKind
    state: PeriodState
    closes_on: date | None

    @classmethod
    def of(cls, period: Period) -> "PeriodOut":
        """Return a period as the API gives it."""
        return cls(**{name: getattr(period, name) for name in cls.model_fields})


class PeriodList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[PeriodOut]
    total: int


@blueprint.get("/periods", responses={200: PeriodList}, security=READ)
@needs(Scope.ROUNDS_READ)
def index(query: Page) -> Any:
    """List the periods, the earliest first."""
    rows = list_periods(db.session, actor().groupement_id)
    items = [PeriodOut.of(row) for row in query.of(rows)]
    return PeriodList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/periods/<int:period_id>", responses={200: PeriodOut}, security=READ)
@needs(Scope.ROUNDS_READ)
def show(path: PeriodAddress) -> Any:
    """Give one period."""
    return _told(get_period(db.session, actor().groupement_id, path.period_id))


@blueprint.post("/periods", responses={201: PeriodOut}, security=WRITE)
@needs(Scope.ROUNDS_WRITE)
def create(body: NewPeriod) -> Any:
    """Open a period for demands and availabilities."""
    with transaction(db.session):
        period = open_period(db.session, groupement_id=actor().groupement_id, **body.model_dump())
        told = _told(period)
    return told, 201


@blueprint.post("/periods/<int:period_id>/lock", responses={200: PeriodOut}, security=WRITE)
@needs(Scope.ROUNDS_WRITE)
def lock(path: PeriodAddress) -> Any:
    """Close the round: demands may no longer change."""
    return _moved(lock_period, path.period_id)


@blueprint.post("/periods/<int:period_id>/reopen", responses={200: PeriodOut}, security=WRITE)
@needs(Scope.ROUNDS_WRITE)
def reopen(path: PeriodAddress) -> Any:
    """Let demands change again."""
    return _moved(reopen_period, path.period_id)


def _moved(move: Any, period_id: int) -> Any:
    with transaction(db.session):
        return _told(move(db.session, groupement_id=actor().groupement_id, period_id=period_id))


def _told(period: Period) -> dict[str, Any]:
    return PeriodOut.of(period).model_dump(mode="json")
