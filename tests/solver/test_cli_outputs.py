"""What a command is to write is tried before the work, so that no plan is lost after it."""

import json
from pathlib import Path

import pytest

from solver.cli import main
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance
from tests.solver.test_cli import saved


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    plan = saved(tmp_path / "p.json", a_plan(a_visit()))
    return [saved(tmp_path / "i.json", an_instance(published=[a_visit()])), plan]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Run a command that must end before any work; give what it says."""
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err.splitlines()


def test_solve_is_refused_where_its_plan_could_not_be_written(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.report.json").mkdir()
    nowhere, folder, report = (tmp_path / name for name in ("no/x.json", "", "x.json"))

    told = [
        refused(capsys, "solve", files[0], "-o", str(path)) for path in (nowhere, folder, report)
    ]

    assert told == [
        [
            f"option --out: {nowhere} cannot be written: No such file or directory:"
            " name a file in a folder that exists and that you may write in."
        ],
        [f"option --out: {folder} is not a file: name a file."],
        [f"option --out: {tmp_path / 'x.report.json'} is not a file: name a file."],
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["i.json", "p.json", "x.report.json"]


def test_an_empty_name_is_no_file(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["solve", files[0], "-o", ""])

    assert ended.value.code == 2
    assert "argument -o/--out: it is empty: name a file or folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["what-if", "why-not", "merge", "solve-piece"])
def test_commands_that_write_one_file_try_it_first(
    command: str, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = saved(tmp_path / "e.json", {"format": "cdo-timeshare-edits/1"})
    given = {
        "what-if": [*files, "--edits", edits],
        "why-not": [*files, "--demand", "D2"],
        "merge": [*files, edits],
        "solve-piece": [edits],
    }

    told = refused(capsys, command, *given[command], "-o", str(tmp_path))

    assert told == [f"option --out: {tmp_path} is not a file: name a file."]


def test_what_if_tries_the_edited_instance_too(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--edits", files[0], "--instance-out", str(tmp_path)]

    told = refused(capsys, "what-if", *files, *asked)

    assert told == [f"option --instance-out: {tmp_path} is not a file: name a file."]


@pytest.mark.parametrize("command", ["pieces", "curve"])
def test_a_file_is_no_folder_to_write_into(
    command: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = files if command == "pieces" else files[:1]

    told = refused(capsys, command, *given, "-o", files[1])

    assert told == [
        f"option --out: {files[1]} cannot be a folder: File exists:"
        " name a folder that you may write in, or a new one."
    ]


def test_a_plan_that_stands_in_the_file_is_left_until_there_is_another(
    files: list[str], tmp_path: Path
) -> None:
    bad = saved(tmp_path / "bad.json", an_instance(colour="red"))

    assert main(["solve", bad, "-o", files[1]]) == 2

    assert json.loads(Path(files[1]).read_text())["visits"][0]["day"] == DAYS[0]
