"""Every peer gives plans that the judge accepts, and counts their cost as the judge does."""

import copy
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bench import check_plan, generate
from bench.harness.entrants import PEERS
from bench.peers.command import Limits

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
QUICK = Limits(seconds=1.0, seed=1, workers=1)
EXACT = ("cpsat", "mip")


def solve(peer: str, instance: Json, limits: Limits = QUICK) -> tuple[Json, list[int]]:
    """Run a peer; give the judge's verdict and the costs that the peer told."""
    told: list[int] = []
    module = import_module(f"bench.peers.{peer}")
    visits = module.solve(instance, limits, lambda _, cost: told.append(cost))
    return check_plan.check(instance, {"visits": visits}), told


def tiny(grid: str = "half-day") -> Json:
    """Two weeks and six members: small enough for a proof."""
    instance: Json = generate.generate("S", grid=grid, weeks=2, seed=5)
    instance["demands"] = instance["demands"][:6]
    instance["cdos"] = instance["cdos"][:3]
    known = {cdo["id"] for cdo in instance["cdos"]}
    for demand in instance["demands"]:
        demand["excluded"] = [cdo for cdo in demand["excluded"] if cdo in known]
        demand["previous_cdo"] = demand["previous_cdo"] if demand["previous_cdo"] in known else None
    return instance


@pytest.mark.usefixtures("c_compiler")
@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("peer", PEERS)
def test_peer_on_a_tiny_instance_keeps_every_rule(peer: str, grid: str) -> None:
    instance = tiny(grid)
    verdict, told = solve(peer, instance)
    assert verdict["feasible"], verdict["errors"]
    assert verdict["cost"] < verdict["cost_of_serving_nobody"]
    assert told == sorted(told, reverse=True)


@pytest.mark.usefixtures("c_compiler")
@pytest.mark.parametrize("peer", ["greedy", "anneal"])
def test_quick_peer_on_a_small_instance_keeps_every_rule(peer: str, small: Json) -> None:
    verdict, told = solve(peer, small)
    assert verdict["feasible"], verdict["errors"]
    assert told[-1] == verdict["cost"]


@pytest.mark.usefixtures("c_compiler")
def test_whole_models_and_annealing_agree_on_the_optimum() -> None:
    instance = tiny()
    costs = {peer: solve(peer, instance, Limits(8.0, 1, 1))[0]["cost"] for peer in EXACT}
    costs["anneal"] = solve("anneal", instance)[0]["cost"]
    assert len(set(costs.values())) == 1, costs
    assert solve("greedy", instance)[0]["cost"] >= costs["mip"]


@pytest.fixture(scope="module")
def event() -> Json:
    """A rerun: published visits, frozen days, a pin, and few changes allowed."""
    instance: Json = generate.generate("S", weeks=4, seed=4)
    instance["demands"] = instance["demands"][:10]
    from bench.peers import greedy

    plan = {"visits": greedy.solve(instance, QUICK, lambda *_: None)}
    changed = generate.after(instance, plan, "sick")
    possible = check_plan.check(changed, {"visits": []})["changed_by_choice"]
    assert 0 < possible < len(plan["visits"])
    changed["pins"] = [changed["published"][0]]
    changed["max_changes"] = 2
    return changed


@pytest.mark.usefixtures("c_compiler")
@pytest.mark.parametrize("peer", ["cpsat", "anneal"])
def test_peer_on_a_rerun_keeps_pins_frozen_days_and_few_changes(peer: str, event: Json) -> None:
    verdict, told = solve(peer, copy.deepcopy(event), Limits(2.0, 1, 1))
    assert verdict["feasible"], verdict["errors"]
    assert verdict["changed_by_choice"] <= 2
    # The whole model may count too much on the way to the best plan, never too little.
    assert told[-1] >= verdict["cost"]
    assert peer != "anneal" or told[-1] == verdict["cost"]


def test_whole_model_out_of_time_gives_the_empty_plan(small: Json) -> None:
    for peer in EXACT:
        verdict, told = solve(peer, small, Limits(0.0, 1, 1))
        assert verdict["visits"] == 0
        assert told == []


def test_peer_on_the_command_line_writes_its_plan_and_its_curve(tmp_path: Path) -> None:
    question, answer = tmp_path / "instance.json", tmp_path / "plan.json"
    question.write_text(json.dumps(tiny()))
    command = [sys.executable, "-m", "bench.peers.greedy", str(question), "-o", str(answer)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, cost = done.stdout.strip().split(",")
    verdict = check_plan.check(tiny(), json.loads(answer.read_text()))
    assert verdict["feasible"]
    assert int(cost) == verdict["cost"]
    assert float(seconds) < 5
