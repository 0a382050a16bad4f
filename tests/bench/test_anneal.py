"""The annealing peer counts exactly, is the same for the same seed, and its faults are caught."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from bench import check_plan, generate
from bench.peers import anneal as peer
from bench.peers.anneal.build import ROOM, build
from bench.peers.anneal.question import Impossible
from bench.peers.command import Limits

Json = dict[str, Any]
pytestmark = pytest.mark.usefixtures("c_compiler")
FAST_BUILD = ("-std=c11", "-O0", "-fPIC", "-shared")
LIMITS = Limits(seconds=5.0, seed=7)


def judged(instance: Json, library: Path | None = None, moves: int = 30000) -> tuple[Json, int]:
    """Anneal for so many moves; give the judge's verdict and the cost that the peer counted."""
    found = peer.anneal(instance, LIMITS, None, peer.Tuning(moves=moves), library)
    return check_plan.check(instance, {"visits": found.visits}), found.cost


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("ratio", [0.8, 1.4])
@pytest.mark.parametrize("weeks", [2, 9])
def test_cost_counted_move_by_move_is_the_judges(grid: str, ratio: float, weeks: int) -> None:
    instance = generate.generate("S", grid=grid, ratio=ratio, weeks=weeks, seed=weeks)
    verdict, cost = judged(instance)
    assert verdict["feasible"], verdict["errors"]
    assert cost == verdict["cost"]


@pytest.mark.parametrize("event", ["sick", "join", "cancel"])
def test_rerun_cost_is_the_judges(event: str) -> None:
    instance = generate.generate("S", weeks=6, seed=2)
    published = peer.anneal(instance, LIMITS, None, peer.Tuning(moves=20000)).visits
    verdict, cost = judged(generate.after(instance, {"visits": published}, event))
    assert verdict["feasible"], verdict["errors"]
    assert cost == verdict["cost"]


def test_same_seed_and_moves_give_the_same_plan(small: Json) -> None:
    tuning = peer.Tuning(moves=20000)
    one, two = (peer.anneal(small, LIMITS, None, tuning) for _ in range(2))
    other = peer.anneal(small, Limits(5.0, 8), None, tuning)
    assert one.visits == two.visits
    assert one.visits != other.visits


def test_every_kind_of_move_is_tried_and_taken(small: Json) -> None:
    for demand in small["demands"]:
        demand["max_cdos"] = 2  # or no visit could be handed over
    found = peer.anneal(small, LIMITS, None, peer.Tuning(moves=60000))
    assert set(found.tried) == set(peer.MOVES)
    assert all(found.taken.values()), found.taken


def test_pin_that_is_impossible_is_said(small: Json) -> None:
    visit = {"demand": small["demands"][0]["id"], "cdo": small["cdos"][0]["id"]}
    pin = visit | {"day": small["days"][0], "slot": 1, "length": 9}
    with pytest.raises(Impossible):
        peer.anneal(small | {"pins": [pin]}, LIMITS, None, peer.Tuning(moves=128))


FAULTS = {
    "shortage": ("plan.c", "points[after] - points[before]", "points[after] - points[before] + 1"),
    "extra_cdo": ("plan.c", "if (used) p->cost += sign * q->extra_cdo", "(void)used"),
    "new_cdo": ("plan.c", "previous != v->cdo", "previous == v->cdo"),
    "off_rhythm": ("plan.c", "others >= q->per_window", "others > q->per_window"),
    "non_preferred": ("plan.c", "weekday] >> v->slot & 1))", "weekday] >> v->slot & 1) && 0)"),
    "travel": ("plan.c", "return km + q->km[here * q->sites + base];", "return km;"),
    "balance": ("plan.c", "abs(gap + sign * v->length) - abs(gap)", "abs(gap)"),
    "overlap": ("rules.c", "if (who[i] >= 0) found = BUSY;", ""),
    "caps": ("rules.c", "return WEEK_FULL;\n    if (p->load[", "return OPEN;\n    if (p->load["),
}


def lavish() -> Json:
    """An instance where a good plan has points in every part, and weeks that are full."""
    instance: Json = generate.generate("S", weeks=4, seed=1)
    instance["weights"] |= dict.fromkeys(("new_cdo", "extra_cdo", "off_rhythm", "non_preferred"), 1)
    for demand in instance["demands"]:
        demand["max_cdos"] = 2
    for cdo in instance["cdos"]:
        cdo["week_cap"] //= 2
    return instance


def test_sound_annealer_has_points_in_every_part_of_the_lavish_instance() -> None:
    verdict, cost = judged(lavish(), moves=10000)
    assert verdict["feasible"]
    assert cost == verdict["cost"]
    assert all(points for part, points in verdict["components"].items() if part != "change")


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_caught_by_the_judge(fault: str, tmp_path: Path) -> None:
    for source in [*ROOM.glob("*.c"), *ROOM.glob("*.h")]:
        shutil.copy(source, tmp_path)
    name, right, wrong = FAULTS[fault]
    text = (tmp_path / name).read_text()
    assert text.count(right) == 1
    (tmp_path / name).write_text(text.replace(right, wrong))
    instance = lavish()
    verdict, cost = judged(instance, build(tmp_path, FAST_BUILD), moves=10000)
    assert not verdict["feasible"] or cost != verdict["cost"]
