"""Faults planted in the compiled search are noticed by its comparison with the board."""

import shutil
from pathlib import Path

import pytest

from solver.native import build, library
from tests.solver import test_native_search as compared
from tests.solver.chance import a_chance, board_of

pytestmark = pytest.mark.skipif(build.compiler() is None, reason="no C compiler")

FAULTS = [
    ("plan.c", "points += sign * ask->non_preferred", "points += ask->non_preferred"),
    ("plan.c", "return points;\n}\n\n/* Counts a visit for its CDO", "return points + 1; }\n/*"),
    ("fit.c", "from[last] + from[next]", "from[last] + from[last]"),
    ("fit.c", "member_count[cdo] >= ask->max", "member_count[cdo] > ask->max"),
    ("fit.c", "return found < ask", "return found <= ask"),
    ("fit.c", "slots > ask->average", "slots >= ask->average"),
    ("push.c", "if (plan_fits(plan, demand, day, visit)) plan_add", "plan_add"),
    ("ruin.c", "plan->missing >= desk->most_missing", "false"),
    ("ruin.c", "if (is_fixed(ask, demand, day)) return;", ""),
]


@pytest.mark.parametrize(("file", "right", "wrong"), FAULTS)
def test_planted_fault_is_noticed(
    file: str, right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in build.sources():
        shutil.copy(source, tmp_path)
    text = (tmp_path / file).read_text()
    assert text.count(right) == 1
    (tmp_path / file).write_text(text.replace(right, wrong))
    monkeypatch.setattr(build, "ROOM", tmp_path)
    monkeypatch.setattr(build, "FLAGS", ("-std=c11", "-O1", *build.FLAGS[2:]))
    monkeypatch.setattr(compared, "COMPILED", library.load.__wrapped__())

    with pytest.raises(AssertionError):
        _compare()


def _compare() -> None:
    compared.assert_scenarios()
    for seed in range(60):
        compared.assert_agrees(board_of(a_chance(seed)))
