"""Agreeing at its edges: local days, who reads of the old plan, and what could not be kept."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Regime
from cdo_share.agreeing import (
    Choice,
    Prospect,
    Settling,
    constrain_request,
    list_keepable,
    propose_plan,
)
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.grid import GridKind, Half
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.round_mails import Sending
from cdo_share.pinning import CannotKeep
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.models import ConstraintKind
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.holdings import Part
from cdo_share.proposals.models import ProposalRequest, Reason, RequestState
from cdo_share.publishing.models import Change
from cdo_share.publishing.views import ChangeView, Stretch
from cdo_share.rounds.models import Period
from cdo_share.web.mails import render_mail
from tests.proposals.conftest import Table, a_table
from tests.proposals.test_answering import wish_for
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    World,
    a_plan,
    a_world,
)

LAST_DAY = date(2026, 12, 18)
THURSDAY = date(2027, 1, 7)


def a_change(change: Change, day: date, was: date | None = None) -> ChangeView:
    """Return a morning of somebody's, and where it was."""

    def morning(day: date) -> Stretch:
        return Stretch(day, AM, 1, GridKind.HALF_DAY, Regime.HOURS)

    return ChangeView(
        visit_id=uuid.uuid4(),
        change=change,
        demand_id=1,
        title="Suivre le stock",
        skill="VENTE-WEB",
        is_on_site=True,
        commune="Vannes",
        member_id=1,
        member_name="Chantier naval Kermor",
        engagement_id=1,
        cdo_name="Zoé Martin",
        when=morning(day),
        was_engagement_id=1 if was else None,
        was_cdo_name="Zoé Martin" if was else None,
        was=morning(was) if was else None,
    )


def prospect(*changes: ChangeView) -> Prospect:
    """Return what a plan would change in Paris."""
    return Prospect(Groupement(timezone="Europe/Paris"), Period(name="Hiver"), list(changes), [])


KEPT = a_change(Change.KEPT, MONDAY)
MOVED = a_change(Change.MOVED, THURSDAY, was=WEDNESDAY)


@pytest.mark.parametrize(
    ("changes", "today", "first"),
    [
        ([KEPT, MOVED], MONDAY, WEDNESDAY),  # what stays is no change; what moves leaves its day
        ([KEPT, MOVED], THURSDAY, THURSDAY),
        ([KEPT, MOVED], date(2027, 1, 8), None),
        ([KEPT, a_change(Change.REMOVED, TUESDAY)], MONDAY, TUESDAY),
        ([KEPT, a_change(Change.ADDED, TUESDAY)], MONDAY, TUESDAY),
        ([KEPT], MONDAY, MONDAY),  # where nothing changes, what is
        ([], MONDAY, None),
    ],
)
def test_first_change_is_the_first_day_ahead_on_which_something_differs(
    changes: list[ChangeView], today: date, first: date | None
) -> None:
    assert prospect(*changes).first_change(today) == first


@pytest.mark.parametrize(
    ("answer_by", "said"),
    [(14, ["Choose a day that is not over yet."]), (15, [])],
)
def test_day_that_is_over_where_people_are_is_no_day_to_answer(
    answer_by: int, said: list[str]
) -> None:
    """Half past eleven in the evening in UTC is past midnight in Paris."""
    now = datetime.fromisoformat("2026-12-14T23:30+00:00")

    faults = prospect(MOVED).list_faults(date(2026, 12, answer_by), now, silence_accepts=False)

    assert [fault.message.msgid for fault in faults] == said


def sending(now: datetime) -> Sending:
    return Sending(now, "https://partage.example", render_mail)


def put(
    session: Session, world: World, now: datetime, *places: At, replaces: int | None = None
) -> int:
    """Propose a plan and have its letters leave."""
    proposal = propose_plan(
        session,
        plan=a_plan(session, world, places),
        choice=Choice(LAST_DAY, replaces=replaces),
        sent_by_id=None,
        sending=sending(now),
    )
    return proposal.id


def test_who_is_asked_anew_reads_of_the_new_plan_only(session: Session, now: datetime) -> None:
    """Zoé and Yann were asked; the second plan asks Zoé, and Yann is told that the first is off."""
    world, later = a_world(session), now + timedelta(hours=1)
    shop, stock = At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, TUESDAY, PM)
    first = put(session, world, now, shop, stock)
    session.execute(update(OutboxMail).values(sent_at=now))

    put(session, world, later, shop, replaces=first)

    letters = select(OutboxMail.person_id).where(OutboxMail.sent_at.is_(None))
    assert sorted(session.scalars(letters)) == sorted([world.zoe.person_id, world.yann.person_id])


@pytest.fixture
def asked(session: Session, now: datetime) -> tuple[Table, ProposalRequest]:
    """Return the wish of the biscuits for a time at which no CDO is there."""
    table = a_table(session, now)
    leave = {"kind": ExceptionKind.LEAVE, "starts_on": WEDNESDAY, "ends_on": WEDNESDAY}
    cdos = table.world.zoe, table.world.yann
    session.add_all(AvailabilityException(engagement_id=one.id, **leave) for one in cdos)
    wish = Wish(table.monday, Reason.BUSY, WEDNESDAY, Half.PM)
    (request,) = wish_for(session, table, table.biscuits, now, wish)
    session.commit()
    return table, request


def kinds(session: Session, table: Table) -> list[ConstraintKind]:
    found = list_constraints(session, table.world.groupement.id, table.world.period.id)
    return [row.kind for row in found]


def test_part_of_a_request_that_can_be_kept_is_told_and_nothing_is_changed(
    session: Session, asked: tuple[Table, ProposalRequest], now: datetime
) -> None:
    table, request = asked
    which = Settling(table.world.groupement.id, request.id, table.coordinator.id)

    found = list_keepable(session, which, other_engagement_id=None, now=now)

    session.expire_all()
    assert (found, kinds(session, table)) == ([Part.AVOIDED], [])
    assert request.state is RequestState.OPEN


def test_request_that_no_plan_could_respect_is_refused_and_a_part_of_it_kept(
    session: Session, asked: tuple[Table, ProposalRequest], now: datetime
) -> None:
    table, request = asked
    which = Settling(table.world.groupement.id, request.id, table.coordinator.id)

    with pytest.raises(CannotKeep), session.begin_nested():
        constrain_request(session, which, other_engagement_id=None, sending=sending(now))
    assert kinds(session, table) == []

    constrain_request(
        session, which, other_engagement_id=None, sending=sending(now), parts=[Part.AVOIDED]
    )
    assert kinds(session, table) == [ConstraintKind.AVOID_DEMAND]
