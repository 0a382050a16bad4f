"""A CDO's usual week and exceptions, as typed on the page."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, RoleKind
from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.queries import get_availability
from cdo_share.core.grid import Half
from tests.factories import a_groupement, a_person, a_role, an_engagement
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf


@dataclass
class Cdo:
    """A CDO with a browser."""

    engagement: Engagement
    client: FlaskClient

    @property
    def path(self) -> str:
        """Return the address of the availability page."""
        return f"/cdo/{self.engagement.id}/disponibilites"


@pytest.fixture
def cdo(session: Session, client_of: ClientOf) -> Cdo:
    groupement, person = a_groupement(session), a_person(session, name="Anne Le Bihan")
    engagement = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    return Cdo(engagement, client_of(person))


def stored(session: Session, cdo: Cdo) -> tuple[set[tuple[int, Half]], list[tuple[object, ...]]]:
    """Return pattern and exceptions as stored."""
    session.expire_all()
    known = get_availability(session, cdo.engagement.groupement_id, cdo.engagement.id)
    exceptions = [
        (e.kind, e.starts_on, e.starts_half, e.ends_on, e.ends_half) for e in known.exceptions
    ]
    return set(known.pattern), exceptions


def leave(**changes: str) -> dict[str, str]:
    """Return a filled form for a week of leave."""
    values = {
        "kind": "leave",
        "starts_on": "2027-02-15",
        "starts_half": "am",
        "ends_on": "2027-02-19",
        "ends_half": "pm",
        "repeats": "never",
    }
    return values | changes


def test_usual_week_is_stored_as_ticked(session: Session, cdo: Cdo) -> None:
    answer = cdo.client.post(
        f"{cdo.path}/semaine", data={"work-0-am": "1", "work-4-pm": "1", "work-7-am": "1"}
    )

    assert answer.location == cdo.path
    assert stored(session, cdo)[0] == {(0, Half.AM), (4, Half.PM)}


def test_usual_week_shows_what_is_stored(cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/semaine", data={"work-2-am": "1"})

    page = cdo.client.get(cdo.path).get_data(as_text=True)

    assert page.count('value="1" checked') == 1
    assert 'name="work-2-am" value="1" checked' in page
    assert "1 demi-journée par semaine" in page


def test_leave_is_stored_and_listed(session: Session, cdo: Cdo) -> None:
    answer = cdo.client.post(f"{cdo.path}/exceptions", data=leave(), follow_redirects=True)

    expected = (ExceptionKind.LEAVE, date(2027, 2, 15), Half.AM, date(2027, 2, 19), Half.PM)
    assert stored(session, cdo)[1] == [expected]
    assert "15 février 2027 au 19 février 2027" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": ""}, "Indiquez le premier jour."),
        ({"ends_on": "2027-02-12"}, "15 février 2027"),
    ],
)
def test_leave_with_a_fault_keeps_what_was_typed(
    session: Session, cdo: Cdo, changes: dict[str, str], sentence: str
) -> None:
    answer = cdo.client.post(f"{cdo.path}/exceptions", data=leave(kind="training", **changes))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert '<option selected value="training">' in page
    assert stored(session, cdo)[1] == []


def test_exception_is_removed(session: Session, cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/exceptions", data=leave())
    known = get_availability(session, cdo.engagement.groupement_id, cdo.engagement.id)

    answer = cdo.client.post(f"{cdo.path}/exceptions/{known.exceptions[0].id}/retrait")

    assert answer.location == cdo.path
    assert stored(session, cdo)[1] == []


@pytest.mark.parametrize("page", ["", "/interventions", "/disponibilites", "/agendas"])
def test_page_of_a_new_cdo_says_what_to_do(cdo: Cdo, session: Session, page: str) -> None:
    with recorded_statements(session) as statements:
        answer = cdo.client.get(f"/cdo/{cdo.engagement.id}{page}")

    assert answer.status_code == 200
    assert len(statements) <= 15
