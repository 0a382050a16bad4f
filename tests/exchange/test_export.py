"""What leaves the house: everything of one groupement, nothing of another, no formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.exchange.csv_files import write_csv_archive
from cdo_share.exchange.export import export_all
from cdo_share.exchange.workbooks import write_workbook
from cdo_share.rounds.models import CdoAnswer, MemberAnswer
from tests.factories import a_demand, a_groupement, a_member, a_period, a_person, an_engagement
from tests.statements import recorded_statements

ANSWERED_AT = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # the second of December in Paris


def fill(session: Session, groupement: Groupement, name: str, members: int = 1) -> None:
    person = a_person(session, name=f"{name} C")
    engagement = an_engagement(session, groupement, person_id=person.id)
    period = a_period(session, groupement, name=f"{name} P")
    session.add(
        AvailabilityException(
            engagement_id=engagement.id,
            kind=ExceptionKind.LEAVE,
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 1, 8),
        )
    )
    for _ in range(members):
        member = a_member(session, groupement, name=f"{name} M")
        a_demand(session, member, period, title=f"{name} D")
        whose = {"groupement_id": groupement.id, "period_id": period.id}
        session.add(MemberAnswer(**whose, member_id=member.id, answered_at=ANSWERED_AT))
    session.add(CdoAnswer(**whose, engagement_id=engagement.id, answered_at=ANSWERED_AT))
    session.flush()


@pytest.fixture
def groupement(session: Session) -> Groupement:
    groupement = a_groupement(session)
    fill(session, groupement, "=1+1")
    fill(session, a_groupement(session), "Étranger")
    return groupement


def test_workbook_has_a_sheet_for_each_thing_with_text_and_real_dates(
    session: Session, groupement: Groupement
) -> None:
    content = write_workbook(export_all(session, groupement.id, "fr"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert book.sheet_names == [
        *("adhérents", "CDO", "besoins", "semaines types", "exceptions", "interventions"),
        "réponses",
    ]
    assert [len(sheet) for sheet in rows.values()] == [2, 2, 2, 11, 2, 1, 3]
    assert rows["adhérents"][1][1] == "=1+1 M"
    assert rows["exceptions"][1][3:7] == [date(2027, 1, 4), "matin", date(2027, 1, 8), "après-midi"]
    assert [row[4] for row in rows["réponses"][1:]] == [date(2026, 12, 2)] * 2


def test_no_formula_and_nothing_of_another_groupement_in_any_format(
    session: Session, groupement: Groupement
) -> None:
    sheets = export_all(session, groupement.id, "fr")
    with zipfile.ZipFile(io.BytesIO(write_workbook(sheets))) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist()).decode()
    with zipfile.ZipFile(io.BytesIO(write_csv_archive(sheets))) as archive:
        names = archive.namelist()
        texts = [archive.read(name).decode("utf-8-sig") for name in names]

    cells = [
        cell for one in texts for row in csv.reader(io.StringIO(one), delimiter=";") for cell in row
    ]
    assert "<f>" not in parts
    assert "Étranger" not in parts + "".join(texts)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))] == []
    assert "'=1+1 M" in cells
    assert names == [
        f"{name}.csv"
        for name in (
            *("adherents", "cdo", "besoins", "semaines-types", "exceptions", "interventions"),
            "reponses",
        )
    ]


def test_export_takes_as_many_statements_for_many_members(session: Session) -> None:
    few, many = a_groupement(session), a_groupement(session)
    fill(session, few, "A")
    fill(session, many, "A", members=20)
    counts = []

    for groupement in (few, many):
        session.expire_all()
        groupement_id = groupement.id
        with recorded_statements(session) as statements:
            export_all(session, groupement_id, "fr")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 25
