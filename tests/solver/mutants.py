"""The solver with one hard rule removed: in the judge, in CP-SAT, on the board, in compiled code.

`python -m tests.solver.mutants` removes each in turn in a copy of the sources, runs the tests that
should notice, and prints a table with the first test that does.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from solver.board import _OBSTACLES
from solver.native import library
from solver.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("solver", "bench", "seeds", "tests/__init__.py", "tests/solver", "pyproject.toml")
SECONDS = 300.0
CODES = [f"H{number}" for number in range(1, 16)]


@dataclass(frozen=True)
class Mutant:
    """A rule, where it is removed, how (text for text), and the tests that should notice."""

    rule: str
    place: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def text(self, source: str) -> str:
        """Give the source without the rule; raise ValueError when it has changed meanwhile."""
        if self.old not in source:
            raise ValueError(f"{self.file} has no {self.old!r} to remove")
        return source.replace(self.old, self.new)


JUDGING = ("tests/solver/test_rules.py", "-k", "check")
MODELLING = ("tests/solver/test_rules.py", "-k", "model")
BUILDING = ("tests/solver/test_rules.py", "-k", "board")
COMPILED = ("tests/solver/test_native_search.py",)
FIT = "solver/native/fit.c"
IN_C = (
    ("H1", "plan->in_window[ask->window_first[demand] + window] < ask->per_window[demand]", "true"),
    ("H4", "(plan->free[cdo * ask->days + day] & bits) != bits || ", ""),
    ("H5", "plan->load[cdo] + visit.length <= ask->period_cap[cdo]", "true"),
    ("H5", "plan->day_load[cdo * ask->days + day] + visit.length <= ask->day_cap[cdo]", "true"),
    ("H5", "if (load[week] + length > ask->week_cap[cdo]) return false;", ""),
    ("H5", "if (slots > ask->average_slots[cdo]) return false;", ""),
    ("H6", "!has_visit(plan, demand, day)", "true"),
    ("H6", "plan->served[demand] + length <= ask->requested[demand]", "true"),
    ("H7", "plan->open_cdo_count[demand] >= ask->max_cdos[demand]", "false"),
    ("H8", "*is_in_time = false", "*is_in_time = true"),
    ("H11", "return !has_foe(plan, demand, cdo);", "return true;"),
    ("H12", "plan->member_count[cdo] >= ask->max_members[cdo]", "false"),
    ("H13", "return found < ask->max_sites[cdo];", "return true;"),
)


def list_mutants() -> Iterator[Mutant]:
    """Give every mutant: fifteen of the judge, one per module and obstacle, those of the C code."""
    broken = "        self.broken.append(Broken(rule, facts))"
    for code in CODES:
        kept = f'        if rule != "{code}":\n    {broken}'
        yield Mutant(code, "judge", "solver/case.py", broken, kept, JUDGING)
    for rule in RULES:
        name = str(rule).split("'")[1].rpartition(".")[2]
        line = f"    {name},\n"
        source = (ROOT / "solver/rules/__init__.py").read_text(encoding="utf-8")
        head, _, tail = source.partition("RULES: ")
        place = f"model: {name}"
        yield Mutant(
            ", ".join(rule.CODES),
            place,
            "solver/rules/__init__.py",
            source,
            f"{head}RULES: {tail.replace(line, '')}",
            MODELLING,
        )
    for code, is_broken in _OBSTACLES:
        line = f'    ("{code}", Board.{is_broken.__name__}),\n'
        yield Mutant(code, f"board: {is_broken.__name__}", "solver/board.py", line, "", BUILDING)
    for code, old, new in IN_C if library.load() is not None else ():
        yield Mutant(code, f"compiled: {old[:48]}", FIT, old, new, COMPILED)


def copy_project(folder: Path) -> None:
    """Copy what the tests of the solver need."""
    for name in COPIED:
        there = folder / name
        there.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, there)


def find_killer(mutant: Mutant, folder: Path) -> str | None:
    """Give the first test that fails without the rule, in a copy of the project; None if none."""
    path = folder / mutant.file
    source = path.read_text(encoding="utf-8")
    path.write_text(mutant.text(source), encoding="utf-8")
    try:
        return first_failure(mutant.tests, folder)
    finally:
        path.write_text(source, encoding="utf-8")


def first_failure(tests: tuple[str, ...], folder: Path) -> str | None:
    """Run tests in a copy of the project; give the first that fails. Raises if none could run."""
    flags = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", "not long")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *flags, *tests],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    failed = re.search(r"^FAILED \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    if failed is None and done.returncode != 0:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return failed.group(1) if failed else None


def main() -> int:
    """Print the table; the number of mutants that nobody noticed is the exit status."""
    alive = 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        copy_project(folder)
        for mutant in list_mutants():
            killer = find_killer(mutant, folder)
            alive += killer is None
            print(f"{mutant.rule:<15} {mutant.place:<60} {killer or 'NOBODY'}", flush=True)
    return alive


if __name__ == "__main__":
    sys.exit(main())
