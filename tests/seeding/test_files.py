"""The shipped seed is read whole; a broken one is refused with file, line and reason."""

import shutil
from pathlib import Path

import pytest

from cdo_share.core.grid import Half
from cdo_share.seeding.faults import SeedRefused
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.seed import weekday_and_half

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped seed that a test may break."""
    return Path(shutil.copytree(SEEDS / "morbihan", tmp_path / "morbihan"))


def replace(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file; return the line where it stood."""
    data, mark = path.read_bytes(), old.encode()
    assert mark in data, f"{old!r} is not in {path.name}"
    path.write_bytes(data.replace(mark, new.encode(), 1))
    return data[: data.index(mark)].count(b"\n") + 1


def refusals(folder: Path) -> list[str]:
    """Return the sentences with which the seed in `folder` is refused."""
    with pytest.raises(SeedRefused) as refused:
        read_seed(folder, SEEDS / "communes.csv")
    return str(refused.value).splitlines()


def test_read_seed_shipped_seed_is_accepted_whole() -> None:
    seed = read_seed(SEEDS / "morbihan")
    counts = [len(seed.members), len(seed.cdos), len(seed.demands), len(seed.calendars)]
    assert counts == [24, 5, 31, 2]
    assert [c.members for c in seed.conflicts] == [("huitres-madec", "parcs-de-kerlann")]
    assert seed.coordinators[0].name == "Claire Morvan"


def test_impossible_of_adds_the_closing_days_of_the_member() -> None:
    seed = read_seed(SEEDS / "morbihan")
    by_id = {demand.id: demand for demand in seed.demands}
    asked = by_id["devis-de-mariage"]
    assert asked.impossible == ("fri-am", "fri-pm")
    assert seed.impossible_of(asked) == ("mon-am", "mon-pm", "fri-am", "fri-pm")


def test_weekday_and_half_last_halfday_is_friday_afternoon() -> None:
    assert weekday_and_half("mon-am") == (0, Half.AM)
    assert weekday_and_half("fri-pm") == (4, Half.PM)


BROKEN = [
    pytest.param(
        *("cdos.toml", "max_km = 50", "max_km = 50\nmax_miles = 31"),
        "{after}: max_miles: unknown key; correct or remove it",
        id="unknown key",
    ),
    pytest.param(
        *("cdos.toml", "period_cap = 86", 'period_cap = "86"'),
        "{line}: period_cap: '86' is not accepted; it should be a valid integer",
        id="wrong type",
    ),
    pytest.param(
        *("cdos.toml", 'kind = "leave"', 'kind = "illness"'),
        "{line}: exception.0.kind: 'illness' is not accepted; it should be 'leave', "
        "'training', 'other_work', 'unavailable' or 'extra'",
        id="an absence is never an illness",
    ),
    pytest.param(
        *("demands.toml", 'skill = "PROD-IND"', 'skill = "PROD-INT"'),
        "{line}: skill: 'PROD-INT': not in the catalogue of skills; use a code of it",
        id="unknown skill of a demand",
    ),
    pytest.param(
        *("cdos.toml", "STRAT-FIN = 2", "STRAT-FUN = 2"),
        "{line}: skills.STRAT-FUN: 'STRAT-FUN': not in the catalogue of skills; use a code of it",
        id="unknown skill of a CDO",
    ),
    pytest.param(
        *("cdos.toml", "STRAT-FIN = 2", "STRAT-FIN = 4"),
        "{line}: skills.STRAT-FIN: 4 is not accepted; it should be less than or equal to 3",
        id="level out of range",
    ),
    pytest.param(
        *("members.csv", ",56004,", ",56999,"),
        "{line}: insee: '56999': not in communes.csv; use the INSEE code of a commune of it",
        id="unknown commune",
    ),
    pytest.param(
        *("members.csv", ",56004,Arzal,", ",56004,Arzon,"),
        "{line}: commune: 'Arzon': communes.csv calls 56004 'Arzal'; correct one",
        id="commune of another code",
    ),
    pytest.param(
        *("members.csv", "47.5142", "47.9142"),
        "{line}: lat: 47.9142: 44 km from Arzal; correct the coordinates",
        id="coordinates far away",
    ),
    pytest.param(
        *("cdos.toml", "lat = 47.6601", "lat = 48.6601"),
        "{line}: base.lat: 48.6601: 112 km from Vannes; correct the coordinates",
        id="base far away",
    ),
    pytest.param(
        *("demands.toml", 'member = "chantier-le-goff"', 'member = "chantier-le-gof"'),
        "{line}: member: 'chantier-le-gof': no member has this id; correct it or add the member",
        id="unknown member",
    ),
    pytest.param(
        *("demands.toml", 'members = ["huitres-madec"', 'members = ["huitres-madek"'),
        "{line}: members: 'huitres-madek': no member has this id; correct it or add the member",
        id="unknown member of a conflict",
    ),
    pytest.param(
        *("demands.toml", 'members = ["huitres-madec"', 'members = ["parcs-de-kerlann"'),
        "{line}: members: 'parcs-de-kerlann': a member cannot be in conflict with itself; "
        "name another",
        id="conflict with itself",
    ),
    pytest.param(
        *("demands.toml", 'previous_cdo = "malo-kervadec"', 'previous_cdo = "malo"'),
        "{line}: previous_cdo: 'malo': no CDO has this id; correct it or add the CDO",
        id="unknown previous CDO",
    ),
    pytest.param(
        *("demands.toml", 'cdo = "anne-le-bihan"', 'cdo = "anne"'),
        "{line}: excluded.0.cdo: 'anne': no CDO has this id; correct it or add the CDO",
        id="unknown excluded CDO",
    ),
    pytest.param(
        *("demands.toml", 'cdo = "anne-le-bihan"', 'cdo = "karim-benali"'),
        "{line}: excluded.0.cdo: 'karim-benali': it is also previous_cdo; remove one",
        id="excluded and previous CDO",
    ),
    pytest.param(
        *("demands.toml", "latest = 2027-04-02", "latest = 2027-04-05"),
        "{line}: latest: 2027-04-05: outside the period; use a day from 2027-01-04 to 2027-04-02",
        id="demand outside the period",
    ),
    pytest.param(
        *("cdos.toml", "ends_on = 2027-02-26", "ends_on = 2027-06-26"),
        "{line}: exception.0.ends_on: 2027-06-26: outside the period; "
        "use a day from 2027-01-04 to 2027-04-02",
        id="leave outside the period",
    ),
    pytest.param(
        *("cdos.toml", "ends_on = 2027-02-26", "ends_on = 2027-02-16"),
        "{line}: exception.0.ends_on: 2027-02-16: the stretch ends before it starts; "
        "exchange its ends",
        id="leave that ends before it starts",
    ),
    pytest.param(
        *("demands.toml", "latest = 2027-02-19", "latest = 2027-01-03"),
        "{line}: latest: 2027-01-03: it is before earliest; exchange them\n"
        "{line}: latest: 2027-01-03: outside the period; use a day from 2027-01-04 to 2027-04-02",
        id="demand that ends before it starts",
    ),
    pytest.param(
        *("groupement.toml", "ends_on = 2027-04-02", "ends_on = 2026-04-02"),
        "{line}: ends_on: 2026-04-02: it is before starts_on; exchange them",
        id="period that ends before it starts",
    ),
    pytest.param(
        *("demands.toml", "earliest = 2027-01-04", 'earliest = "2027-01-04"'),
        "{line}: earliest: '2027-01-04' is not accepted; it should be a valid date",
        id="date in quotes",
    ),
    pytest.param(
        *("demands.toml", 'preferred = ["thu-am"]', 'preferred = ["mon-pm"]'),
        "{line}: preferred: 'mon-pm': it is also impossible; remove one",
        id="preferred and impossible",
    ),
    pytest.param(
        *("demands.toml", "halfdays = 16", "halfdays = 15"),
        "{line}: halfdays: 15: not a whole number of visits of 2; change it",
        id="half a visit",
    ),
    pytest.param(
        *("demands.toml", 'cadence = "weekly"', 'cadence = "weekly"\nhalfdays = 3'),
        "{after}: halfdays: 3: a regular cadence counts its visits itself; remove the key",
        id="amount of a regular cadence",
    ),
    pytest.param(
        *("demands.toml", 'cadence = "monthly"', 'cadence = "daily"'),
        "{line}: cadence: 'daily' is not accepted; "
        "it should be 'weekly', 'fortnightly', 'monthly' or 'once'",
        id="unknown cadence",
    ),
    pytest.param(
        *("members.csv", "erwan@huitres-madec.example", "erwan"),
        "{line}: email: 'erwan' is not accepted; "
        "write an address like prenom.nom@firme.example, in small letters",
        id="not an address",
    ),
    pytest.param(
        *("groupement.toml", '"claire-morvan"', '"Claire"'),
        "{line}: id: 'Claire' is not accepted; use small letters, digits and single hyphens",
        id="not a slug",
    ),
    pytest.param(
        *("groupement.toml", '"Europe/Paris"', '"Europe/Vannes"'),
        "{line}: timezone: 'Europe/Vannes' is not accepted; "
        "write a name of the time zone database, like Europe/Paris",
        id="unknown time zone",
    ),
    pytest.param(
        *("members.csv", ",47.5142,", ","),
        "{line}: 13 cells instead of 14; check the commas and the quotes",
        id="cell missing",
    ),
    pytest.param(
        *("members.csv", ",18,Gwenaël", ",,Gwenaël"),
        "{line}: headcount: missing; add it",
        id="cell empty",
    ),
    pytest.param(
        *("members.csv", "headcount", "staff"),
        "{line}: the columns are id,name,trade,problem,insee,commune,address,lat,lon,staff,"
        "contact,email,phone,closed; they should be id,name,trade,problem,insee,commune,"
        "address,lat,lon,headcount,contact,email,phone,closed",
        id="column renamed",
    ),
    pytest.param(
        *("public_holidays.csv", "2027-05-08", "2027-05-01"),
        "{line}: day: '2027-05-01' is already that of line 4; change one",
        id="holiday twice",
    ),
    pytest.param(
        *("public_holidays.csv", "2027-05-08", "8 mai"),
        "{line}: day: '8 mai' is not accepted; it should be a valid date or datetime, "
        "input is too short",
        id="holiday that is no date",
    ),
    pytest.param(
        *("demands.toml", 'id = "factures-conformes"', 'id = "suivre-les-bateaux"'),
        "{line}: id: 'suivre-les-bateaux' is already that of line 4; change one",
        id="demand twice",
    ),
    pytest.param(
        *("cdos.toml", "malo.kervadec@golfe", "anne.lebihan@golfe"),
        "{line}: email: 'anne.lebihan@golfe-numerique.example' is already that of line 7; "
        "change one",
        id="CDO twice",
    ),
    pytest.param(
        *("cdos.toml", 'name = "Anne Le Bihan"', 'name = "  "'),
        "{line}: name: '  ' is not accepted; string should have at least 1 character",
        id="blank name",
    ),
    pytest.param(
        *("groupement.toml", "ends_on = 2027-04-02", "ends_on = 2027-07-12"),
        "{line}: ends_on: 2027-07-12: a period lasts 27 weeks at most; choose an earlier day",
        id="period too long",
    ),
    pytest.param(
        *("demands.toml", "[[conflict]]", "[[conflit]]"),
        "{line}: conflit: unknown table; use one of demand, conflict",
        id="unknown table",
    ),
    pytest.param(
        *("cdos.toml", "week_cap = 9", "week_cap = = 9"),
        "{line}: not TOML: Invalid value (at line {line}, column 12); correct the line",
        id="not TOML",
    ),
    pytest.param(
        *("cdos.toml", "calendars/anne-le-bihan.ics", "calendars/anna.ics"),
        "{line}: calendar: 'calendars/anna.ics' is not a file of the seed; add it",
        id="calendar missing",
    ),
    pytest.param(
        *("cdos.toml", "calendars/anne-le-bihan.ics", "../communes.csv"),
        "{line}: calendar: '../communes.csv' is not a file of the seed; add it",
        id="calendar outside the folder",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), BROKEN)
def test_read_seed_one_fault_is_refused_with_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    line = replace(folder / file, old, new)
    wanted = expected.format(line=line, after=line + 1).split("\n")
    assert refusals(folder) == [f"{file}:{sentence}" for sentence in wanted]


def test_read_seed_faults_in_two_files_are_both_told(folder: Path) -> None:
    first = replace(folder / "cdos.toml", "STRAT-FIN = 2", "STRAT-FUN = 2")
    second = replace(folder / "members.csv", ",56004,", ",56999,")
    assert refusals(folder) == [
        f"cdos.toml:{first}: skills.STRAT-FUN: 'STRAT-FUN': "
        "not in the catalogue of skills; use a code of it",
        f"members.csv:{second}: insee: '56999': "
        "not in communes.csv; use the INSEE code of a commune of it",
    ]


def test_read_seed_missing_file_is_told_without_the_references_to_it(folder: Path) -> None:
    (folder / "members.csv").unlink()
    assert refusals(folder) == ["members.csv:1: the file is missing; add it"]


def test_read_seed_file_of_another_encoding_names_the_line(folder: Path) -> None:
    path = folder / "members.csv"
    line = replace(path, "Maëlle", "Maelle")
    path.write_bytes(path.read_bytes().replace(b"Maelle", b"Ma\xeblle"))
    assert refusals(folder) == [f"members.csv:{line}: not UTF-8; save the file in that encoding"]


def test_read_seed_period_left_out_is_told(folder: Path) -> None:
    path = folder / "groupement.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[period]")], encoding="utf-8")
    assert refusals(folder) == ["groupement.toml:1: period: missing table; add [period]"]


def test_read_seed_table_of_communes_missing_is_told(folder: Path) -> None:
    with pytest.raises(SeedRefused) as refused:
        read_seed(folder)
    assert str(refused.value) == "communes.csv:1: the file is missing; add it"


CALENDAR = "calendars/anne-le-bihan.ics"
BROKEN_CALENDARS = [
    pytest.param(
        *("TRIGGER:-P0DT0H30M0S", "TRIGGER -P0DT0H30M0S"),
        "'TRIGGER -P0DT0H30M0S' is not NAME:value; export the calendar again",
        id="line without a colon",
    ),
    pytest.param(
        *("END:VALARM", "END:VTODO"),
        "'END:VTODO' ends what did not begin; export the calendar again",
        id="parts that do not nest",
    ),
    pytest.param(
        *("DTSTART;VALUE=DATE:20270204", "DTSTART;VALUE=DATE:20271304"),
        "DTSTART: Wrong date format 20271304; correct or remove the line",
        id="date that does not exist",
    ),
    pytest.param(
        *("END:VEVENT\r\nEND:VCALENDAR\r\n", "END:VEVENT\r\n"),
        "VCALENDAR does not end; export the calendar again",
        id="cut off",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN_CALENDARS)
def test_read_seed_unreadable_calendar_names_its_line(
    folder: Path, old: str, new: str, expected: str
) -> None:
    line = replace(folder / CALENDAR, old, new)
    assert refusals(folder) == [f"{CALENDAR}:{line}: {expected}"]


def test_read_seed_calendar_without_events_is_refused(folder: Path) -> None:
    (folder / CALENDAR).write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nEND:VCALENDAR\r\n"
    )
    assert refusals(folder) == [f"{CALENDAR}:1: no VEVENT in the file; export the calendar again"]
