"""An import locks the database only while it writes what was prepared before."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Invitation, Member, RoleKind
from cdo_share.core.orm import transaction
from cdo_share.exchange import drafts
from cdo_share.exchange.row import Row
from cdo_share.web.coordinator.exchange import imports
from cdo_share.web.coordinator.people import inviting
from tests.exchange.files import csv_file, xlsx_file
from tests.factories import a_groupement, a_member, a_person, a_role
from tests.site import Site, a_site

pytestmark = pytest.mark.both_databases

ROWS = [
    ["nom", "commune", "contact", "e-mail du contact"],
    ["Crêperie du Port", "Vannes", "Anne", "anne@creperie.example"],
    ["Fournil", "Auray", "", "yann@fournil.example"],
]
PAGES = "/coordination/armor/tableaux/imports"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return the site on a database of its own."""
    with a_site(tmp_path) as site:
        yield site


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    """Return a browser in which a coordinator is logged in."""
    with Session(site.engine) as session, transaction(session):
        groupement, person = a_groupement(session, slug="armor"), a_person(session)
        a_role(session, person, groupement, RoleKind.COORDINATOR)
        return site.browser_of(session, person)


def watched(site: Site, act: Callable[..., Any], seen: list[bool]) -> Callable[..., Any]:
    """Return the act, which first notes whether the database is locked."""

    def watch(*arguments: Any, **values: Any) -> Any:
        seen.append(site.is_locked())
        return act(*arguments, **values)

    return watch


def begun(browser: FlaskClient, data: bytes) -> tuple[str, str]:
    """Return the address of the preview of a file, and its fingerprint."""
    form = {"kind": "members", "period": "0", "file": (io.BytesIO(data), "table.xlsx")}
    address = browser.post(PAGES, data=form).location
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', browser.get(address).text)[0]
    return address, seen


def test_nothing_is_read_or_written_out_while_the_database_is_locked(
    site: Site, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, list[bool]] = {"file": [], "line": [], "mail": []}
    for place, name, what in (
        (drafts, "read_table", "file"),
        (Row, "__init__", "line"),
        (inviting, "render_mail", "mail"),
    ):
        monkeypatch.setattr(place, name, watched(site, getattr(place, name), seen[what]))

    address, fingerprint = begun(browser, xlsx_file(ROWS))
    answer = browser.post(address, data={"seen": fingerprint, "invite": "1"})

    assert answer.status_code == 303
    assert seen == {"file": [False], "line": [False] * 4, "mail": [False] * 2}


def test_refused_confirmation_shows_the_preview_without_locking(
    site: Site, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = begun(browser, csv_file(ROWS))
    seen: list[bool] = []
    monkeypatch.setattr(Row, "__init__", watched(site, Row.__init__, seen))

    answer = browser.post(address, data={"seen": "another"})

    assert answer.status_code == 409
    assert seen == [False] * 4


def test_act_of_somebody_else_in_between_is_read_anew(
    site: Site, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, fingerprint = begun(browser, csv_file(ROWS))
    prepare, times = imports.prepare_import, []

    def prepare_then_register(*arguments: Any, **values: Any) -> Any:
        prepared = prepare(*arguments, **values)
        times.append(1)
        if len(times) == 1:
            with Session(site.engine) as session, transaction(session):
                groupement_id = prepared.target.groupement_id
                groupement = session.get_one(Groupement, groupement_id)
                a_member(session, groupement, name="Entre-temps")
        return prepared

    monkeypatch.setattr(imports, "prepare_import", prepare_then_register)
    answer = browser.post(address, data={"seen": fingerprint, "invite": "1"})

    with Session(site.engine) as session:
        counts = [
            session.scalar(select(func.count()).select_from(model))
            for model in (Member, Invitation)
        ]
    assert (answer.status_code, len(times), counts) == (303, 2, [3, 2])
