"""A party accepts or asks for other half-days, until the deadline, for its own visits only."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.models import PlanVisit
from cdo_share.proposals.answering import Speaker, Wish, accept, ask
from cdo_share.proposals.models import Answer, ProposalParty, ProposalRequest, Reason, RequestState
from cdo_share.proposals.queries import agreement_of
from cdo_share.proposals.service import withdraw_proposal
from tests.factories import a_groupement
from tests.proposals.conftest import Table
from tests.publishing.world import AM, MONDAY, PM, WEDNESDAY, At, a_plan, a_world


def say(session: Session, table: Table, party: ProposalParty, now: datetime) -> None:
    accept(
        session,
        groupement_id=table.world.groupement.id,
        party_id=party.id,
        speaker=Speaker(table.coordinator.id, by_link=True),
        now=now,
    )


def wish_for(
    session: Session, table: Table, party: ProposalParty, now: datetime, *wishes: Wish
) -> list[ProposalRequest]:
    return ask(
        session,
        groupement_id=table.world.groupement.id,
        party_id=party.id,
        wishes=wishes,
        speaker=Speaker(table.coordinator.id),
        now=now,
    )


def test_accept_is_noted_with_who_said_it_and_how(
    session: Session, table: Table, now: datetime
) -> None:
    say(session, table, table.biscuits, now)

    party = table.biscuits
    assert (party.answer, party.answered_at, party.by_link) == (Answer.ACCEPTED, now, True)
    assert party.answered_by_id == table.coordinator.id
    found = agreement_of(session, table.plan.id, now)
    assert (len(found.accepted), len(found.waiting), len(found.asks)) == (1, 3, 0)


def test_ask_stores_where_the_plan_has_the_visit_and_where_it_is_wished(
    session: Session, table: Table, now: datetime
) -> None:
    wish = Wish(table.monday, Reason.CLOSED, WEDNESDAY, Half.PM, "  on \n ferme ")

    (request,) = wish_for(session, table, table.biscuits, now, wish)

    assert (request.day, request.slot, request.length) == (MONDAY, AM, 1)
    assert (request.wished_day, request.wished_slot) == (WEDNESDAY, PM)
    assert (request.reason, request.note) == (Reason.CLOSED, "on ferme")
    found = agreement_of(session, table.plan.id, now)
    assert [(one.subject.number, one.open_requests) for one in found.asks] == [
        (table.world.biscuits.id, 1)
    ]


def test_ask_for_any_other_half_day_names_none(
    session: Session, table: Table, now: datetime
) -> None:
    (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.TOO_FAR))

    assert (request.wished_day, request.wished_slot) == (None, None)


def test_answers_can_change_until_the_deadline(
    session: Session, table: Table, now: datetime
) -> None:
    until = table.proposal.answer_until
    last = until - timedelta(seconds=1)
    wish_for(session, table, table.biscuits, now, Wish(table.monday, Reason.BUSY))
    wish_for(session, table, table.biscuits, now, Wish(table.monday, Reason.CLOSED))
    assert states(session) == [RequestState.WITHDRAWN, RequestState.OPEN]

    say(session, table, table.biscuits, last)

    assert states(session) == [RequestState.WITHDRAWN, RequestState.WITHDRAWN]
    assert table.biscuits.answer is Answer.ACCEPTED
    with pytest.raises(Conflict, match="time to answer is over"):
        say(session, table, table.biscuits, until)
    with pytest.raises(Conflict, match="time to answer is over"):
        wish_for(session, table, table.biscuits, until, Wish(table.monday, Reason.BUSY))


def states(session: Session) -> list[RequestState]:
    statement = select(ProposalRequest).order_by(ProposalRequest.id)
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return [row.state for row in rows]


def test_answer_to_a_withdrawn_proposal_is_refused(
    session: Session, table: Table, now: datetime
) -> None:
    withdraw_proposal(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        now=now,
    )

    with pytest.raises(Conflict, match="no longer proposed"):
        say(session, table, table.biscuits, now)


@pytest.mark.parametrize("whose", ["tuesday", "nobody"])
def test_ask_for_the_visit_of_others_is_not_found(
    session: Session, table: Table, now: datetime, whose: str
) -> None:
    visit_id = table.tuesday if whose == "tuesday" else uuid.uuid4()
    for party in (table.biscuits, table.zoe):
        with pytest.raises(NotFound):
            wish_for(session, table, party, now, Wish(visit_id, Reason.BUSY))
    assert states(session) == []


def test_party_of_another_groupement_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    with pytest.raises(NotFound):
        accept(
            session,
            groupement_id=a_groupement(session).id,
            party_id=table.biscuits.id,
            speaker=Speaker(table.coordinator.id),
            now=now,
        )


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("reason", (Reason.TOO_FAR,)),  # only a CDO can find it too far
        ("wished_day", (Reason.BUSY, None, Half.AM)),
        ("wished_half", (Reason.BUSY, WEDNESDAY, None)),
        ("wished_day", (Reason.BUSY, MONDAY, Half.AM)),  # where it is
        ("wished_day", (Reason.BUSY, date(2027, 1, 9), Half.AM)),  # a Saturday
        ("wished_day", (Reason.BUSY, date(2027, 2, 1), Half.AM)),  # after the period
    ],
)
def test_wish_that_cannot_be_is_refused_at_its_field(
    session: Session, table: Table, now: datetime, field: str, wish: tuple[Reason, ...]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        wish_for(session, table, table.biscuits, now, Wish(table.monday, *wish))

    assert [fault.field for fault in refusal.value.faults] == [f"{table.monday}-{field}"]
    assert states(session) == []


def test_ask_for_nothing_is_refused(session: Session, table: Table, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        wish_for(session, table, table.biscuits, now)


def test_visit_that_has_begun_cannot_be_moved(
    session: Session, table: Table, now: datetime
) -> None:
    begins = datetime.fromisoformat("2027-01-04T08:00:00+00:00")
    table.proposal.answer_until = begins + timedelta(days=9)
    session.flush()

    with pytest.raises(InvalidInput, match="has begun"):
        wish_for(session, table, table.biscuits, begins, Wish(table.monday, Reason.BUSY))
    before = begins - timedelta(seconds=1)
    assert wish_for(session, table, table.biscuits, before, Wish(table.monday, Reason.BUSY))


def test_long_visit_needs_a_day_only(session: Session, table: Table, now: datetime) -> None:
    visit = next(one for one in table.plan.visits if one.visit_id == table.monday)
    visit.length = 2
    session.flush()

    wish = Wish(table.monday, Reason.BUSY, WEDNESDAY)
    (request,) = wish_for(session, table, table.biscuits, now, wish)

    assert (request.wished_slot, request.length) == (0, 2)


def before(session: Session, table: Table) -> PlanVisit:
    """Return a visit of another plan, at the biscuits on Wednesday: the one proposed has none."""
    old = a_plan(session, table.world, [At(table.world.shop, table.world.zoe, WEDNESDAY, PM)])
    return old.visits[0]


def keep(
    session: Session, table: Table, party: ProposalParty, now: datetime, visit: PlanVisit
) -> ProposalRequest:
    (request,) = ask(
        session,
        groupement_id=table.world.groupement.id,
        party_id=party.id,
        wishes=[Wish(visit.visit_id, Reason.KEEP, note="Formation prévue")],
        speaker=Speaker(table.coordinator.id),
        now=now,
        leaving={visit.visit_id: visit.plan_id},
    )
    return request


@pytest.mark.parametrize("whose", ["biscuits", "zoe"])
def test_visit_that_the_plan_takes_away_can_be_kept(
    session: Session, table: Table, now: datetime, whose: str
) -> None:
    request = keep(session, table, getattr(table, whose), now, before(session, table))

    assert (request.day, request.slot, request.length) == (WEDNESDAY, PM, 1)
    assert (request.wished_day, request.wished_slot) == (WEDNESDAY, PM)
    assert (request.reason, request.note) == (Reason.KEEP, "Formation prévue")
    assert len(agreement_of(session, table.plan.id, now).asks) == 1


def test_visit_that_leaves_others_or_was_not_named_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    visit = before(session, table)
    with pytest.raises(NotFound):
        wish_for(session, table, table.biscuits, now, Wish(visit.visit_id, Reason.KEEP))
    boats = table.party(RoleKind.MEMBER, table.world.boats.id)
    with pytest.raises(NotFound):
        keep(session, table, boats, now, visit)
    foreign = a_world(session)
    other = a_plan(session, foreign, [At(foreign.shop, foreign.zoe, WEDNESDAY, PM)])
    with pytest.raises(NotFound):
        keep(session, table, table.biscuits, now, other.visits[0])
    assert states(session) == []


def test_only_a_visit_that_leaves_can_be_kept_and_nothing_else_be_asked_of_it(
    session: Session, table: Table, now: datetime
) -> None:
    visit = before(session, table)
    with pytest.raises(InvalidInput, match="answers of the list"):
        wish_for(session, table, table.biscuits, now, Wish(table.monday, Reason.KEEP))
    with pytest.raises(InvalidInput, match="answers of the list"):
        ask(
            session,
            groupement_id=table.world.groupement.id,
            party_id=table.biscuits.id,
            wishes=[Wish(visit.visit_id, Reason.BUSY)],
            speaker=Speaker(table.coordinator.id),
            now=now,
            leaving={visit.visit_id: visit.plan_id},
        )
