"""How long the pages of a large plan take, by processor time; printed with `pytest -s`."""

from functools import partial

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from tests.factories import a_person, a_role
from tests.pace import measure_least
from tests.planning.large import a_large
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf

SECONDS = {"M": 1.0, "XL": 3.0}  # 150 and 1 500 members
PAGES = (
    *("", "/partage", "/manques", "/carte", "/publier", "/rapport"),
    *("/calendrier", "/calendrier?vue=mois&lignes=adherents", "/calendrier?vue=periode"),
    "/calendrier?vue=liste",
)


@pytest.mark.parametrize("size", SECONDS)
def test_pages_of_a_large_plan_open_quickly(
    session: Session, client_of: ClientOf, size: str
) -> None:
    large = a_large(session, size)
    plan = large.plan()
    person = a_person(session)
    a_role(session, person, large.groupement, RoleKind.COORDINATOR)
    browser = client_of(person)
    home = f"/coordination/{large.groupement.slug}/plans/{plan.id}"
    browser.get(home)  # the first page of a browser also notes that it is alive
    took, statements = {}, {}

    def open_anew(page: str) -> None:
        session.expire_all()
        browser.get(page)

    for page in PAGES:
        session.expire_all()
        with recorded_statements(session) as sent:
            assert browser.get(home + page).status_code == 200, page
        statements[page] = len(sent)
        took[page] = measure_least(partial(open_anew, home + page))
    print({page: f"{seconds:.2f} s" for page, seconds in took.items()}, statements)

    assert {page: seconds for page, seconds in took.items() if seconds >= SECONDS[size]} == {}
    assert max(statements.values()) <= 15
