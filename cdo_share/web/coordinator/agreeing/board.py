"""The board of answers to a proposed plan: who accepts, who waits, who asks for what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.agreeing import last_changed, standing_now
from cdo_share.core.text import alphabetical
from cdo_share.planning.explaining.unfit import list_unfit
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.queries import find_question
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.holdings import Part, holdings_of
from cdo_share.proposals.lifting import still_binds
from cdo_share.proposals.models import (
    Proposal,
    ProposalParty,
    ProposalState,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import (
    AskedVisit,
    list_parties,
    list_requests,
    subject_of,
    terms_of,
)
from cdo_share.proposals.service import can_still_remind, has_asked
from cdo_share.proposals.standing import Standing, count_standings
from cdo_share.publishing.cancelled_time import read_cancelled_visits
from cdo_share.publishing.views import ChangeView, Stretch
from cdo_share.rounds.models import Period
from cdo_share.web.agreement_sheet.sheet import last_day
from cdo_share.web.agreement_sheet.words import REASON_TEXTS, stretch_text, wished_text
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.coordinator.repairing.substitutes import obstacle_texts
from cdo_share.web.coordinator.runs.constraint_words import ConstraintNames, constraint_text
from cdo_share.web.extensions import db

Unfit = Mapping[str, Mapping[str, str]]  # demand, CDO, reason; by their names in a question


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """A CDO or a member with its name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class OtherCdo:
    """A CDO who might come instead; `obstacle` says why they never can, as the plan was made."""

    id: int
    name: str
    obstacle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request as the coordinator settles it; `others`: the other CDOs, if one is to come instead.

    `becomes`: what the next allocation would respect if it became a constraint, part by part.
    `still_binds`: it became one, and they accept the plan since. `is_cancelled`: somebody cancelled
    the visit since, so that there is nothing to respect.
    """

    id: int
    state: str
    party_name: str
    visit: str
    subject: str
    reason: str
    wished: str
    note: str
    refusal: str
    is_removed: bool
    is_cancelled: bool
    others: list[OtherCdo]
    becomes: list[tuple[str, str]]
    still_binds: bool

    @property
    def is_either(self) -> bool:
        """Return whether it becomes one of two things, not both."""
        return any(part == Part.CLOSED for part, _ in self.becomes)

    @property
    def has_nobody(self) -> bool:
        """Return whether another CDO is wished and none of them can ever come."""
        return bool(self.others) and all(one.obstacle for one in self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """A party and how their answer stands."""

    name: str
    kind: str
    standing: Standing
    answered_at: datetime | None
    answered_by: str
    by_link: bool
    is_reminded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All answers to one proposal."""

    proposal: Proposal
    sent_by: str
    last_day: date
    is_taking: bool
    is_time_to_remind: bool  # the questions have left, and a reminder still leaves in time
    counts: dict[Standing, int]
    parties: list[PartyRow]
    requests: list[RequestRow]

    @property
    def is_open(self) -> bool:
        """Return whether it can still be withdrawn."""
        return self.proposal.state is ProposalState.OPEN

    @property
    def can_remind(self) -> bool:
        """Return whether somebody is to answer, for the first time or again, and not reminded."""
        missing = (Standing.WAITING, Standing.OUTDATED)
        waiting = (one for one in self.parties if one.standing in missing)
        return (
            self.is_taking
            and self.is_time_to_remind
            and any(not one.is_reminded for one in waiting)
        )

    @property
    def is_reached(self) -> bool:
        """Return whether everybody accepts."""
        accepted = self.counts[Standing.ACCEPTED] + self.counts[Standing.SILENT]
        return accepted == len(self.parties)


def name_subjects(
    subjects: Collection[Subject], changes: Iterable[ChangeView]
) -> tuple[list[NamedSubject], list[NamedSubject]]:
    """Return CDOs and members with their names, each in order of name."""
    names: dict[Subject, str] = {}
    for one in changes:
        names[Subject(RoleKind.CDO, one.engagement_id)] = one.cdo_name
        names[Subject(RoleKind.MEMBER, one.member_id)] = one.member_name
        if one.was_engagement_id is not None:
            names[Subject(RoleKind.CDO, one.was_engagement_id)] = one.was_cdo_name or ""
    found = [NamedSubject(one.kind.value, names[one]) for one in subjects]
    found.sort(key=lambda one: alphabetical(one.name))
    cdo = RoleKind.CDO.value
    return [one for one in found if one.kind == cdo], [one for one in found if one.kind != cdo]


def board_of(proposal: Proposal, zone: str, now: datetime) -> Board:
    """Return the board of a proposal."""
    cdos = cdo_names(proposal.groupement_id)
    demands = demand_names(proposal.groupement_id, proposal.period_id)
    parties = list_parties(db.session, proposal.id)
    names = _Names(cdos, demands, _people(proposal, parties))
    changed = last_changed(db.session, proposal.groupement_id, proposal.period_id)
    rows = sorted(
        (_party_row(party, names, proposal, changed, now) for party in parties),
        key=lambda one: (one.kind, alphabetical(one.name)),
    )
    requests = list_requests(db.session, proposal.id)
    unfit = _unfit(proposal, requests)
    stopped = _stopped(proposal, requests)
    return Board(
        proposal=proposal,
        sent_by=names.people.get(proposal.sent_by_id or 0, ""),
        last_day=last_day(proposal, zone),
        is_taking=terms_of(proposal).is_open(now),
        is_time_to_remind=has_asked(proposal.sent_at, now, zone)
        and can_still_remind(proposal.answer_until, now, zone),
        counts=count_standings(row.standing for row in rows),
        parties=rows,
        requests=[_request_row(one, names, proposal, unfit, stopped) for one in requests],
    )


@dataclass(frozen=True, slots=True)
class _Names:
    cdos: dict[int, CdoName]
    demands: dict[int, DemandName]
    people: dict[int, str]

    def of(self, subject: Subject) -> str:
        if subject.kind is RoleKind.CDO:
            return self.cdos[subject.number].name
        names = (
            one.member_name for one in self.demands.values() if one.member_id == subject.number
        )
        return next(names, "")


def _people(proposal: Proposal, parties: Iterable[ProposalParty]) -> dict[int, str]:
    ids = {proposal.sent_by_id, *(party.answered_by_id for party in parties)} - {None}
    statement = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {number: name for number, name in db.session.execute(statement)}


def _party_row(
    party: ProposalParty,
    names: _Names,
    proposal: Proposal,
    changed: Mapping[Subject, datetime],
    now: datetime,
) -> PartyRow:
    return PartyRow(
        name=names.of(subject_of(party)),
        kind=party.kind.value,
        standing=standing_now(party, proposal, changed, now),
        answered_at=party.answered_at,
        answered_by=names.people.get(party.answered_by_id or 0, ""),
        by_link=party.by_link,
        is_reminded=_is_reminded(party),
    )


def _is_reminded(party: ProposalParty) -> bool:
    """Return whether they were reminded of the answer that they owe: not before they gave one."""
    if party.reminded_at is None or party.answered_at is None:
        return party.reminded_at is not None
    return party.reminded_at >= party.answered_at


def _unfit(proposal: Proposal, requests: Iterable[AskedVisit]) -> Unfit:
    """Return who can never serve the demands for which another CDO is wished, and why."""
    demands = {
        demand_name(one.demand_id)
        for one in requests
        if one.request.reason is Reason.OTHER_CDO and one.request.state is RequestState.OPEN
    }
    question = find_question(db.session, proposal.plan_id) if demands else None
    return list_unfit(question, demands) if question else {}


def _others(asked: AskedVisit, cdos: Iterable[CdoName], unfit: Unfit) -> list[OtherCdo]:
    """Return the other CDOs, those who can come first."""
    reasons, texts = unfit.get(demand_name(asked.demand_id), {}), obstacle_texts()
    found = [
        OtherCdo(one.id, one.name, texts.get(reasons.get(cdo_name(one.id), ""), ""))
        for one in cdos
        if one.id != asked.engagement_id
    ]
    return sorted(found, key=lambda one: bool(one.obstacle))


def _stopped(proposal: Proposal, requests: list[AskedVisit]) -> set[int]:
    """Return the requests, by number, about visits that somebody cancelled since."""
    if not requests:
        return set()
    found = read_cancelled_visits(db.session, proposal.groupement_id, proposal.period_id)
    return {
        one.request.id
        for one in requests
        if found.has(
            one.request.visit_id,
            (one.demand_id, one.engagement_id, one.request.day, one.request.slot),
        )
    }


def _request_row(
    asked: AskedVisit, names: _Names, proposal: Proposal, unfit: Unfit, stopped: set[int]
) -> RequestRow:
    row, cdo, demand = (
        asked.request,
        names.cdos[asked.engagement_id],
        names.demands[asked.demand_id],
    )
    period = db.session.get_one(Period, proposal.period_id)
    grid = period.grid_kind
    wants_other = row.reason is Reason.OTHER_CDO
    is_cancelled = row.id in stopped
    return RequestRow(
        id=row.id,
        state=row.state.value,
        party_name=names.of(subject_of(asked.party)),
        visit=stretch_text(Stretch(row.day, row.slot, row.length, grid, cdo.regime)),
        subject=f"{demand.member_name} – {demand.title} – {cdo.name}",
        reason=str(REASON_TEXTS[row.reason]),
        wished=wished_text(row, grid, cdo.regime),
        note=row.note,
        refusal=row.refusal,
        is_removed=row.constraint_id is None and row.wished_constraint_id is None,
        is_cancelled=is_cancelled,
        others=_others(asked, names.cdos.values(), unfit)
        if wants_other and not is_cancelled
        else [],
        becomes=[] if wants_other or is_cancelled else _becomes(asked, names, period),
        still_binds=still_binds(row, asked.party),
    )


def _becomes(asked: AskedVisit, names: _Names, period: Period) -> list[tuple[str, str]]:
    words = ConstraintNames(names.cdos, names.demands, period.grid)
    return [(part.value, constraint_text(one, words)) for part, one in holdings_of(asked).items()]
