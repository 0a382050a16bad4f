"""What commands refuse of their inputs: one sentence per fault, and exit status 2."""

from pathlib import Path

import pytest

import solver
from solver.cli import main
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance
from tests.solver.test_cli import saved


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    plan = a_plan(a_visit(), a_visit(day=DAYS[5]))
    return [saved(tmp_path / "i.json", an_instance()), saved(tmp_path / "p.json", plan)]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err.splitlines()


def not_a_date(option: str, value: str) -> str:
    return f"option {option} is '{value}': give a date written YYYY-MM-DD, or none."


PERIOD = "the period is from 2027-01-04 to 2027-01-15: give a day of it, or none."


@pytest.mark.parametrize(
    ("first", "last", "sentences"),
    [
        ("xx", "yy", [not_a_date("from", "xx"), not_a_date("to", "yy")]),
        ("2027-02-30", None, [not_a_date("from", "2027-02-30")]),
        (None, "20270105", [not_a_date("to", "20270105")]),
        ("2027-01-18", None, [f"option from is 2027-01-18, but {PERIOD}"]),
        (None, "2027-01-03", [f"option to is 2027-01-03, but {PERIOD}"]),
        (
            "2027-01-06",
            "2027-01-05",
            ["option to is 2027-01-05, before 2027-01-06: give a later date, or none."],
        ),
    ],
)
def test_an_absence_has_dates_of_the_period(
    first: str | None,
    last: str | None,
    sentences: list[str],
    files: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = [*(["--from", first] if first else []), *(["--to", last] if last else [])]
    instance = solver.read_instance(an_instance())
    plan = solver.read_plan(a_plan(), instance="tiny")

    assert refused(capsys, "alternatives", *files, "--cdo", "C1", *options) == sentences
    with pytest.raises(solver.InvalidInstance) as error:
        solver.substitutes(instance, plan, "C1", first, last)
    assert error.value.faults == sentences


def test_an_absence_may_begin_before_the_period_and_end_after(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--cdo", "C1", "--from", "2026-12-24", "--to", "2027-02-01"]
    assert main(["alternatives", *files, *given]) == 0
    assert f'"to": "{DAYS[-1]}"' in capsys.readouterr().out


def test_alternatives_for_a_visit_need_its_day(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "alternatives", *files, "--demand", "D1") == [
        "option --day is missing: name the day of the visit of demand D1:"
        " its days are 2027-01-04, 2027-01-11."
    ]


@pytest.mark.parametrize("depth", [1_000, 5_000, 100_000])
def test_json_that_is_nested_too_deeply_is_a_fault(
    depth: int, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * depth + "]" * depth)

    assert len(refused(capsys, "check", files[0], str(deep))) == 1
    assert len(refused(capsys, "bound", str(deep))) == 1


def test_json_that_is_nested_too_deeply_is_named(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (deep := tmp_path / "deep.json").write_text("[" * 100_000 + "]" * 100_000)

    sentence = f"file {deep}: its values are nested too deeply: it is no instance, plan or piece."
    assert refused(capsys, "check", files[0], str(deep)) == [sentence]


@pytest.mark.parametrize("name", ["slot", "length"])
def test_a_wish_is_for_slots_that_a_day_can_have(
    name: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    huge = "9" * 21

    assert refused(capsys, "why-not", *files, "--demand", "D1", f"--{name}", huge) == [
        f"option --{name} is {huge}, above 1440: no day has so many slots."
    ]


@pytest.mark.parametrize("command", ["solve", "curve", "what-if"])
@pytest.mark.parametrize("workers", ["0", "65", "many"])
def test_workers_have_a_range(
    command: str, workers: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    needed = {"solve": ["-o", "x"], "what-if": [files[1], "--edits", files[1]]}

    with pytest.raises(SystemExit) as ended:
        main([command, files[0], *needed.get(command, []), "--workers", workers])

    assert ended.value.code == 2
    sentence = f"argument --workers: it is '{workers}': give a whole number from 1 to 64.\n"
    assert capsys.readouterr().err.endswith(sentence)


def test_64_workers_are_not_too_many(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "o.json")
    assert main(["solve", files[0], "-o", out, "--workers", "64", "--time-limit", "1"]) == 0


@pytest.mark.parametrize("command", ["explain", "compare", "why-not", "alternatives", "what-if"])
def test_plans_that_name_what_does_not_exist_are_refused(
    command: str, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = saved(
        tmp_path / "wrong.json",
        a_plan(
            a_visit("x", "y", "2027-01-09", -5, -3),
            a_visit(slot=99999999999999999999, length=99999999),
            a_visit(slot=1, length=2),
        ),
    )
    others = {
        "compare": [files[1]],
        "why-not": ["--demand", "D1"],
        "alternatives": ["--cdo", "C1"],
        "what-if": ["--edits", saved(tmp_path / "e.json", {})],
    }

    head = "plan: the visit of 'x' by 'y' on 2027-01-09"
    assert sorted(refused(capsys, command, files[0], wrong, *others.get(command, []))) == [
        "plan: the visit of 'D1' by 'C1' on 2027-01-04: slots of length 2 from slot 1 do not"
        " lie in a day of 2 slots.",
        "plan: the visit of 'D1' by 'C1' on 2027-01-04: slots of length 99999999 from slot"
        " 99999999999999999999 do not lie in a day of 2 slots.",
        f"{head}: its CDO is not among the CDOs.",
        f"{head}: its day is not among the days.",
        f"{head}: its demand is not among the demands.",
        f"{head}: slots of length -3 from slot -5 do not lie in a day of 2 slots.",
    ]


def test_the_second_plan_of_compare_is_read_by_its_own_instance(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = saved(tmp_path / "wrong.json", a_plan(a_visit("D9")))

    assert refused(capsys, "compare", *files, wrong) == [
        "plan: the visit of 'D9' by 'C1' on 2027-01-04: its demand is not among the demands."
    ]


def test_check_judges_such_a_plan(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = saved(tmp_path / "wrong.json", a_plan(a_visit("D9")))

    assert main(["check", files[0], wrong]) == 1
    assert '"H0": 1' in capsys.readouterr().out


def test_sentences_speak_of_lists_and_objects(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = saved(tmp_path / "wrong.json", {"visits": 5})
    skills = an_instance()
    skills["cdos"][0]["skills"] = 3

    assert refused(capsys, "check", files[0], plan) == [
        "plan: the field visits is 5: input should be a valid list."
    ]
    assert refused(capsys, "bound", saved(tmp_path / "skills.json", skills)) == [
        "CDO C1: the field skills is 3: input should be a valid object."
    ]
