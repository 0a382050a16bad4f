"""A member reads their own account, and of others only the sums."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from tests.factories import a_person, a_role
from tests.ledger.conftest import Autumn, autumn  # noqa: F401 - a fixture
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


@pytest.fixture
def voice(session: Session, autumn: Autumn) -> Person:  # noqa: F811
    person = a_person(session, name="Anne Aubin")
    a_role(session, person, autumn.groupement, RoleKind.MEMBER, member_id=autumn.a.id)
    session.commit()
    return person


@pytest.fixture
def browser(client_of: ClientOf, voice: Person) -> FlaskClient:
    return client_of(voice)


def test_member_reads_what_is_owed_and_why(
    browser: FlaskClient,
    autumn: Autumn,  # noqa: F811
) -> None:
    page = words(main_part(browser.get(f"/adherent/{autumn.a.id}/equite").text))

    for told in (
        "Il vous est encore dû 2 demi-journées. Vos besoins pèseront davantage la prochaine fois.",
        "Part équitable 20 × 30 ÷ 50 = 12",
        "Un besoin urgent 30 × 1,10 = 33",
    ):
        assert told in page, told
    assert "Brasserie Bihan" not in page


def test_other_members_account_is_not_found(
    browser: FlaskClient,
    autumn: Autumn,  # noqa: F811
) -> None:
    assert browser.get(f"/adherent/{autumn.b.id}/equite").status_code == 404


def test_visits_lead_to_it(browser: FlaskClient, autumn: Autumn) -> None:  # noqa: F811
    page = browser.get(f"/adherent/{autumn.a.id}/interventions").text

    assert f'href="/adherent/{autumn.a.id}/equite"' in page
