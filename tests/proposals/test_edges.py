"""Answers, reminders and requests at their edges: whose they are, of which proposal, and when."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.constraint_queries import Holding, add_constraint, list_constraints
from cdo_share.planning.models import ConstraintKind, PlanVisit
from cdo_share.proposals.answering import Speaker, Wish, ask
from cdo_share.proposals.models import (
    Proposal,
    ProposalParty,
    ProposalState,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import (
    agreement_of,
    get_request,
    list_open_parties,
    list_parties,
    list_requests,
)
from cdo_share.proposals.service import (
    Asking,
    propose,
    take_those_to_remind,
    withdraw_proposal,
)
from cdo_share.proposals.settling import constrain, decline, decline_open
from tests.factories import a_groupement
from tests.proposals.conftest import Table, a_table, all_subjects
from tests.proposals.test_answering import before, say, states, wish_for
from tests.proposals.test_lifting import here
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, WEDNESDAY, At, a_plan

ONE_DAY = timedelta(days=1)
BUSY = Reason.BUSY


def withdraw(session: Session, table: Table, now: datetime, **keys: int) -> Proposal:
    """Take the proposal back."""
    values = here(table, now) | {"proposal_id": table.proposal.id} | keys
    return withdraw_proposal(session, **values)  # type: ignore[arg-type]


def again(session: Session, table: Table, now: datetime) -> Proposal:
    """Propose the same plan once more, after taking it back."""
    withdraw(session, table, now)
    return propose(
        session,
        groupement_id=table.world.groupement.id,
        plan_id=table.plan.id,
        asking=Asking(all_subjects(table.world), now + 5 * ONE_DAY),
        sent_by_id=None,
        now=now,
    )


@pytest.mark.parametrize("at", ["2027-01-04T06:00", "2027-01-03T23:30"])
def test_today_is_no_day_to_wish_for_by_the_local_calendar(
    session: Session, table: Table, at: str
) -> None:
    """In the second case it is still Sunday in UTC, and Monday in Paris."""
    table.proposal.answer_until = datetime.fromisoformat("2027-01-09T00:00+00:00")
    now = datetime.fromisoformat(f"{at}+00:00")
    boats = table.party(RoleKind.MEMBER, table.world.boats.id)

    with pytest.raises(InvalidInput, match="lies ahead"):
        wish_for(session, table, boats, now, Wish(table.tuesday, BUSY, MONDAY, Half.PM))
    assert wish_for(session, table, boats, now, Wish(table.tuesday, BUSY, TUESDAY, Half.AM))


def test_yes_of_one_party_takes_nothing_back_of_another(
    session: Session, table: Table, now: datetime
) -> None:
    wish_for(session, table, table.biscuits, now, Wish(table.monday, BUSY))

    say(session, table, table.zoe, now)

    assert states(session) == [RequestState.OPEN]


def test_visit_that_is_to_be_kept_stays_whatever_else_was_sent(
    session: Session, table: Table, now: datetime
) -> None:
    visit = before(session, table)
    wish = Wish(visit.visit_id, Reason.KEEP, date(2027, 1, 9), Half.AM)  # a Saturday

    (request,) = keeping(session, table, now, wish, {visit.visit_id: visit.plan_id})

    assert (request.wished_day, request.wished_slot) == (WEDNESDAY, PM)


def keeping(
    session: Session, table: Table, now: datetime, wish: Wish, leaving: dict[uuid.UUID, int]
) -> list:  # type: ignore[type-arg]
    """Ask in the name of the biscuits for a visit that leaves."""
    return ask(
        session,
        groupement_id=table.world.groupement.id,
        party_id=table.biscuits.id,
        wishes=[wish],
        speaker=Speaker(table.coordinator.id),
        now=now,
        leaving=leaving,
    )


def test_visit_that_leaves_is_kept_where_its_own_plan_has_it(
    session: Session, table: Table, now: datetime
) -> None:
    """Another plan, which holds another visit that leaves, has it on another day."""
    one, two = (uuid.UUID(int=number, version=4) for number in (1, 2))
    shop, zoe = table.world.shop, table.world.zoe
    places = (
        [At(shop, zoe, WEDNESDAY, PM, id=one)],
        [
            At(shop, zoe, TUESDAY, AM, id=one),
            At(shop, zoe, WEDNESDAY, AM, id=two),
        ],
    )
    first, second = (a_plan(session, table.world, some) for some in places)

    wish = Wish(one, Reason.KEEP)
    (request,) = keeping(session, table, now, wish, {one: first.id, two: second.id})

    assert (request.plan_id, request.day, request.slot) == (first.id, WEDNESDAY, PM)


Pin = Callable[[Table], Holding]


def pinned(kind: ConstraintKind, demand: str, cdo: str) -> Pin:
    """Return what pins a demand to a CDO, as far as the kind goes."""
    return lambda table: Holding(
        kind=kind,
        demand_id=getattr(table.world, demand).id,
        engagement_id=getattr(table.world, cdo).id,
    )


@pytest.mark.parametrize(
    ("pin", "is_refused"),
    [
        (pinned(ConstraintKind.KEEP_CDO, "shop", "zoe"), True),
        (pinned(ConstraintKind.KEEP_CDO, "stock", "zoe"), False),
        (pinned(ConstraintKind.KEEP_CDO, "shop", "yann"), False),
        (pinned(ConstraintKind.AVOID_CDO, "shop", "zoe"), False),
    ],
)
def test_another_cdo_comes_unless_the_demand_is_pinned_to_this_one(
    session: Session, table: Table, now: datetime, pin: Pin, is_refused: bool
) -> None:
    keys = here(table, now)
    add_constraint(session, period_id=table.world.period.id, holding=pin(table), **keys)  # type: ignore[arg-type]
    (request,) = wish_for(session, table, table.biscuits, now, Wish(table.monday, Reason.OTHER_CDO))

    def settle() -> None:
        constrain(
            session,
            request_id=request.id,
            other_engagement_id=table.world.yann.id,
            **keys,  # type: ignore[arg-type]
        )

    if is_refused:
        with pytest.raises(Conflict, match="pinned to the very CDO"):
            settle()
    else:
        settle()
    assert (request.state is RequestState.OPEN) is is_refused


def test_cdo_instead_counts_only_where_another_one_is_wished(
    session: Session, table: Table, now: datetime
) -> None:
    wish = Wish(table.monday, BUSY, WEDNESDAY, Half.PM)
    (request,) = wish_for(session, table, table.biscuits, now, wish)

    constrain(
        session,
        request_id=request.id,
        other_engagement_id=table.world.yann.id,
        **here(table, now),  # type: ignore[arg-type]
    )

    rows = list_constraints(session, table.world.groupement.id, table.world.period.id)
    assert [row.engagement_id for row in rows] == [None, table.world.zoe.id]


def test_what_is_open_when_a_plan_binds_is_declined_and_nothing_else(
    session: Session, table: Table, now: datetime
) -> None:
    boats = table.party(RoleKind.MEMBER, table.world.boats.id)
    asked = [
        wish_for(session, table, party, now, Wish(visit, BUSY))[0]
        for party, visit in (
            (table.biscuits, table.monday),
            (table.zoe, table.monday),
            (boats, table.tuesday),
        )
    ]
    constrain(session, request_id=asked[0].id, **here(table, now))  # type: ignore[arg-type]
    decline(session, request_id=asked[1].id, refusal="Non.", **here(table, now))  # type: ignore[arg-type]

    left = decline_open(session, table.proposal, person_id=None, now=now + ONE_DAY)

    assert [one.request.id for one in left] == [asked[2].id]
    assert [(one.state, one.settled_at) for one in asked] == [
        (RequestState.CONSTRAINED, now),
        (RequestState.DECLINED, now),
        (RequestState.DECLINED, now + ONE_DAY),
    ]


def test_proposal_of_another_groupement_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_groupement(session).id
    with pytest.raises(NotFound):
        withdraw(session, table, now, groupement_id=other)
    whose = RoleKind.MEMBER, table.world.biscuits.id
    assert list_open_parties(session, other, *whose) == []
    assert len(list_open_parties(session, table.world.groupement.id, *whose)) == 1


def remind(session: Session, table: Table, now: datetime) -> list[ProposalParty]:
    """Remind those who wait."""
    return take_those_to_remind(session, proposal_id=table.proposal.id, **here(table, now))  # type: ignore[arg-type]


def test_nobody_is_reminded_of_a_letter_that_has_not_left(session: Session) -> None:
    """Written at eleven in the evening, it leaves at eight on the next morning."""
    night = datetime.fromisoformat("2026-12-14T22:00+00:00")
    table = a_table(session, night)
    leaves = datetime.fromisoformat("2026-12-15T07:00+00:00")

    with pytest.raises(Conflict, match="have not left yet"):
        remind(session, table, leaves - timedelta(seconds=1))
    assert len(remind(session, table, leaves)) == 4


def test_reminder_that_would_leave_when_the_time_is_over_is_none(
    session: Session, table: Table, now: datetime
) -> None:
    """The time ends at eight in the morning, when a letter of the night would leave."""
    night = now.replace(hour=22)
    table.proposal.answer_until = datetime.fromisoformat("2026-12-15T07:00+00:00")
    session.flush()

    with pytest.raises(Conflict, match="time to answer is over"):
        remind(session, table, night)
    assert len(remind(session, table, night.replace(hour=18))) == 4


def test_reminder_is_of_one_proposal(session: Session, table: Table, now: datetime) -> None:
    other = a_table(session, now)

    remind(session, table, now)

    session.expire_all()
    assert {one.reminded_at for one in other.parties.values()} == {None}


def test_requests_are_those_of_the_proposal_that_stand(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_table(session, now)
    wish_for(session, other, other.biscuits, now, Wish(other.monday, BUSY))
    for reason in (BUSY, Reason.CLOSED):
        wish_for(session, table, table.biscuits, now, Wish(table.monday, reason))

    found = list_requests(session, table.proposal.id)

    assert [one.request.reason for one in found] == [Reason.CLOSED]
    (asks,) = agreement_of(session, table.plan.id, now).asks
    assert asks.open_requests == 1


def test_visit_is_the_only_one_of_its_cdo_whatever_others_and_other_plans_have(
    session: Session, table: Table, now: datetime
) -> None:
    shop, zoe, yann = table.world.shop, table.world.zoe, table.world.yann
    a_plan(session, table.world, [At(shop, zoe, WEDNESDAY, AM)])
    (request,) = wish_for(session, table, table.biscuits, now, Wish(table.monday, BUSY))

    def is_only() -> bool:
        return get_request(session, table.world.groupement.id, request.id).is_only

    found = [is_only()]
    for cdo in (yann, zoe):
        table.plan.visits.append(
            PlanVisit(
                visit_id=uuid.uuid4(),
                demand_id=shop.id,
                engagement_id=cdo.id,
                day=WEDNESDAY,
                slot=AM,
                length=1,
            )
        )
        session.flush()
        found.append(is_only())

    assert found == [True, True, False]


def test_agreement_is_that_to_the_newest_proposal_of_the_plan(
    session: Session, table: Table, now: datetime
) -> None:
    say(session, table, table.biscuits, now)
    newest = again(session, table, now)

    found = agreement_of(session, table.plan.id, now)

    assert (found.proposal_id, found.state) == (newest.id, ProposalState.OPEN)
    assert (len(found.parties), found.accepted) == (len(list_parties(session, newest.id)), ())
