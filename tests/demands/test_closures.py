"""The weeks in which a firm is closed."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.demands.closures import (
    add_closure,
    closure_faults,
    list_closures,
    remove_closure,
)
from tests.factories import a_groupement, a_member

AUGUST = (date(2027, 8, 2), date(2027, 8, 20))


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        (
            (None, None),
            [
                ("starts_on", "Say the first day on which you are closed."),
                ("ends_on", "Say the last day on which you are closed."),
            ],
        ),
        (
            (date(2027, 8, 2), date(2027, 8, 1)),
            [
                (
                    "ends_on",
                    "The last day, 2027-08-01, comes before the first, 2027-08-02; swap them.",
                )
            ],
        ),
        ((date(2027, 1, 1), date(2028, 1, 1)), []),
        (
            (date(2027, 1, 1), date(2028, 1, 2)),
            [("ends_on", "This makes 367 days; close for 366 at most, or look at the years.")],
        ),
        ((date(2027, 8, 2), date(2027, 8, 2)), []),
    ],
)
def test_faults_of_a_stretch_alone(
    stretch: tuple[date | None, date | None], expected: list[tuple[str, str]]
) -> None:
    faults = closure_faults(*stretch, others=[])

    assert [(fault.field, str(fault.message)) for fault in faults] == expected


@pytest.mark.parametrize(
    ("stretch", "is_refused"),
    [
        ((date(2027, 7, 1), date(2027, 8, 1)), False),
        ((date(2027, 7, 1), date(2027, 8, 2)), True),
        ((date(2027, 8, 10), date(2027, 8, 11)), True),
        ((date(2027, 8, 20), date(2027, 9, 1)), True),
        ((date(2027, 8, 21), date(2027, 9, 1)), False),
    ],
)
def test_stretch_that_shares_a_day_with_another_is_refused(
    stretch: tuple[date, date], is_refused: bool
) -> None:
    faults = closure_faults(*stretch, others=[AUGUST])

    assert [str(fault.message) for fault in faults] == is_refused * [
        "You are closed from 2027-08-02 to 2027-08-20 already; "
        "choose other days, or remove that first."
    ]


def test_every_fault_of_a_stretch_is_told_at_once() -> None:
    faults = closure_faults(date(2027, 1, 1), date(2029, 1, 1), others=[AUGUST])

    assert [fault.field for fault in faults] == ["ends_on", "starts_on"]


def test_closures_are_listed_in_order_without_those_that_are_over(session: Session) -> None:
    groupement = a_groupement(session)
    member, other = a_member(session, groupement), a_member(session, groupement)
    by_whom = {"groupement_id": groupement.id, "member_id": member.id}
    add_closure(session, **by_whom, starts_on=AUGUST[0], ends_on=AUGUST[1])
    add_closure(session, **by_whom, starts_on=date(2027, 5, 1), ends_on=date(2027, 5, 8))
    add_closure(
        session,
        groupement_id=groupement.id,
        member_id=other.id,
        starts_on=AUGUST[0],
        ends_on=AUGUST[1],
    )

    rows = list_closures(session, groupement.id, member.id)
    left = list_closures(session, groupement.id, member.id, from_on=date(2027, 5, 9))

    assert [row.starts_on for row in rows] == [date(2027, 5, 1), AUGUST[0]]
    assert [row.starts_on for row in left] == [AUGUST[0]]


def test_stretch_that_overlaps_is_not_stored(session: Session) -> None:
    groupement = a_groupement(session)
    member = a_member(session, groupement)
    by_whom = {"groupement_id": groupement.id, "member_id": member.id}
    kept = add_closure(session, **by_whom, starts_on=AUGUST[0], ends_on=AUGUST[1])

    with pytest.raises(InvalidInput):
        add_closure(session, **by_whom, starts_on=AUGUST[1], ends_on=AUGUST[1] + timedelta(days=3))

    assert list_closures(session, groupement.id, member.id) == [kept]


def test_closure_is_removed_by_its_own_firm_only(session: Session) -> None:
    groupement = a_groupement(session)
    member, other = a_member(session, groupement), a_member(session, groupement)
    by_whom = {"groupement_id": groupement.id, "member_id": member.id}
    closure = add_closure(session, **by_whom, starts_on=AUGUST[0], ends_on=AUGUST[1])

    for stranger in (
        {"groupement_id": groupement.id, "member_id": other.id},
        {"groupement_id": a_groupement(session).id, "member_id": member.id},
    ):
        with pytest.raises(NotFound):
            remove_closure(session, **stranger, closure_id=closure.id)
    remove_closure(session, **by_whom, closure_id=closure.id)

    assert list_closures(session, groupement.id, member.id) == []


def test_closure_of_another_groupements_member_is_refused(session: Session) -> None:
    member = a_member(session, a_groupement(session))

    with pytest.raises(NotFound):
        add_closure(
            session,
            groupement_id=a_groupement(session).id,
            member_id=member.id,
            starts_on=AUGUST[0],
            ends_on=AUGUST[1],
        )
