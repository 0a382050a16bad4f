"""What is supposed, as edits of the question."""

from datetime import date

import pytest

import solver
from cdo_share.core.errors import InvalidInput
from cdo_share.planning.scenarios.changes import RULES, Change, ChangeKind, edits_of, resolve
from cdo_share.planning.scenarios.fingerprint import fingerprint
from solver.edits import LOOSE
from tests.solver.instances import a_cdo, an_instance

DAYS = (date(2027, 1, 4), date(2027, 1, 15))


def test_rules_that_may_be_put_off_are_known_to_the_solver() -> None:
    assert set(RULES) <= set(LOOSE)


def test_every_change_makes_an_edit_that_the_solver_can_make() -> None:
    instance = an_instance(cdos=[a_cdo(), a_cdo(id="C2")])
    changes = {
        place: Change(
            kind=kind,
            member_id=2 if kind is ChangeKind.MEMBER_LEAVES else 1,
            engagement_id=2 if kind is ChangeKind.CDO_LEAVES else 1,
            demand_id=1,
            percent=50,
            first=date(2027, 1, 5) if kind is ChangeKind.CDO_LEAVES else None,
            rule="caps",
        )
        for place, kind in enumerate(ChangeKind, 1)
    }

    edits = resolve(instance, edits_of(changes, DAYS))
    document = {"format": "cdo-timeshare-edits/1", "edits": edits}
    made = solver.edit(instance, document).to_json()

    assert [cdo["id"] for cdo in made["cdos"]] == ["C1", "C2", "C1+3"]
    assert [demand["id"] for demand in made["demands"]] == ["D1", "D1/M1+1", "D1+6"]
    assert made["cdos"][1]["available"] == "11" + "0" * 18


def test_more_time_raises_the_limits_and_never_the_availability() -> None:
    cdo = a_cdo(week_cap=4, period_cap=20, target_load=9, average_cap={"weeks": 4, "slots": 10})
    edits = edits_of({1: Change(kind=ChangeKind.MORE_TIME, engagement_id=1, percent=50)}, DAYS)

    resolved = resolve(an_instance(cdos=[cdo]), edits)

    assert resolved == [
        {
            "op": "change_cdo",
            "cdo": "C1",
            "set": {
                "week_cap": 6,
                "period_cap": 30,
                "target_load": 14,
                "average_cap": {"weeks": 4, "slots": 15},
            },
        }
    ]


def test_more_time_for_somebody_who_has_left_is_refused_by_the_solver() -> None:
    edits = edits_of({1: Change(kind=ChangeKind.MORE_TIME, engagement_id=9, percent=50)}, DAYS)
    document = {"format": "cdo-timeshare-edits/1", "edits": resolve(an_instance(), edits)}

    with pytest.raises(solver.InvalidInstance):
        solver.edit(an_instance(), document)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(kind=ChangeKind.MORE_MEMBER), "member_2"),
        (Change(kind=ChangeKind.MORE_CDO, percent=20), "cdo_2"),
        (Change(kind=ChangeKind.MORE_CDO, engagement_id=1, percent=101), "percent_2"),
        (Change(kind=ChangeKind.MORE_TIME, engagement_id=1), "percent_2"),
        (Change(kind=ChangeKind.MORE_DEMAND), "demand_2"),
        (Change(kind=ChangeKind.WITHOUT_RULE, rule="pins"), "rule_2"),
        (
            Change(
                kind=ChangeKind.CDO_LEAVES,
                engagement_id=1,
                first=date(2027, 1, 5),
                last=date(2027, 1, 4),
            ),
            "last_2",
        ),
    ],
)
def test_what_is_missing_is_told_at_its_field(change: Change, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        edits_of({2: change}, DAYS)

    assert [fault.field for fault in refused.value.faults] == [field]


MEMBER_LEAVES = Change(kind=ChangeKind.MEMBER_LEAVES, member_id=3)
MEMBER_COPIED = Change(kind=ChangeKind.MORE_MEMBER, member_id=3)
CDO_LEAVES = Change(kind=ChangeKind.CDO_LEAVES, engagement_id=3)
CDO_COPIED = Change(kind=ChangeKind.MORE_CDO, engagement_id=3)
MORE_TIME = Change(kind=ChangeKind.MORE_TIME, engagement_id=3, percent=20)
AWAY = Change(
    kind=ChangeKind.CDO_LEAVES, engagement_id=3, first=date(2027, 1, 5), last=date(2027, 1, 6)
)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ((MEMBER_LEAVES, MEMBER_LEAVES), ["member_2"]),
        ((MEMBER_LEAVES, MEMBER_COPIED), ["member_2"]),
        ((MEMBER_LEAVES, CDO_COPIED, MEMBER_LEAVES), ["member_3"]),
        ((CDO_LEAVES, CDO_LEAVES, CDO_COPIED), ["cdo_2", "cdo_3"]),
        ((CDO_LEAVES, MORE_TIME), ["cdo_2"]),
        ((CDO_LEAVES, AWAY), ["cdo_2"]),
        ((MEMBER_COPIED, MEMBER_LEAVES, CDO_LEAVES), []),
        ((CDO_COPIED, MORE_TIME, CDO_LEAVES), []),
        ((AWAY, AWAY, CDO_COPIED), []),
    ],
)
def test_who_has_left_is_not_spoken_of_again(
    changes: tuple[Change, ...], faults: list[str]
) -> None:
    assert _fields_at_fault(dict(enumerate(changes, 1))) == faults


@pytest.mark.parametrize(
    ("first", "last", "faults"),
    [
        (date(2027, 1, 16), date(2027, 2, 1), ["first_1"]),
        (date(2027, 1, 16), None, ["first_1"]),
        (date(2026, 12, 1), date(2027, 1, 3), ["last_1"]),
        (None, date(2027, 1, 3), ["last_1"]),
        (date(2027, 1, 15), date(2027, 2, 1), []),
        (date(2026, 12, 1), date(2027, 1, 4), []),
        (date(2026, 12, 1), None, []),
        (date(2026, 12, 1), date(2027, 2, 1), []),
    ],
)
def test_absence_that_does_not_touch_the_period_is_refused(
    first: date | None, last: date | None, faults: list[str]
) -> None:
    away = Change(kind=ChangeKind.CDO_LEAVES, engagement_id=3, first=first, last=last)

    assert _fields_at_fault({1: away}) == faults


def _fields_at_fault(changes: dict[int, Change]) -> list[str]:
    try:
        edits_of(changes, DAYS)
    except InvalidInput as refusal:
        return [fault.field for fault in refusal.faults]
    return []


def test_fingerprint_is_that_of_the_data_and_the_basis_alone() -> None:
    first = fingerprint(an_instance(name="run-1"), 3)

    assert len(first) == 64
    assert fingerprint(an_instance(name="run-2"), 3) == first
    assert fingerprint(an_instance(name="run-1"), 4) != first
    assert fingerprint(an_instance(cdos=[a_cdo(max_km=61), a_cdo(id="C2")]), 3) != first
