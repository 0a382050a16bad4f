"""What one party reads of a proposed plan: their own visits only, and how their answer stands."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cdo_share.accounts.models import Regime, RoleKind
from cdo_share.agreeing import Prospect, last_changed, look_ahead, standing_now
from cdo_share.core.grid import Grid
from cdo_share.planning.identities import SolvedVisit
from cdo_share.planning.models import Plan, PlanVisit
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalRequest, RequestState
from cdo_share.proposals.queries import list_requests, terms_of
from cdo_share.proposals.standing import Standing
from cdo_share.publishing.models import Change
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.views import ChangeView, Stretch
from cdo_share.web.agreement_sheet.words import REASON_TEXTS, stretch_text, wished_text
from cdo_share.web.extensions import db

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What was asked for a visit, and what became of it."""

    state: str
    reason: str
    wished: str
    note: str
    refusal: str
    row: ProposalRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCard:
    """One visit as its party reads it; `visit_id` is None where nothing can be asked for it.

    `is_leaving`: the plan takes it away, so that it can only be asked to stay.
    """

    visit_id: uuid.UUID | None
    change: str
    when: str
    was: str
    who: str
    was_who: str
    title: str
    place: str
    commune: str
    is_long: bool
    is_leaving: bool = False
    requests: tuple[RequestLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySheet:
    """A party, their visits, and how their answer stands."""

    party: ProposalParty
    name: str
    grid: Grid
    starts_on: str
    ends_on: str
    answer_by: date  # the last day, included
    is_open: bool
    standing: Standing
    silence_accepts: bool
    leaving: dict[uuid.UUID, int] = field(default_factory=dict)  # what leaves, and of which plan
    changed: list[VisitCard] = field(default_factory=list)
    kept: list[VisitCard] = field(default_factory=list)

    @property
    def cards(self) -> list[VisitCard]:
        """Return all visits, those that change first."""
        return self.changed + self.kept

    @property
    def is_still_respected(self) -> bool:
        """Return whether the next allocation still respects something they asked for before."""
        rows = [line.row for card in self.cards for line in card.requests]
        return any(row.constraint_id or row.wished_constraint_id for row in rows)

    @property
    def can_ask(self) -> bool:
        """Return whether another half-day can be asked for any of them."""
        return self.is_open and any(card.visit_id for card in self.cards)


@dataclass(frozen=True, slots=True)
class _InForce:
    """The plan that binds now, if any, with its own number of each visit."""

    plan_id: int = 0
    ids: dict[SolvedVisit, uuid.UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Look:
    """All that the sheets of one proposal share."""

    proposal: Proposal
    prospect: Prospect
    ids: dict[SolvedVisit, uuid.UUID]
    in_force: _InForce
    requests: dict[tuple[int, uuid.UUID], tuple[RequestLine, ...]]
    changed: Mapping[Subject, datetime]
    now: datetime


def load_sheets(
    proposal: Proposal, parties: Iterable[tuple[ProposalParty, str]], now: datetime
) -> list[PartySheet]:
    """Return the sheet of each party, given with the name to show."""
    plan = db.session.get_one(Plan, proposal.plan_id)
    prospect = look_ahead(db.session, proposal.groupement_id, plan, now)
    takes_away = any(_takes_away(change) for change in prospect.changes)
    look = _Look(
        proposal,
        prospect,
        _ids(plan.id),
        _in_force(proposal) if takes_away else _InForce(),
        _requests(proposal, prospect),
        last_changed(db.session, proposal.groupement_id, proposal.period_id),
        now,
    )
    return [_sheet(party, name, look) for party, name in parties]


def _takes_away(change: ChangeView) -> bool:
    """Return whether a visit falls away, for all or for the CDO who had it."""
    goes_over = change.was_engagement_id not in (None, change.engagement_id)
    return goes_over or change.change is Change.REMOVED


def last_day(proposal: Proposal, zone: str) -> date:
    """Return the last day on which answers are taken, where the groupement is."""
    return (proposal.answer_until - ONE_SECOND).astimezone(ZoneInfo(zone)).date()


def _in_force(proposal: Proposal) -> _InForce:
    newest = latest_release(db.session, proposal.groupement_id, proposal.period_id)
    return _InForce() if newest is None else _InForce(newest.plan_id, _ids(newest.plan_id))


def _ids(plan_id: int) -> dict[SolvedVisit, uuid.UUID]:
    """Return the plan's own number of each visit: what would be in force may have another."""
    statement = select(PlanVisit).where(PlanVisit.plan_id == plan_id)
    return {
        SolvedVisit(v.demand_id, v.engagement_id, v.day, v.slot, v.length): v.visit_id
        for v in db.session.scalars(statement)
    }


def _requests(
    proposal: Proposal, prospect: Prospect
) -> dict[tuple[int, uuid.UUID], tuple[RequestLine, ...]]:
    regimes = {one.engagement_id: one.when.regime for one in prospect.changes}
    grid = prospect.period.grid_kind
    found: dict[tuple[int, uuid.UUID], tuple[RequestLine, ...]] = {}
    for asked in list_requests(db.session, proposal.id):
        row, key = asked.request, (asked.party.id, asked.request.visit_id)
        # Of a CDO whose visits are all past the changes say nothing: half-days are never wrong.
        regime = regimes.get(asked.engagement_id, Regime.FORFAIT_JOURS)
        wished = wished_text(row, grid, regime)
        line = RequestLine(
            row.state.value, str(REASON_TEXTS[row.reason]), wished, row.note, row.refusal, row
        )
        found[key] = (*found.get(key, ()), line)
    return found


def _sheet(party: ProposalParty, name: str, look: _Look) -> PartySheet:
    terms = terms_of(look.proposal)
    cards = [
        (change.change, _card(change, party, look))
        for change in look.prospect.changes
        if _concerns(change, party)
    ]
    period = look.prospect.period
    return PartySheet(
        party=party,
        name=name,
        grid=period.grid,
        starts_on=period.starts_on.isoformat(),
        ends_on=period.ends_on.isoformat(),
        answer_by=last_day(look.proposal, look.prospect.groupement.timezone),
        is_open=terms.is_open(look.now),
        standing=standing_now(party, look.proposal, look.changed, look.now),
        silence_accepts=look.proposal.silence_accepts,
        leaving={
            card.visit_id: look.in_force.plan_id
            for _, card in cards
            if card.is_leaving and card.visit_id
        },
        changed=[card for change, card in cards if change is not Change.KEPT],
        kept=[card for change, card in cards if change is Change.KEPT],
    )


def _concerns(change: ChangeView, party: ProposalParty) -> bool:
    """Return whether a visit is the party's own, now or until now."""
    if party.kind is RoleKind.MEMBER:
        return change.member_id == party.member_id
    return party.engagement_id in (change.engagement_id, change.was_engagement_id)


def _card(change: ChangeView, party: ProposalParty, look: _Look) -> VisitCard:
    is_member = party.kind is RoleKind.MEMBER
    what, when, was = _from(change, party)
    gone = what is Change.REMOVED
    number = _number(change, look, is_gone=gone)
    has_begun = _has_begun(when, look)
    return VisitCard(
        visit_id=None if has_begun else number,
        change=what.value,
        when=stretch_text(when),
        was=stretch_text(was) if was else "",
        who=change.cdo_name if is_member else change.member_name,
        was_who=(change.was_cdo_name or "") if is_member and not gone else "",
        title=change.title,
        place="on_site" if change.is_on_site else "remote",
        commune=change.commune if change.is_on_site else "",
        is_long=change.when.length > look.prospect.period.grid.slots_per_half,
        is_leaving=gone,
        requests=look.requests.get((party.id, number), ()) if number else (),
    )


def _from(change: ChangeView, party: ProposalParty) -> tuple[Change, Stretch, Stretch | None]:
    """Return what happens from the party's side: a visit given to another CDO is gone for one."""
    if party.engagement_id is None or change.change is not Change.MOVED:
        return change.change, change.when, change.was
    if change.engagement_id != party.engagement_id and change.was is not None:
        return Change.REMOVED, change.was, None
    if change.was_engagement_id != party.engagement_id:
        return Change.ADDED, change.when, None
    return Change.MOVED, change.when, change.was


def _number(change: ChangeView, look: _Look, *, is_gone: bool) -> uuid.UUID | None:
    """Return by what number a party asks about a visit.

    One that leaves has that of the plan in force. One that goes to another CDO leaves the first.
    """
    if not is_gone:
        return look.ids.get(_place(change.demand_id, change.engagement_id, change.when))
    engagement_id = change.was_engagement_id or change.engagement_id
    place = _place(change.demand_id, engagement_id, change.was or change.when)
    return look.in_force.ids.get(place)


def _place(demand_id: int, engagement_id: int, when: Stretch) -> SolvedVisit:
    return SolvedVisit(demand_id, engagement_id, when.day, when.slot, when.length)


def _has_begun(when: Stretch, look: _Look) -> bool:
    zone = look.prospect.groupement.timezone
    grid = look.prospect.period.grid
    return grid.instants(when.day, when.slot, when.length, zone=zone)[0] <= look.now


def open_request(card: VisitCard) -> ProposalRequest | None:
    """Return what is asked for a visit and not settled yet."""
    return next((line.row for line in card.requests if line.row.state is RequestState.OPEN), None)
