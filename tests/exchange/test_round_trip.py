"""What is exported comes back unchanged, whatever people have written into it."""

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdo_share.accounts.models import Regime, RoleKind
from cdo_share.core.text import clean_line
from cdo_share.exchange.columns import COLUMNS
from cdo_share.exchange.csv_files import FORMULA, write_csv
from cdo_share.exchange.export import export_table
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.reading import read_table
from cdo_share.exchange.sheets import Sheet
from cdo_share.exchange.workbooks import write_workbook
from cdo_share.rounds.queries import get_period
from tests.exchange.desk import Desk, told
from tests.factories import (
    a_demand,
    a_member,
    a_period,
    a_person,
    a_role,
    a_site,
    an_engagement,
)

TORTURE = (
    *("=1+1", "@SUM(A1)", "+1", "-1", "'=1+1", "''", "'", "\t=1", "=cmd|' /C calc'!A0"),
    *("A\rB", "A\nB", "A\r\nB", "A\x00B", "A\x0bB", "A\x85B", "A\u2028B", "\u202eAB", "A\u200bB"),
    *("😀", "e" + "\u0301" * 1000, "{{7*7}}", "${7*7}", "<svg onload=alert(1)>", "javascript:x"),
    *("../../etc/passwd", "CON", "x" * 10_000, "שלום", "O'Brien", "%", "_", "\\", "100 %"),
    *('"', '""', ";", "a;b", "a,b", "#1", "_x0041_", "_x000D_", "1,23E+13", "007", "2026-12-31"),
    *("NULL", "None", "Ça, c’est « l’œuf » n° 5", "EXEMPLE", "\u00a0A\u202f", "  A  B  ", "oui"),
)
NAMES = st.one_of(
    st.sampled_from(TORTURE),
    st.text(max_size=200),
    st.text(alphabet="=+-@'\t;\"_x0#é ", max_size=9),
)


def files_of(sheet: Sheet) -> list[bytes]:
    return [write_csv(sheet), write_workbook([sheet])]


def kept(text_: str, limit: int = 120) -> str:
    """Return a text as our services would have stored it, never empty."""
    return clean_line(text_)[:limit].strip() or "A"


def fill(desk: Desk, name: str, trade: str) -> int:
    """Fill a groupement with one of everything that bears these texts; return its period."""
    site = a_site(desk.session, desk.groupement, address=kept(trade, 200))
    member = a_member(desk.session, desk.groupement, name=name, trade=trade, site_id=site.id)
    voice = a_person(desk.session, name=name)
    a_role(desk.session, voice, desk.groupement, RoleKind.MEMBER, member_id=member.id)
    person = a_person(desk.session, name=name, phone=name[:30])
    an_engagement(
        desk.session,
        desk.groupement,
        person_id=person.id,
        regime=Regime.PART_TIME,
        average_weeks=4,
        average_halfdays=20,
        base_id=site.id,
        skills={"VENTE-WEB": 3, "IA-USAGE": 1},
    )
    period = a_period(desk.session, desk.groupement, name=kept(name, 80))
    a_demand(desk.session, member, period, title=name)
    return period.id


def differences(desk: Desk, period_id: int, kind: TableKind) -> list[Any]:
    """Return what importing an exported table again would do, in each format and language."""
    found: list[Any] = []
    for language in ("fr", "en"):
        sheet = export_table(desk.session, desk.groupement.id, kind, language)
        for data in files_of(sheet):
            preview = desk.preview(kind, data, period_id=period_id)
            found += [told(preview), [plan.changes for plan in preview.changed], preview.new]
            found += [len(sheet.rows) - preview.unchanged, preview.contacts]
    return [one for one in found if one]


@pytest.mark.parametrize("kind", TableKind)
def test_every_torture_string_comes_back_unchanged(desk: Desk, kind: TableKind) -> None:
    period_id = fill(desk, "Premier", "Pain")
    period = get_period(desk.session, desk.groupement.id, period_id)
    for word in TORTURE:
        site = a_site(desk.session, desk.groupement, address=kept(word, 200))
        left = {"is_active": word != TORTURE[0]}
        member = a_member(desk.session, desk.groupement, name=kept(word), site_id=site.id, **left)
        person = a_person(desk.session, name=kept(word))
        an_engagement(desk.session, desk.groupement, person_id=person.id, **left)
        a_demand(desk.session, member, period, title=kept(word))

    assert differences(desk, period_id, kind) == []


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=NAMES, trade=NAMES)
def test_any_text_comes_back_unchanged(desk: Desk, name: str, trade: str) -> None:
    with desk.session.begin_nested() as savepoint:
        period_id = fill(desk, kept(name), clean_line(trade)[:200].strip())

        for kind in TableKind:
            assert differences(desk, period_id, kind) == []
        savepoint.rollback()


@given(words=st.lists(NAMES, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_cell_of_a_csv_file_is_a_formula(words: list[str]) -> None:
    sheet = Sheet("members", _columns(len(words)), [words], "fr")

    lines = write_csv(sheet).decode("utf-8-sig")

    assert not [cell for cell in _cells(lines)[1] if FORMULA.fullmatch(cell[:1])]


def _columns(count: int) -> Any:
    return COLUMNS["members"][:count]


def _cells(lines: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(lines, newline=""), delimiter=";"))


def test_exported_demand_keeps_what_a_table_does_not_say(desk: Desk) -> None:
    period_id = fill(desk, "A", "B")
    sheet = export_table(desk.session, desk.groupement.id, TableKind.DEMANDS, "fr")

    table = read_table(TableKind.DEMANDS, write_workbook([sheet]), language="fr")

    assert table.lines[0].cells["title"] == "A"
    assert differences(desk, period_id, TableKind.DEMANDS) == []
