"""What all places of a week say at once is what the judge says of each alone."""

import pytest

from cdo_share.planning.drafting.acts import Place, add, move
from cdo_share.planning.drafting.cells import judge_places
from cdo_share.planning.drafting.held import time_of
from cdo_share.planning.drafting.verdict import judge_step
from solver import Visit
from tests.planning.drafting.test_verdict import Json, a_plan


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


def test_place_that_only_today_forbids_is_told_as_later_as_a_step_is() -> None:
    """The CDO of the first place that is possible is away then since the plan was made."""
    instance, visits = a_plan()
    visit = min(one for one in visits if one.length == 1)
    places = places_of(instance["days"])
    known = judge_places(instance, visits, visit, places)
    here = (visit.cdo, visit.day, visit.slot)
    closed = next(
        cell.place
        for cell in known
        if cell.breach is None and (cell.place.cdo, cell.place.day, cell.place.slot) != here
    )
    today = _without(instance, closed)

    cells = judge_places(instance, visits, visit, places, today=today)

    assert [cell.place for cell in cells if cell.is_later] == [closed]
    assert [cell for cell in cells if not cell.is_later] == [
        cell for cell in known if cell.place != closed
    ]
    verdict = judge_step(instance, visits, move(visit, closed), today=today)
    assert (verdict.breaches, [one.rule for one in verdict.later]) == ((), ["H2"])


def _without(instance: Json, place: Place) -> Json:
    """Return the question with a CDO away in one slot."""
    number = instance["days"].index(place.day) * len(instance["slots"]) + place.slot
    cdos = [dict(one) for one in instance["cdos"]]
    for cdo in cdos:
        if cdo["id"] == place.cdo:
            free = cdo["available"]
            cdo["available"] = f"{free[:number]}0{free[number + 1 :]}"
    return {**instance, "cdos": cdos}
