"""What all places of a week say at once is what the judge says of each alone."""

import pytest

from cdo_share.planning.drafting.acts import Place, add, move
from cdo_share.planning.drafting.cells import judge_places
from cdo_share.planning.drafting.held import time_of
from cdo_share.planning.drafting.verdict import judge_step
from solver import Visit
from tests.planning.drafting.test_verdict import a_plan


def places_of(days: list[str]) -> list[Place]:
    """Return every place of some days."""
    names = [cdo["id"] for cdo in a_plan()[0]["cdos"]]
    return [Place(cdo, day, slot) for cdo in names for day in days for slot in (0, 1)]


@pytest.mark.parametrize("number", [0, 7, 20, 41])
@pytest.mark.parametrize("is_new", [False, True])
def test_places_say_what_the_judge_says_of_each(number: int, is_new: bool) -> None:
    instance, visits = a_plan()
    visit = sorted(visits)[number]
    rest = visits - {visit}
    before, carried = (rest, visit._replace(cdo="", day="")) if is_new else (visits, visit)
    week = instance["days"].index(visit.day) // 5 * 5
    held = [time_of(visit)] if number == 7 else []

    cells = judge_places(
        instance, before, carried, places_of(instance["days"][week : week + 5]), held
    )

    judged = 0
    for cell in cells:
        moved = visit._replace(cdo=cell.place.cdo, day=cell.place.day, slot=cell.place.slot)
        if moved in before or moved.slot + moved.length > 2:
            continue
        step = add(moved) if is_new else move(visit, cell.place)
        verdict = judge_step(instance, before, step, held)
        judged += 1
        assert (cell.breach is None) == verdict.is_allowed
        if cell.breach is None:
            assert cell.points == verdict.points
        else:
            assert cell.breach.rule in {breach.rule for breach in verdict.breaches}
    assert judged > 10


def test_where_the_visit_is_costs_nothing() -> None:
    instance, visits = a_plan()
    visit: Visit = min(visits)

    (cell,) = judge_places(instance, visits, visit, [Place(visit.cdo, visit.day, visit.slot)])

    assert (cell.breach, cell.points) == (None, 0)
