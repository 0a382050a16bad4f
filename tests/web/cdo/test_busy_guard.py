"""Calendars are read only where a process can be limited, and pages stay few statements."""

import pytest
from sqlalchemy.orm import Session

from cdo_share.availability.reading import guard
from tests.availability.reading.files import calendar
from tests.statements import recorded_statements
from tests.web.cdo.test_busy import ADDRESS, Cdo, a_calendar, an_address, at, cdo, monday, rows

__all__ = ["cdo"]  # fixtures


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend to be on a system that cannot limit a process."""
    monkeypatch.setattr(guard, "is_confinable", lambda: False)


@pytest.mark.usefixtures("unguarded")
def test_system_that_cannot_limit_a_process_says_so_and_refuses(session: Session, cdo: Cdo) -> None:
    pages = [cdo.get(), cdo.get("/fichier"), cdo.get("/adresses/ajouter")]
    form = {"name": "Google", "address": ADDRESS}

    assert all("ne peuvent pas être lus sans danger" in page for page in pages)
    assert cdo.upload(calendar(at(monday(), 9))).status_code == 409
    assert cdo.client.post(f"{cdo.path}/adresses/ajouter", data=form).status_code == 409
    assert rows(session) == []


@pytest.mark.parametrize("path", ["", "/fichier", "/adresses/ajouter", "/1"])
def test_pages_take_few_statements_however_many_calendars(
    session: Session, cdo: Cdo, path: str
) -> None:
    counts = []
    for number in range(2):
        for one in range(2 + 8 * number):
            read = a_calendar(session, cdo, name=f"Agenda {number} {one}")
            an_address(session, cdo, name=f"Agenda {number} {one}", calendar_id=read.id)
        where = path.replace("1", str(read.id))
        cdo.get(where)
        with recorded_statements(session) as statements:
            cdo.get(where)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 15
