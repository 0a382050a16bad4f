"""The directions between rooms hold, and each contract is seen to break when it is violated."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = {
    "order of rooms": (
        "cdo_share/demands/service.py",
        "import cdo_share.publishing.service",
        "The rooms stand in one order, and every room has its place",
    ),
    "web framework": (
        "cdo_share/publishing/service.py",
        "import flask",
        "Capabilities never see the web framework",
    ),
    "solver alone": ("solver/plan.py", "import sqlalchemy", "The solver stands alone"),
    "order inside the solver": (
        "solver/grid.py",
        "import solver.stages.solve",
        "Inside the solver imports go one way",
    ),
    "rules and goals": (
        "solver/rules/caps.py",
        "import solver.goals.travel",
        "Rules and wishes of the solver do not see each other",
    ),
    "independent judge": (
        "solver/check.py",
        "import solver.model",
        "The solver's own judge does not look at the model",
    ),
    "solver reached from a room": (
        "cdo_share/demands/queries.py",
        "import solver",
        "Only planning and the worker talk to the solver",
    ),
    "law and model": (
        "cdo_share/legal/reading.py",
        "import cdo_share.planning.instance",
        "The law shares nothing with the model",
    ),
    "audiences": (
        "cdo_share/web/member/demands.py",
        "import cdo_share.web.coordinator.home",
        "Audiences do not import each other",
    ),
    "ground": (
        "cdo_share/core/clock.py",
        "import cdo_share.settings",
        "The ground knows no business room",
    ),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree in `folder`."""
    code = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def broken_contracts(report: str) -> list[str]:
    """Return the names of the contracts that a report calls broken, in order."""
    lines = [line.strip() for line in report.splitlines()]
    return [line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sources that a test may spoil."""
    for package in ("cdo_share", "solver"):
        ignore = shutil.ignore_patterns("__pycache__", "static", "translations")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_of_the_project_are_kept(tree: Path) -> None:
    result = lint_imports(tree)

    assert (result.returncode, broken_contracts(result.stdout)) == (0, [])


@pytest.mark.parametrize("violation", CONTRACTS)
def test_contract_breaks_when_violated(tree: Path, violation: str) -> None:
    path, line, contract = CONTRACTS[violation]
    file = tree / path
    file.write_text(f"{file.read_text()}\n{line}\n")

    result = lint_imports(tree)

    assert result.returncode == 1
    assert contract in broken_contracts(result.stdout)


def test_room_without_a_place_is_refused(tree: Path) -> None:
    (tree / "cdo_share" / "gossip").mkdir()
    (tree / "cdo_share" / "gossip" / "__init__.py").touch()

    result = lint_imports(tree)

    assert result.returncode == 1
    assert "cdo_share.gossip" in result.stdout


def test_site_does_not_load_or_tools() -> None:
    code = "import cdo_share.web.app, sys; print(sorted({'ortools', 'pandas'} & set(sys.modules)))"

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert result.stdout == "[]\n"
