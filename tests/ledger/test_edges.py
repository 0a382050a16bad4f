"""What counts in a ledger at its edges: who was absent, which period, whose lines, which unit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.ledger.book import Book
from cdo_share.ledger.models import AdjustmentReason, LedgerAdjustment
from cdo_share.ledger.queries import read_cdo_ledger, read_factors, read_member_ledger
from cdo_share.ledger.reading import list_adjustments, read_rules
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.service import Adjusting, AdjustmentWish, adjust_member, change_rules
from cdo_share.ledger.sharing import Sharing
from cdo_share.ledger.views import Absence, Account
from cdo_share.rounds.models import MemberAnswer, Period
from tests.factories import a_groupement, a_member, an_engagement
from tests.ledger.conftest import Autumn
from tests.ledger.past import a_past_period, a_release, asks, had
from tests.ledger.test_queries import account, figures
from tests.ledger.test_service import MISTAKE, account_of_a, acting, lines
from tests.publishing.conftest import own_engine as own_engine  # a fixture
from tests.races import overtake

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def answers_nothing(session: Session, member: Member, period: Period) -> None:
    """Store that a member said “nothing this time”."""
    session.add(
        MemberAnswer(
            groupement_id=member.groupement_id,
            period_id=period.id,
            member_id=member.id,
            answered_at=NOW,
        )
    )


def adjust(session: Session, period: Period, halfdays: int, **whose: int) -> None:
    """Store a line set right by hand."""
    session.add(
        LedgerAdjustment(
            groupement_id=period.groupement_id,
            period_id=period.id,
            halfdays=halfdays,
            reason=AdjustmentReason.BOARD,
            noted_at=NOW,
            **whose,
        )
    )
    session.flush()


def reasons(found: Account) -> list[Absence | None]:
    """Return per period why it does not count, None where it does."""
    return [line.absence for line in found.lines]


def test_nobody_shares_nothing() -> None:
    assert Sharing.of([]).share == 0


def test_accounts_that_owe_the_same_come_by_name() -> None:
    book = Book(
        rules=Rules(),
        periods=(),
        amounts={},
        stakes={},
        adjustments={},
        why_absent=lambda *_: Absence.SILENT,
    )

    found = book.ledger([(1, "Zinc", True), (2, "Élan", True), (3, "Atelier", True)])

    assert [one.name for one in found.accounts] == ["Atelier", "Élan", "Zinc"]


def test_each_absence_is_told_by_what_was_said_before_and_since(session: Session) -> None:
    """Four months: one comes by saying nothing is needed, one by a demand, one leaves."""
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement)
    first, second, third = (a_member(session, groupement) for _ in range(3))
    periods = [
        a_past_period(
            session,
            groupement,
            f"Mois {month}",
            starts_on=date(2026, month, 1),
            ends_on=date(2026, month, 28),
        )
        for month in (3, 4, 5, 6)
    ]
    answers_nothing(session, first, periods[1])
    asks(session, first, periods[3], 4)
    asks(session, second, periods[1], 4)
    answers_nothing(session, second, periods[3])
    for period in periods[:2]:
        asks(session, third, period, 4)
    releases = [a_release(session, period) for period in periods]
    had(session, releases[0], third, cdo, 2)
    third.is_active = False
    session.flush()

    ledger = read_member_ledger(session, groupement.id)

    assert [reasons(account(ledger, one.id)) for one in (first, second, third)] == [
        [Absence.NEWCOMER, Absence.NOTHING, Absence.SILENT, None],
        [Absence.NEWCOMER, None, Absence.SILENT, Absence.NOTHING],
        [None, Absence.LEFT, Absence.SILENT, Absence.SILENT],
    ]


def test_answer_for_a_period_without_a_release_says_nothing_of_others(
    session: Session, autumn: Autumn
) -> None:
    answers_nothing(session, autumn.b, autumn.winter)
    session.flush()

    ledger = read_member_ledger(session, autumn.groupement.id)

    assert reasons(account(ledger, autumn.b.id)) == [None]


def test_periods_count_in_the_order_of_their_days_and_then_of_their_making(
    session: Session, autumn: Autumn
) -> None:
    groupement_id = autumn.groupement.id
    twin = a_past_period(session, autumn.groupement, "Automne bis")
    summer = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 26)}
    for period in (twin, a_past_period(session, autumn.groupement, "Été", **summer)):
        a_release(session, period)

    periods = read_member_ledger(session, groupement_id).periods

    assert [one.name for one in periods] == ["Été", "Automne 2026", "Automne bis"]
    both = {autumn.a.id: D("1.10"), autumn.b.id: D("0.93")}
    factors = [read_factors(session, groupement_id, one) for one in (autumn.period, twin)]
    assert factors == [{}, both]


def test_cdo_without_any_free_time_has_no_part(session: Session) -> None:
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, pattern=False)
    period = a_past_period(session, groupement, "Automne 2026")
    asks(session, a_member(session, groupement), period, 4)
    a_release(session, period)

    found = account(read_cdo_ledger(session, groupement.id), cdo.id)

    assert (reasons(found), found.factor) == ([Absence.NO_PART], 1)


def test_free_time_of_a_cdo_in_hours_is_told_in_halfdays(session: Session) -> None:
    """Twenty days of eight hours, five hours of them worked."""
    groupement = a_groupement(session)
    member, cdo = a_member(session, groupement), an_engagement(session, groupement)
    period = a_past_period(session, groupement, "Heures", grid_kind=GridKind.HOUR)
    asks(session, member, period, 10)
    had(session, a_release(session, period), member, cdo, 5)

    found = account(read_cdo_ledger(session, groupement.id), cdo.id)

    assert figures(found) == [(D(40), D("1.25"), D("1.25"), 0, 0)]


def elsewhere(session: Session) -> tuple[Member, Engagement, Period]:
    """Return a member, a CDO and a published period of another groupement."""
    groupement = a_groupement(session)
    member, cdo = a_member(session, groupement), an_engagement(session, groupement)
    period = a_past_period(session, groupement, "Ailleurs")
    asks(session, member, period, 4)
    a_release(session, period)
    return member, cdo, period


def test_cdos_and_lines_of_another_groupement_are_not_read(
    session: Session, autumn: Autumn
) -> None:
    stranger, _, period = elsewhere(session)
    adjust(session, period, 7, member_id=stranger.id)
    adjust(session, autumn.period, 2, member_id=autumn.a.id)
    adjust(session, autumn.period, 3, engagement_id=autumn.cdo.id)

    groupement_id = autumn.groupement.id
    found = list_adjustments(session, groupement_id, LedgerAdjustment.member_id)

    assert {place: [one.halfdays for one in rows] for place, rows in found.items()} == {
        (autumn.period.id, autumn.a.id): [2]
    }
    cdos = read_cdo_ledger(session, groupement_id).accounts
    assert [one.id for one in cdos] == [autumn.cdo.id]


def test_form_sent_once_here_and_once_elsewhere_adds_a_line_in_each(
    session: Session, autumn: Autumn
) -> None:
    stranger, _, period = elsewhere(session)
    there = account(read_member_ledger(session, stranger.groupement_id), stranger.id)
    once = acting(autumn, once_key="k")

    adjust_member(session, account_of_a(session, autumn), wish_of(autumn.period, 2), once)
    other = replace(once, groupement_id=stranger.groupement_id)
    adjust_member(session, there, wish_of(period, 3), other)

    stored = session.scalars(select(LedgerAdjustment.halfdays).order_by(LedgerAdjustment.id))
    assert list(stored) == [2, 3]


def wish_of(period: Period, halfdays: int) -> AdjustmentWish:
    """Return the wish to put a mistake right."""
    return AdjustmentWish(period.id, halfdays, MISTAKE)


@pytest.mark.parametrize("halfdays", [-60, -1, 1, 60])
def test_sixty_halfdays_can_be_set_right_at_once(
    session: Session, autumn: Autumn, halfdays: int
) -> None:
    wish = wish_of(autumn.period, halfdays)

    row = adjust_member(session, account_of_a(session, autumn), wish, acting(autumn))

    assert (row.halfdays, lines(session)) == (halfdays, 1)


@pytest.mark.parametrize(
    "rules",
    [Rules(keep_percent=0, cap_percent=0), Rules(keep_percent=100, cap_percent=50)],
)
def test_rules_go_as_far_as_their_limits(session: Session, autumn: Autumn, rules: Rules) -> None:
    change_rules(session, rules, seen=Rules(), acting=acting(autumn))

    assert read_rules(session, autumn.groupement.id) == rules


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_rules_that_somebody_stores_meanwhile_are_not_overwritten(own_engine: Engine) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        groupement = a_groupement(session)
    by = Adjusting(groupement_id=groupement.id, person_id=None, now=NOW)

    def storing(percent: int) -> Callable[[Session], object]:
        rules = Rules(keep_percent=percent)
        return lambda session: change_rules(session, rules, seen=Rules(), acting=by)

    assert overtake(own_engine, storing(80), storing(10)) == "Conflict"
    with Session(own_engine) as session:
        assert read_rules(session, groupement.id).keep_percent == 80


@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_form_that_is_sent_twice_at_one_moment_adds_one_line(own_engine: Engine) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        member, _, period = elsewhere(session)
    by = Adjusting(groupement_id=member.groupement_id, person_id=None, now=NOW, once_key="k")

    def adjusting(session: Session) -> object:
        found = account(read_member_ledger(session, member.groupement_id), member.id)
        return adjust_member(session, found, wish_of(period, 2), by)

    assert overtake(own_engine, adjusting, adjusting) == "done"
    with Session(own_engine) as session:
        assert lines(session) == 1
