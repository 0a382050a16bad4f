"""The independent judge of bench/ on plans of the seeds and of generated instances."""

import importlib
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import solver
from bench import check_plan, generate
from cdo_share.core.grid import GridKind
from cdo_share.planning.instance import build_instance
from cdo_share.rounds.queries import list_periods
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 2


def solved(instance: dict[str, Any]) -> dict[str, Any]:
    """Return a plan found within a few seconds."""
    options = solver.Options(time_limit_seconds=SECONDS, workers=1, seed=1)
    return solver.solve(solver.read_instance(instance), options).plan.to_json()


def assert_judges_agree(instance: dict[str, Any], plan: dict[str, Any], folder: Path) -> None:
    """Assert that the judge accepts the plan and that our own check says the same of it."""
    question, answer = folder / "instance.json", folder / "plan.json"
    question.write_text(json.dumps(instance))
    answer.write_text(json.dumps(plan))
    verdict = check_plan.check(instance, plan)
    command = [sys.executable, "-m", "solver", "check", str(question), str(answer)]

    own = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)

    assert verdict["errors"] == []
    assert {key: own[key] for key in verdict} == verdict


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("size", ["S", "M"])
def test_plan_of_a_generated_instance_is_accepted(size: str, grid: str, tmp_path: Path) -> None:
    instance = generate.generate(size=size, grid=grid, seed=3)

    assert_judges_agree(instance, solved(instance), tmp_path)


@pytest.mark.parametrize("grid", GridKind)
def test_plan_of_the_demonstration_is_accepted(
    session: Session, now: datetime, grid: GridKind, tmp_path: Path
) -> None:
    seed = read_seed(ROOT / "seeds" / "morbihan")
    object.__setattr__(seed.period, "grid", grid.value)
    groupement = load_seed(session, seed, now=now)
    (period,) = list_periods(session, groupement.id)
    instance = build_instance(
        session, groupement_id=groupement.id, period_id=period.id, name="demonstration"
    )

    assert_judges_agree(instance, solved(instance), tmp_path)


def test_judge_is_seen_to_refuse_a_broken_plan(tmp_path: Path) -> None:
    instance = generate.generate(size="S", seed=3)
    plan = solved(instance)
    plan["visits"].append(dict(plan["visits"][0]))

    with pytest.raises((AssertionError, subprocess.CalledProcessError)):
        assert_judges_agree(instance, plan, tmp_path)


def test_generator_reads_the_table_of_the_project() -> None:
    assert importlib.import_module("bench.generate").COMMUNES == ROOT / "seeds" / "communes.csv"
