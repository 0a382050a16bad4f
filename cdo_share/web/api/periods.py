"""Periods and their rounds: what is collected until when, and closing it."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from cdo_share.accounts.access_tokens import Scope
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.notifications.openings import tell_opening
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.opening import open_round
from cdo_share.rounds.queries import get_period, list_periods
from cdo_share.rounds.rest_days import mark_public_holidays
from cdo_share.rounds.service import lock_period, reopen_period
from cdo_share.rounds.templates import Last, TemplateKind, propose
from cdo_share.rounds.wish import RoundWish
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Body, Day, Flag, Line, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = resource("periods", "The weeks that are planned at once, and their rounds")
READ = security(Scope.ROUNDS_READ)
WRITE = security(Scope.ROUNDS_WRITE)

PROPOSED = ("starts_on", "ends_on", "grid_kind", "closes_on")


class PeriodAddress(BaseModel):
    """The number of a period."""

    period_id: AddressNumber


class NewPeriod(Body):
    """A period whose round is to open; both ends are included, as is the last day to answer."""

    name: Line
    starts_on: Day
    ends_on: Day
    grid_kind: GridKind = GridKind.HALF_DAY
    closes_on: Annotated[Day, Field(description="the last day to answer")]
    tells: Annotated[Flag, Field(description="whether a mail tells everybody")] = False

    def wish(self) -> RoundWish:
        """Return what is asked for as plain values."""
        return RoundWish(**self.model_dump(exclude={"tells"}))


class TemplateOut(BaseModel):
    """The values with which a round of a kind would begin, ready to send after any change."""

    kind: TemplateKind
    name: str
    starts_on: date
    ends_on: date
    grid_kind: GridKind
    closes_on: date


class TemplateList(BaseModel):
    """One round of each kind, after the last one there is."""

    items: list[TemplateOut]


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
    """Open a round; the public holidays of its period become closed days."""
    with transaction(db.session):
        period = open_round(
            db.session,
            groupement_id=actor().groupement_id,
            wish=body.wish(),
            today=local_today(),
            now=utc_now(),
        )
        mark_public_holidays(db.session, period.groupement_id, period.starts_on, period.ends_on)
        note_act("open_round", ("period", period.id))
        if body.tells:
            tell_opening(db.session, period, sending())
        told = _told(period)
    return told, 201


@blueprint.get("/periods/templates", responses={200: TemplateList}, security=READ)
@needs(Scope.ROUNDS_READ)
def templates() -> Any:
    """Give the values with which the next round of each kind would begin."""
    last, today = _find_last(), local_today()
    items = [
        TemplateOut(
            kind=kind, name=translate(proposal.name), **{n: getattr(proposal, n) for n in PROPOSED}
        )
        for kind in TemplateKind
        for proposal in (propose(kind, today=today, last=last),)
    ]
    return TemplateList(items=items).model_dump(mode="json")


def _find_last() -> Last | None:
    periods = list_periods(db.session, actor().groupement_id)
    if not periods:
        return None
    latest = max(periods, key=lambda period: period.ends_on)
    return Last(starts_on=latest.starts_on, ends_on=latest.ends_on, grid_kind=latest.grid_kind)


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
        period = move(db.session, groupement_id=actor().groupement_id, period_id=period_id)
        note_act(move.__name__, ("period", period_id))
        return _told(period)


def _told(period: Period) -> dict[str, Any]:
    return PeriodOut.of(period).model_dump(mode="json")
