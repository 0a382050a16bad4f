"""Tolls of stops: what a visit pays of its day's tour, never more than the tours cost."""

from typing import Any

import numpy as np

from solver.bound import Bound, priced_bound
from solver.places import Places
from solver.stages.patterns import GRAINS_PER_POINT
from solver.stages.roads import NO_TOUR, Roads
from tests.solver.chance import board_of, optimum
from tests.solver.instances import DAYS, a_cdo, a_demand, an_instance, in_hours

NOTHING = Bound(0.0, "trivial")


def roads_of(make: Any, **changes: Any) -> Roads:
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", site=site, on_site=True, **changes)
        for n, site in ((1, "Auray"), (2, "Pontivy"))
    ]
    candidates = board_of(make(demands=demands)).candidates
    return Roads(candidates, Places(candidates.problem), 0, [0, 1])


def points(grains: Any) -> Any:
    return np.array(grains) / GRAINS_PER_POINT


def test_share_of_a_lone_visit_is_the_way_there_and_back() -> None:
    roads = roads_of(an_instance, lengths=[2])

    assert points(roads.shares(2))[0] == 2 * roads.problem.grid.km("Vannes", "Auray")


def test_share_of_a_visit_too_far_from_the_other_is_the_way_there_and_back() -> None:
    """From Auray to Pontivy there is not time enough at noon."""
    roads = roads_of(an_instance, lengths=[1])

    assert points(roads.shares(2))[0] == 2 * roads.problem.grid.km("Vannes", "Auray")
    assert (roads.tours == NO_TOUR).all()


def test_shares_of_two_visits_of_a_day_are_its_tour() -> None:
    roads, km = roads_of(in_hours, lengths=[3]), board_of(an_instance()).problem.grid.km

    tour = km("Vannes", "Auray") + km("Auray", "Pontivy") + km("Pontivy", "Vannes")
    assert points(roads.shares(8)).sum() == tour == points(roads.tours[0, 1])


def test_shares_on_a_day_with_too_little_room_are_ways_there_and_back() -> None:
    roads = roads_of(in_hours, lengths=[3])

    assert roads.shares(5).tolist() == roads.alone.tolist()


def test_two_visits_at_one_place_need_two_demands() -> None:
    demands = [a_demand(site="Auray", on_site=True), a_demand(id="D2", site="Auray", on_site=True)]
    candidates = board_of(an_instance(demands=demands)).candidates

    alone, together = (
        Roads(candidates, Places(candidates.problem), 0, some) for some in ([0], [0, 1])
    )

    assert alone.tours.tolist() == [[NO_TOUR]]
    assert together.tours.tolist() == together.alone.reshape(1, 1).tolist()


def test_share_where_three_visits_fit_is_a_part_of_the_day() -> None:
    roads = roads_of(in_hours, lengths=[2])

    assert points(roads.fixed(0, 2)) == 2 * roads.problem.grid.km("Vannes", "Auray") * 2 / 8
    assert roads.stops == []


def test_shared_roads_are_paid_once_by_all_who_share_them() -> None:
    """Three half-days at Auray on the same two mornings and one afternoon: two tours at least."""
    windows = [[DAYS[0], DAYS[1]]]
    demands = [
        a_demand(
            id=f"D{n}", member=f"M{n}", site="Auray", on_site=True, requested=1, windows=windows
        )
        for n in (1, 2, 3)
    ]
    cdo = a_cdo(available="11" * 2 + "00" * 8)
    board = board_of(an_instance(cdos=[cdo], demands=demands))
    there_and_back = 2 * board.problem.grid.km("Vannes", "Auray")

    bound = priced_bound(board, NOTHING).value

    assert 1.4 * there_and_back <= bound <= (optimum(board) or 0) == 2 * there_and_back
