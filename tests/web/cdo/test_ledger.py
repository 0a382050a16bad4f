"""A CDO reads their own load beside an even one, and of others only the sums."""

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from tests.factories import a_role, an_engagement
from tests.ledger.conftest import Autumn, autumn  # noqa: F401 - a fixture
from tests.ledger.past import a_release, had
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


def test_cdo_reads_their_load(
    session: Session,
    client_of: ClientOf,
    autumn: Autumn,  # noqa: F811
) -> None:
    """Zoé gave 29 of 40 half-days, another 11 of 10 at most: 40 of 50 together, so 32 and 8."""
    other = an_engagement(session, autumn.groupement, period_cap_halfdays=10)
    had(session, a_release(session, autumn.period), autumn.b, other, 11)
    person = session.get_one(Person, autumn.cdo.person_id)
    a_role(session, person, autumn.groupement, RoleKind.CDO, engagement_id=autumn.cdo.id)
    session.commit()
    browser = client_of(person)

    page = words(main_part(browser.get(f"/cdo/{autumn.cdo.id}/equite").text))

    for told in (
        "3 demi-journées de moins qu’une charge égale.",
        "Charge égale 40 × 40 ÷ 50 = 32",
        "Non compté dans la charge annulé : 1 par l’adhérent, 2 par le CDO",
    ):
        assert told in page, told
    assert session.get_one(Person, other.person_id).name not in page
    assert browser.get(f"/cdo/{other.id}/equite").status_code == 404
    assert (
        f'href="/cdo/{autumn.cdo.id}/equite"'
        in browser.get(f"/cdo/{autumn.cdo.id}/interventions").text
    )
