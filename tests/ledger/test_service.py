"""Setting a ledger right by hand, and choosing how strongly former periods count."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.ledger.models import AdjustmentReason, LedgerAdjustment
from cdo_share.ledger.queries import read_cdo_ledger, read_member_ledger
from cdo_share.ledger.reading import read_rules
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.service import (
    Adjusting,
    AdjustmentWish,
    adjust_cdo,
    adjust_member,
    change_rules,
)
from cdo_share.ledger.views import Account
from tests.factories import a_member, a_person
from tests.ledger.conftest import Autumn

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
MISTAKE = AdjustmentReason.MISTAKE


def acting(autumn: Autumn, **values: object) -> Adjusting:
    """Return somebody who acts in the groupement."""
    known = {"groupement_id": autumn.groupement.id, "person_id": None, "now": NOW}
    return Adjusting(**(known | values))  # type: ignore[arg-type]


def account_of_a(session: Session, autumn: Autumn) -> Account:
    """Return the account of the member who is owed something."""
    account = read_member_ledger(session, autumn.groupement.id).find(autumn.a.id)
    assert account is not None
    return account


def lines(session: Session) -> int:
    """Return how many lines were added by hand."""
    return session.scalar(select(func.count(LedgerAdjustment.id))) or 0


def test_member_is_set_right_and_it_is_written_down_who_did_it(
    session: Session, autumn: Autumn
) -> None:
    person = a_person(session, name="Claire Morvan")
    wish = AdjustmentWish(autumn.period.id, 2, MISTAKE)

    adjust_member(session, account_of_a(session, autumn), wish, acting(autumn, person_id=person.id))

    account = account_of_a(session, autumn)
    (line,) = account.lines[0].adjustments
    assert (account.carried, line.halfdays, line.reason, line.noted_by) == (
        0,
        2,
        MISTAKE,
        "Claire Morvan",
    )
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.thing, entry.thing_id, entry.person_id) == (
        "adjust_ledger",
        "member",
        str(autumn.a.id),
        person.id,
    )
    assert entry.facts == {"period": autumn.period.id, "halfdays": 2, "reason": "mistake"}


def test_cdo_is_set_right(session: Session, autumn: Autumn) -> None:
    account = read_cdo_ledger(session, autumn.groupement.id).find(autumn.cdo.id)
    assert account is not None
    assert account.carried == 0

    adjust_cdo(session, account, AdjustmentWish(autumn.period.id, -3, MISTAKE), acting(autumn))

    account = read_cdo_ledger(session, autumn.groupement.id).find(autumn.cdo.id)
    assert account is not None
    assert account.carried == -3
    assert account_of_a(session, autumn).carried == -2


def test_second_sending_adds_nothing(session: Session, autumn: Autumn) -> None:
    wish, once = AdjustmentWish(autumn.period.id, 2, MISTAKE), acting(autumn, once_key="k")

    first = adjust_member(session, account_of_a(session, autumn), wish, once)
    again = adjust_member(session, account_of_a(session, autumn), wish, once)

    assert (again.id, lines(session)) == (first.id, 1)
    adjust_member(session, account_of_a(session, autumn), wish, acting(autumn, once_key="l"))
    assert lines(session) == 2


@pytest.mark.parametrize(
    ("halfdays", "reason", "faulty"),
    [
        (0, MISTAKE, ["halfdays"]),
        (61, MISTAKE, ["halfdays"]),
        (-61, None, ["halfdays", "reason"]),
        (None, None, ["halfdays", "reason"]),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session,
    autumn: Autumn,
    halfdays: int | None,
    reason: AdjustmentReason | None,
    faulty: list[str],
) -> None:
    wish = AdjustmentWish(autumn.period.id, halfdays, reason)

    with pytest.raises(InvalidInput) as refused:
        adjust_member(session, account_of_a(session, autumn), wish, acting(autumn))

    assert ([fault.field for fault in refused.value.faults], lines(session)) == (faulty, 0)


def test_only_a_period_that_counts_can_be_set_right(session: Session, autumn: Autumn) -> None:
    newcomer = a_member(session, autumn.groupement)
    account = read_member_ledger(session, autumn.groupement.id).find(newcomer.id)
    assert account is not None

    for found, period_id in (
        (account, autumn.period.id),
        (account_of_a(session, autumn), autumn.winter.id),
        (account_of_a(session, autumn), None),
    ):
        with pytest.raises(InvalidInput) as refused:
            adjust_member(session, found, AdjustmentWish(period_id, 1, MISTAKE), acting(autumn))
        assert [fault.field for fault in refused.value.faults] == ["period_id"]


def test_database_refuses_a_line_of_nobody(session: Session, autumn: Autumn) -> None:
    session.add(
        LedgerAdjustment(
            groupement_id=autumn.groupement.id,
            period_id=autumn.period.id,
            halfdays=1,
            reason=MISTAKE,
            noted_at=NOW,
        )
    )

    with pytest.raises(IntegrityError, match="one_subject"):
        session.flush()


def test_groupement_chooses_its_rules(session: Session, autumn: Autumn) -> None:
    chosen = Rules(keep_percent=80, cap_percent=5, is_weighing=False)
    assert read_rules(session, autumn.groupement.id) == Rules()

    change_rules(session, chosen, seen=Rules(), acting=acting(autumn))

    assert read_rules(session, autumn.groupement.id) == chosen
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.facts) == (
        "change_ledger_rules",
        {"keep_percent": 80, "cap_percent": 5, "is_weighing": False},
    )


def test_rules_that_changed_meanwhile_are_not_overwritten(session: Session, autumn: Autumn) -> None:
    first = Rules(keep_percent=80)
    change_rules(session, first, seen=Rules(), acting=acting(autumn))

    with pytest.raises(Conflict):
        change_rules(session, Rules(keep_percent=10), seen=Rules(), acting=acting(autumn))

    assert read_rules(session, autumn.groupement.id) == first


@pytest.mark.parametrize(
    ("rules", "faulty"),
    [
        (Rules(keep_percent=-1), ["keep_percent"]),
        (Rules(keep_percent=101, cap_percent=51), ["keep_percent", "cap_percent"]),
    ],
)
def test_rules_beyond_their_limits_are_refused(
    session: Session, autumn: Autumn, rules: Rules, faulty: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_rules(session, rules, seen=Rules(), acting=acting(autumn))

    assert [fault.field for fault in refused.value.faults] == faulty
    assert read_rules(session, autumn.groupement.id) == Rules()
