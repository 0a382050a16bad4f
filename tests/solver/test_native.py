"""The compiled library: built without warnings, rebuilt when a source changes, done without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from solver.native import build, library

ROOT = Path(__file__).resolve().parent.parent.parent
needs_compiler = pytest.mark.skipif(build.compiler() is None, reason="no C compiler")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, to be broken."""
    for source in build.sources():
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(build, "ROOM", tmp_path)
    return tmp_path


@needs_compiler
def test_sources_compile_without_warnings(room: Path) -> None:
    assert build.build(is_strict=True).parent == room


@needs_compiler
def test_changed_source_gives_another_library_and_removes_what_is_old(room: Path) -> None:
    old = build.build()
    foreign = room / f"_native_elsewhere_{old.name[-15:]}"
    foreign.touch()
    for made in (old, foreign):
        os.utime(made, (0, 0))
    (room / "more.c").write_text("int more(void) { return 1; }\n")
    young = build.build()
    (room / "more.c").write_text("int more(void) { return 2; }\n")
    new = build.build()
    assert set(room.glob("_native_*")) == {foreign, young, new}


@needs_compiler
def test_broken_source_leaves_nothing_behind(room: Path) -> None:
    (room / "more.c").write_text("int more(void) { return }\n")
    with pytest.raises(subprocess.CalledProcessError):
        build.build()
    assert list(room.glob("_native_*")) == []


def test_without_compiler_there_is_a_reason(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "compiler", lambda: None)
    with pytest.raises(FileNotFoundError, match="no C compiler"):
        build.build()


def test_command_that_builds_starts_without_a_warning() -> None:
    found = "import runpy; runpy.run_module('solver.native', run_name='not to build')"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", found],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_switch_does_without_the_library() -> None:
    code = "from solver.native.library import load; print(load())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={library.SWITCH: "0"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout == "None\n"
