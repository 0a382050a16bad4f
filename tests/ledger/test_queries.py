"""The ledger is computed from what happened, within one groupement."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import GridKind
from cdo_share.demands.models import DemandState
from cdo_share.ledger.models import AdjustmentReason, LedgerAdjustment, LedgerRules
from cdo_share.ledger.queries import read_cdo_ledger, read_factors, read_member_ledger
from cdo_share.ledger.views import Absence, Account, Amounts, Ledger
from cdo_share.publishing.models import CancelledBy
from cdo_share.rounds.models import MemberAnswer
from tests.factories import a_groupement, a_member, a_period, an_engagement
from tests.ledger.conftest import Autumn
from tests.ledger.past import a_past_period, a_release, asks, had
from tests.statements import recorded_statements

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def account(ledger: Ledger, number: int) -> Account:
    """Return an account that is there."""
    found = ledger.find(number)
    assert found is not None
    return found


def figures(found: Account) -> list[tuple[D, ...] | Absence | None]:
    """Return per period asked, had, fair share, balance and carried over, or why it is none."""
    return [
        (one.step.basis, one.step.had, one.step.fair_share, one.step.balance, one.step.carried)
        if one.step
        else one.absence
        for one in found.lines
    ]


def test_example_of_the_decision_is_read_from_rows(session: Session, autumn: Autumn) -> None:
    ledger = read_member_ledger(session, autumn.groupement.id)

    assert [one.name for one in ledger.accounts] == ["Atelier Aubin", "Brasserie Bihan"]
    a, b = ledger.accounts
    assert (figures(a), a.factor) == ([(20, 10, 12, -2, -2)], D("1.10"))
    assert (figures(b), b.factor) == ([(30, 20, 18, 2, 2)], D("0.93"))
    assert a.lines[0].amounts == Amounts(
        in_force=D(9), by_member=D(1), by_cdo=D(2), by_coordinator=D(1), by_release=D(1)
    )


def test_visit_put_on_another_day_counts_once(session: Session, autumn: Autumn) -> None:
    moved = {CancelledBy.MEMBER: 2, CancelledBy.CDO: 1}
    had(session, autumn.release, autumn.b, autumn.cdo, 0, cancelled=moved, is_replaced=True)

    ledger = read_member_ledger(session, autumn.groupement.id)

    b = account(ledger, autumn.b.id)
    assert (figures(b), b.factor) == ([(30, 20, 18, 2, 2)], D("0.93"))
    assert b.lines[0].amounts == Amounts(in_force=D(20), given_back=D(2), by_cdo=D(1))
    assert b.lines[0].sharing.had == 30


def test_run_reads_only_periods_that_begin_before_its_own(session: Session, autumn: Autumn) -> None:
    factors = read_factors(session, autumn.groupement.id, autumn.winter)

    assert factors == {autumn.a.id: D("1.10"), autumn.b.id: D("0.93")}
    assert read_factors(session, autumn.groupement.id, autumn.period) == {}


def test_groupement_that_does_not_weigh_has_no_factors(session: Session, autumn: Autumn) -> None:
    session.add(
        LedgerRules(
            groupement_id=autumn.groupement.id, keep_percent=50, cap_percent=25, is_weighing=False
        )
    )
    session.flush()

    assert read_factors(session, autumn.groupement.id, autumn.winter) == {}


def test_cap_of_the_groupement_holds(session: Session, autumn: Autumn) -> None:
    session.add(
        LedgerRules(
            groupement_id=autumn.groupement.id, keep_percent=50, cap_percent=5, is_weighing=True
        )
    )
    session.flush()

    factors = read_factors(session, autumn.groupement.id, autumn.winter)

    assert factors == {autumn.a.id: D("1.05"), autumn.b.id: D("0.95")}


def test_newcomer_is_owed_nothing(session: Session, autumn: Autumn) -> None:
    newcomer = a_member(session, autumn.groupement)

    found = account(read_member_ledger(session, autumn.groupement.id), newcomer.id)

    assert (figures(found), found.carried, found.factor) == ([Absence.NEWCOMER], 0, 1)


def test_periods_of_absence_count_nothing_and_say_why(session: Session, autumn: Autumn) -> None:
    groupement = autumn.groupement
    late = a_past_period(
        session, groupement, "Octobre", starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 30)
    )
    silent = a_past_period(
        session, groupement, "Novembre", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 27)
    )
    session.add(
        MemberAnswer(
            groupement_id=groupement.id, period_id=late.id, member_id=autumn.a.id, answered_at=NOW
        )
    )
    for period in (late, silent):
        asks(session, autumn.b, period, 4)
        asks(session, autumn.a, period, 4, state=DemandState.WITHDRAWN)
        a_release(session, period)

    found = account(read_member_ledger(session, groupement.id), autumn.a.id)

    assert figures(found)[1:] == [Absence.NOTHING, Absence.SILENT]
    assert (found.carried, found.factor) == (-2, D("1.10"))


def test_who_left_without_a_visit_is_in_no_sum(session: Session, autumn: Autumn) -> None:
    gone = a_member(session, autumn.groupement, is_active=False)
    asks(session, gone, autumn.period, 50)

    ledger = read_member_ledger(session, autumn.groupement.id)

    assert account(ledger, autumn.a.id).lines[0].sharing.basis == 50
    assert ledger.find(gone.id) is None


def test_who_left_after_visits_stays_in_the_sums(session: Session, autumn: Autumn) -> None:
    autumn.b.is_active = False
    session.flush()

    ledger = read_member_ledger(session, autumn.groupement.id)

    assert [(one.name, one.is_active) for one in ledger.accounts] == [
        ("Atelier Aubin", True),
        ("Brasserie Bihan", False),
    ]
    assert account(ledger, autumn.a.id).carried == -2


def test_hours_are_told_in_halfdays(session: Session) -> None:
    groupement = a_groupement(session)
    member, cdo = a_member(session, groupement), an_engagement(session, groupement)
    period = a_past_period(session, groupement, "Heures", grid_kind=GridKind.HOUR)
    asks(session, member, period, 10)
    had(session, a_release(session, period), member, cdo, 5)

    found = account(read_member_ledger(session, groupement.id), member.id)

    assert figures(found) == [(D("2.5"), D("1.25"), D("1.25"), 0, 0)]


def test_other_groupements_and_periods_without_a_release_do_not_count(
    session: Session, autumn: Autumn
) -> None:
    asks(session, autumn.a, autumn.winter, 40)
    other = a_groupement(session)
    stranger, cdo = a_member(session, other), an_engagement(session, other)
    period = a_past_period(session, other, "Ailleurs")
    asks(session, stranger, period, 9)
    had(session, a_release(session, period), stranger, cdo, 1)

    ledger = read_member_ledger(session, autumn.groupement.id)

    assert [period.name for period in ledger.periods] == ["Automne 2026"]
    assert [one.id for one in ledger.accounts] == [autumn.a.id, autumn.b.id]
    assert account(ledger, autumn.a.id).carried == -2


def test_adjustments_are_added_by_period(session: Session, autumn: Autumn) -> None:
    for halfdays in (3, -1):
        session.add(
            LedgerAdjustment(
                groupement_id=autumn.groupement.id,
                period_id=autumn.period.id,
                member_id=autumn.a.id,
                halfdays=halfdays,
                reason=AdjustmentReason.BOARD,
                noted_at=NOW,
            )
        )
    session.flush()

    ledger = read_member_ledger(session, autumn.groupement.id)

    assert (account(ledger, autumn.a.id).carried, account(ledger, autumn.b.id).carried) == (0, 2)
    assert [one.halfdays for one in account(ledger, autumn.a.id).lines[0].adjustments] == [3, -1]


def test_cdos_load_is_compared_with_the_time_they_were_free(session: Session) -> None:
    """Free 40 half-days each in 4 weeks, one of them capped at 10: 30 of 50 in all, so 24 and 6."""
    groupement = a_groupement(session)
    member = a_member(session, groupement)
    zoe = an_engagement(session, groupement)
    yann = an_engagement(session, groupement, period_cap_halfdays=10)
    helper = an_engagement(session, groupement, regime=Regime.VOLUNTEER)
    period = a_past_period(session, groupement, "Automne 2026")
    asks(session, member, period, 40)
    release = a_release(session, period)
    late = an_engagement(session, groupement)
    had(session, release, member, zoe, 21, cancelled={CancelledBy.CDO: 2})
    had(session, release, member, yann, 9)
    had(session, release, member, helper, 3)

    ledger = read_cdo_ledger(session, groupement.id)

    assert figures(account(ledger, zoe.id)) == [(40, 21, 24, -3, -3)]
    assert figures(account(ledger, yann.id)) == [(10, 9, 6, 3, D("2.5"))]
    assert figures(account(ledger, helper.id)) == [Absence.VOLUNTEER]
    assert figures(account(ledger, late.id)) == [Absence.NO_PART]
    assert account(ledger, helper.id).lines[0].amounts.in_force == 3


def test_free_time_of_the_newest_release_counts(session: Session, autumn: Autumn) -> None:
    autumn.cdo.period_cap_halfdays = 7
    session.flush()
    before = account(read_cdo_ledger(session, autumn.groupement.id), autumn.cdo.id).lines[0].step

    a_release(session, autumn.period)
    after = account(read_cdo_ledger(session, autumn.groupement.id), autumn.cdo.id).lines[0].step

    assert before is not None
    assert after is not None
    assert (before.basis, after.basis) == (40, 7)


def test_statements_do_not_grow_with_what_happened(session: Session, autumn: Autumn) -> None:
    counts = []
    for number in range(2):
        for _ in range(5 * number):
            asks(session, a_member(session, autumn.groupement), autumn.period, 4)
        if number:
            later = a_period(
                session, autumn.groupement, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 26)
            )
            asks(session, autumn.a, later, 4)
            a_release(session, later)
        session.commit()
        session.expire_all()
        with recorded_statements(session) as statements:
            read_member_ledger(session, autumn.groupement.id)
            read_cdo_ledger(session, autumn.groupement.id)
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert counts[0] <= 14
