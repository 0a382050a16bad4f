"""A party answers: accepts, or asks for other half-days; both can change until the deadline."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.grid import Grid, Half
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.demands.models import Demand
from cdo_share.planning.models import Plan, PlanVisit
from cdo_share.proposals.models import (
    LONGEST_NOTE,
    Answer,
    Proposal,
    ProposalParty,
    ProposalRequest,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import terms_of
from cdo_share.proposals.service import hold_proposal
from cdo_share.rounds.models import Period

REASONS = {
    RoleKind.MEMBER: (Reason.CLOSED, Reason.BUSY, Reason.OTHER_CDO, Reason.OTHER),
    RoleKind.CDO: (Reason.BUSY, Reason.TOO_FAR, Reason.OTHER),
}
SATURDAY = 5
NOTHING: Mapping[uuid.UUID, int] = {}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for one visit; no `wished_day` and no `wished_half`: any other half-day."""

    visit_id: uuid.UUID
    reason: Reason
    wished_day: date | None = None
    wished_half: Half | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answers, and whether with the link of a mail or logged in."""

    person_id: int
    by_link: bool = False


def accept(
    session: Session, *, groupement_id: int, party_id: int, speaker: Speaker, now: datetime
) -> ProposalParty:
    """Accept the plan for a party; what they had asked for and nobody settled is taken back.

    Raises NotFound, Conflict when the time is over or the proposal has ended.
    """
    _, party = _hold_party(session, groupement_id, party_id, now)
    _take_back(session, party, now)
    _write_answer(session, party, Answer.ACCEPTED, speaker, now)
    return party


def ask(  # noqa: PLR0913 - who asks, what for, and what leaves
    session: Session,
    *,
    groupement_id: int,
    party_id: int,
    wishes: Collection[Wish],
    speaker: Speaker,
    now: datetime,
    leaving: Mapping[uuid.UUID, int] = NOTHING,
) -> list[ProposalRequest]:
    """Ask for changes in the name of a party, in place of what they asked for before.

    `leaving`: the visits that the plan would take away, each with the plan that holds it; such a
    visit can only be kept.

    Raises NotFound, also for a visit that is not theirs, Conflict when the time is over or the
    proposal has ended, InvalidInput with fields named `<visit>-<field>`.
    """
    proposal, party = _hold_party(session, groupement_id, party_id, now)
    if not wishes:
        raise InvalidInput(
            Fault("", N_("Choose a reason at each visit that you would rather have otherwise."))
        )
    gone = _leaving_visits(session, party, leaving)
    visits = _own_visits(session, proposal, party) | gone
    frame = _frame(session, proposal, now)
    if any(wish.visit_id not in visits for wish in wishes):
        raise NotFound(N_("There is no such visit here."))
    faults = [
        fault
        for wish in wishes
        for fault in _faults(
            wish, visits[wish.visit_id], _allowed(party, wish.visit_id in gone), frame
        )
    ]
    if faults:
        raise InvalidInput(*faults)
    _take_back(session, party, now)
    requests = [_request(party, visits[one.visit_id], one, frame.grid, now) for one in wishes]
    session.add_all(requests)
    _write_answer(session, party, Answer.ASKS, speaker, now)
    return requests


@dataclass(frozen=True, slots=True)
class _Frame:
    """The period, its grid, and the present where the groupement is."""

    period: Period
    grid: Grid
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()


def _frame(session: Session, proposal: Proposal, now: datetime) -> _Frame:
    period = session.get_one(Period, proposal.period_id)
    zone = get_groupement_by_id(session, proposal.groupement_id).timezone
    return _Frame(period, period.grid, zone, now)


def _hold_party(
    session: Session, groupement_id: int, party_id: int, now: datetime
) -> tuple[Proposal, ProposalParty]:
    """Return a party whose answer is still taken, and its proposal, held until the end."""
    party = session.get(ProposalParty, party_id, populate_existing=True)
    if party is None:
        raise NotFound(N_("There is no such proposal here."))
    proposal = hold_proposal(session, groupement_id, party.proposal_id)
    if not terms_of(proposal).is_open(now):
        raise Conflict(N_("The time to answer is over. Write to your coordinator."))
    return proposal, party


def _own_visits(
    session: Session, proposal: Proposal, party: ProposalParty
) -> dict[uuid.UUID, PlanVisit]:
    statement = select(PlanVisit).where(PlanVisit.plan_id == proposal.plan_id)
    return {visit.visit_id: visit for visit in session.scalars(_own(statement, party))}


def _leaving_visits(
    session: Session, party: ProposalParty, leaving: Mapping[uuid.UUID, int]
) -> dict[uuid.UUID, PlanVisit]:
    """Return those of the visits that leave that are the party's own, as they were."""
    if not leaving:
        return {}
    statement = (
        select(PlanVisit)
        .join(Plan, Plan.id == PlanVisit.plan_id)
        .where(
            Plan.groupement_id == party.groupement_id,
            PlanVisit.visit_id.in_(leaving),
            PlanVisit.plan_id.in_(set(leaving.values())),
        )
    )
    found = session.scalars(_own(statement, party))
    return {one.visit_id: one for one in found if leaving[one.visit_id] == one.plan_id}


def _own(statement: Select[PlanVisit], party: ProposalParty) -> Select[PlanVisit]:
    if party.member_id is not None:
        return statement.join(Demand, Demand.id == PlanVisit.demand_id).where(
            Demand.member_id == party.member_id
        )
    return statement.where(PlanVisit.engagement_id == party.engagement_id)


def _allowed(party: ProposalParty, is_leaving: bool) -> tuple[Reason, ...]:
    return (Reason.KEEP,) if is_leaving else REASONS[party.kind]


def _faults(
    wish: Wish, visit: PlanVisit, allowed: tuple[Reason, ...], frame: _Frame
) -> Iterator[Fault]:
    name = f"{wish.visit_id}-"
    if wish.reason not in allowed:
        yield Fault(name + "reason", N_("Choose one of the answers of the list."))
    starts_at, _ = frame.grid.instants(visit.day, visit.slot, visit.length, zone=frame.zone)
    if starts_at <= frame.now:
        yield Fault(name + "reason", N_("This visit has begun and cannot be moved any more."))
    if wish.reason is Reason.KEEP:
        return  # it stays where it is, whatever else was sent
    if wish.wished_day is None:
        if wish.wished_half is not None:
            yield Fault(name + "wished_day", N_("Say on which day as well, or leave both open."))
        return
    yield from _day_faults(name, wish.wished_day, frame)
    if wish.wished_half is None and not _is_long(visit, frame.grid):
        yield Fault(name + "wished_half", N_("Say whether morning or afternoon."))
    elif (wish.wished_day, _wished_slot(wish, visit, frame.grid)) == (visit.day, visit.slot):
        yield Fault(name + "wished_day", N_("This is where the visit is already: choose another."))


def _day_faults(name: str, day: date, frame: _Frame) -> Iterator[Fault]:
    period = frame.period
    if not period.starts_on <= day <= period.ends_on:
        sentence = N_("Choose a day from %(first)s to %(last)s.")
        days = {"first": period.starts_on, "last": period.ends_on}
        yield Fault(name + "wished_day", sentence, days)
    elif day.weekday() >= SATURDAY:
        yield Fault(name + "wished_day", N_("Choose a day from Monday to Friday."))
    elif day <= frame.today:
        yield Fault(name + "wished_day", N_("Choose a day that lies ahead."))


def _is_long(visit: PlanVisit, grid: Grid) -> bool:
    return visit.length > grid.slots_per_half


def _wished_slot(wish: Wish, visit: PlanVisit, grid: Grid) -> int | None:
    """Return where in the wished day the visit begins: with the half, or with a long day."""
    if wish.wished_day is None:
        return None
    if wish.wished_half is None or _is_long(visit, grid):
        return 0
    return grid.slots_of(wish.wished_half)[0]


def _request(
    party: ProposalParty, visit: PlanVisit, wish: Wish, grid: Grid, now: datetime
) -> ProposalRequest:
    wished: tuple[date | None, int | None] = wish.wished_day, _wished_slot(wish, visit, grid)
    if wish.reason is Reason.KEEP:
        wished = visit.day, visit.slot
    return ProposalRequest(
        groupement_id=party.groupement_id,
        party_id=party.id,
        plan_id=visit.plan_id,
        visit_id=visit.visit_id,
        day=visit.day,
        slot=visit.slot,
        length=visit.length,
        wished_day=wished[0],
        wished_slot=wished[1],
        reason=wish.reason,
        note=clean_line(wish.note, LONGEST_NOTE),
        created_at=now,
    )


def _take_back(session: Session, party: ProposalParty, now: datetime) -> None:
    session.execute(
        update(ProposalRequest)
        .where(ProposalRequest.party_id == party.id, ProposalRequest.state == RequestState.OPEN)
        .values(state=RequestState.WITHDRAWN, settled_at=now)
    )


def _write_answer(
    session: Session, party: ProposalParty, answer: Answer, speaker: Speaker, now: datetime
) -> None:
    party.answer, party.answered_at = answer, now
    party.answered_by_id, party.by_link = speaker.person_id, speaker.by_link
    session.flush()
    record_act(
        session,
        at=now,
        groupement_id=party.groupement_id,
        person_id=speaker.person_id,
        action="answer_proposal",
        thing=("proposal_party", party.id),
        answer=answer.value,
        by_link=speaker.by_link,
    )
