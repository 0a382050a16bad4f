"""The CDO's own calendars on the pages: given, looked at, accepted, read again, forgotten."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cdo_share.accounts.models import Engagement, RoleKind
from cdo_share.availability.keeping import store_reading
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)
from cdo_share.availability.reading.limits import MOST_FILE_BYTES
from cdo_share.availability.sealing import Seal
from cdo_share.core.clock import utc_now
from cdo_share.planning.instance import build_instance
from cdo_share.rounds.models import Period
from cdo_share.settings import Settings
from tests.availability.reading.files import calendar, event
from tests.availability.spans import MORNING, a_reading
from tests.factories import (
    a_calendar_address,
    a_groupement,
    a_period,
    a_person,
    a_role,
    an_engagement,
)
from tests.web.conftest import ClientOf

ADDRESS = "https://agenda.example/secret-part/a.ics"


@dataclass
class Cdo:
    """A CDO with a browser, and a period of four weeks that is to come."""

    engagement: Engagement
    client: FlaskClient
    period: Period

    @property
    def path(self) -> str:
        """Return the address of the calendars' pages."""
        return f"/cdo/{self.engagement.id}/agendas-personnels"

    def get(self, path: str = "") -> str:
        """Return a page as text."""
        answer = self.client.get(self.path + path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def upload(self, data: bytes, **values: str) -> Any:
        """Send a file."""
        return self.send("/fichier", data, **({"name": "Outlook"} | values))

    def send(self, path: str, data: bytes, **values: str) -> Any:
        """Send a form with a file; encoded here, because the client would leave a file open."""
        boundary, body = encode_multipart({**values, "file": FileStorage(BytesIO(data), "a.ics")})
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(self.path + path, data=body, content_type=kind)


@pytest.fixture
def cdo(session: Session, client_of: ClientOf) -> Cdo:
    groupement, person = a_groupement(session), a_person(session, name="Anne Le Bihan")
    engagement = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    period = a_period(
        session, groupement, starts_on=monday(), ends_on=monday() + timedelta(days=25)
    )
    return Cdo(engagement, client_of(person), period)


def monday() -> date:
    """Return the Monday after the next one."""
    today = utc_now().date()
    return today + timedelta(days=14 - today.weekday())


def at(day: date, hour: int, *lines: str, uid: str = "a") -> list[str]:
    """Return an hour in Paris."""
    start = f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T{hour:02}0000"
    return event(start, "DURATION:PT1H", "SUMMARY:Entretien Dupont", *lines, uid=uid)


def rows(session: Session) -> list[ExternalCalendar]:
    """Return the stored calendars by number."""
    session.expire_all()
    return list(session.scalars(select(ExternalCalendar).order_by(ExternalCalendar.id)))


def available(session: Session, cdo: Cdo) -> str:
    """Return the CDO's slots as the solver will see them."""
    session.expire_all()
    instance = build_instance(
        session,
        groupement_id=cdo.engagement.groupement_id,
        period_id=cdo.period.id,
        published=[],
        name="walk",
    )
    return str(instance["cdos"][0]["available"])


def test_walk_from_a_file_to_a_half_day_that_is_no_longer_offered(
    session: Session, cdo: Cdo
) -> None:
    before = available(session, cdo)
    file = calendar(
        at(monday(), 9),
        at(monday() + timedelta(days=1), 14, "STATUS:TENTATIVE", uid="b"),
        event("DTSTART:garbage", uid="c"),
    )

    answer = cdo.upload(file)
    page = cdo.client.get(answer.location).get_data(as_text=True)
    preview = available(session, cdo)
    accepted = cdo.client.post(f"{answer.location}/accepter", follow_redirects=True)

    assert "1 demi-journée" in page
    assert "sur 40 demi-journées" in page
    assert "1 entrée n’a pas pu être lue" in page
    assert "Dupont" not in page
    assert "« Outlook » compte désormais." in accepted.get_data(as_text=True).replace("\xa0", " ")
    assert before == preview == "1" * 40
    assert available(session, cdo) == "0" + "1" * 39


def test_own_visits_are_said_to_be_ignored(session: Session, cdo: Cdo) -> None:
    answer = cdo.upload(calendar(at(monday(), 9, "URL:http://localhost/")))
    page = cdo.client.get(answer.location).get_data(as_text=True)

    assert "1 entrée est une intervention prévue ici" in page
    assert "Rien n’est pris sur cette période" in page


@pytest.mark.parametrize(
    ("data", "values", "sentences"),
    [
        (b"<html>", {}, ["Ce fichier n’est pas un agenda"]),
        (b"", {}, ["Ce fichier est vide"]),
        (b"<html>", {"name": ""}, ["Donnez à l’agenda un nom", "Ce fichier n’est pas un agenda"]),
        (b"x" * (MOST_FILE_BYTES + 1), {}, ["Ce fichier dépasse 10"]),
    ],
)
def test_file_with_faults_says_them_all_and_stores_nothing(
    session: Session, cdo: Cdo, data: bytes, values: dict[str, str], sentences: list[str]
) -> None:
    answer = cdo.upload(data, **values)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert rows(session) == []


def test_file_of_ten_megabytes_is_taken(session: Session, cdo: Cdo) -> None:
    padding = "DESCRIPTION:" + "x" * 9_900_000

    assert cdo.upload(calendar(at(monday(), 9, padding))).status_code == 302
    assert len(rows(session)) == 1


def test_other_forms_keep_their_usual_length(cdo: Cdo) -> None:
    answer = cdo.send("/adresses/ajouter", b"x" * 4_000_000, name="x")

    assert answer.status_code == 413
    assert "envoyez un fichier plus petit." in answer.get_data(as_text=True)


def test_address_is_stored_sealed_and_the_page_waits(
    session: Session, cdo: Cdo, settings: Settings
) -> None:
    form = {"name": "Google", "address": ADDRESS, "elsewhere_is_busy": "y"}

    answer = cdo.client.post(f"{cdo.path}/adresses/ajouter", data=form)
    page = cdo.client.get(answer.location).get_data(as_text=True)

    row = session.scalars(select(CalendarAddress)).one()
    assert Seal(settings.secret_key).open(row.address) == ADDRESS
    assert row.elsewhere_is_busy
    assert "L’agenda est en cours de lecture." in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "secret-part" not in page


def test_address_with_faults_says_them_all_and_keeps_what_was_typed(
    session: Session, cdo: Cdo
) -> None:
    form = {"name": "", "address": "http://agenda.example/a.ics"}

    answer = cdo.client.post(f"{cdo.path}/adresses/ajouter", data=form)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Donnez à l’agenda un nom" in page
    assert "Ce n’est pas l’adresse d’un agenda." in page
    assert 'value="http://agenda.example/a.ics"' in page
    assert session.scalars(select(CalendarAddress)).all() == []


def an_address(session: Session, cdo: Cdo, **values: Any) -> CalendarAddress:
    """Return an address of the CDO that is not due."""
    later = {"created_at": utc_now(), "next_try_at": utc_now() + timedelta(hours=1)}
    row = a_calendar_address(session, cdo.engagement, **(later | values))
    session.commit()
    return row


def a_calendar(
    session: Session, cdo: Cdo, *, read_at: datetime | None = None, **values: Any
) -> ExternalCalendar:
    """Return a calendar of the CDO that counts."""
    row = ExternalCalendar(
        **({"engagement_id": cdo.engagement.id, "name": "Google", "busy_times": []} | values)
    )
    store_reading(row, a_reading(MORNING, at=read_at or utc_now()))
    session.add(row)
    session.commit()
    return row


def test_page_that_waits_moves_on_when_the_calendar_is_read(session: Session, cdo: Cdo) -> None:
    address = an_address(session, cdo)
    state = f"/adresses/{address.id}/etat?etat=waiting"
    waiting = cdo.client.get(cdo.path + state)
    read = a_calendar(session, cdo, state=CalendarState.PREVIEW)
    address.calendar_id = read.id
    session.commit()

    moved = cdo.client.get(cdo.path + state)
    page = cdo.client.get(f"{cdo.path}/adresses/{address.id}")

    assert "HX-Refresh" not in waiting.headers
    assert moved.headers["HX-Refresh"] == "true"
    assert page.location == f"{cdo.path}/{read.id}"


def test_address_that_fails_says_why_and_offers_another(session: Session, cdo: Cdo) -> None:
    address = an_address(session, cdo, failure=ReadingFailure.NOT_FOUND, failures=1)

    page = cdo.get(f"/adresses/{address.id}")

    assert "Il n’y a plus d’agenda à cette adresse" in page
    assert "hx-trigger" not in page
    assert "Donner une autre adresse" in page


def test_list_tells_readings_failures_and_stale_calendars(session: Session, cdo: Cdo) -> None:
    fresh = a_calendar(session, cdo, name="Frais")
    stale = a_calendar(session, cdo, name="Ancien", read_at=utc_now() - timedelta(days=3))
    waiting = a_calendar(session, cdo, name="Attente", state=CalendarState.PREVIEW)
    an_address(session, cdo, name="Frais", calendar_id=fresh.id)
    an_address(
        session,
        cdo,
        name="Ancien",
        calendar_id=stale.id,
        failure=ReadingFailure.SUDDENLY_EMPTY,
        failures=1,
    )
    an_address(session, cdo, name="Neuf")

    page = cdo.get()

    for words in ("Pris en compte", "N’est plus lu", "Attend votre réponse"):
        assert page.count(words) == 1
    assert page.count("Lecture en cours") == 1
    assert "L’agenda est soudain vide" in page
    assert page.count("Il est vraiment vide") == 1
    assert f"{cdo.path}/{waiting.id}" in page


def test_calendar_is_read_again_on_demand_and_not_twice(session: Session, cdo: Cdo) -> None:
    address = an_address(session, cdo, calendar_id=a_calendar(session, cdo).id)

    answer = cdo.client.post(f"{cdo.path}/adresses/{address.id}/relire")
    session.expire_all()
    is_due = address.next_try_at <= utc_now()
    address.tried_at = utc_now()
    session.commit()
    again = cdo.client.post(f"{cdo.path}/adresses/{address.id}/relire")

    assert (answer.location, is_due, again.status_code) == (cdo.path, True, 409)
    assert "Réessayez dans 30 minutes." in again.get_data(as_text=True)


def test_empty_calendar_is_believed(session: Session, cdo: Cdo) -> None:
    read = a_calendar(session, cdo)
    empty = {"failure": ReadingFailure.SUDDENLY_EMPTY, "failures": 1, "tried_at": utc_now()}
    address = an_address(session, cdo, calendar_id=read.id, **empty)

    cdo.client.post(f"{cdo.path}/adresses/{address.id}/vide")

    assert available(session, cdo) == "1" * 40
    assert address.failure is None


def test_entries_that_cannot_be_read_are_told_and_let_pass(session: Session, cdo: Cdo) -> None:
    read = a_calendar(session, cdo)
    held = {"failure": ReadingFailure.PARTLY_UNREADABLE, "failures": 1, "held_marks": ["a", "b"]}
    address = an_address(session, cdo, calendar_id=read.id, **held)

    page = cdo.get()
    path = f"{cdo.path}/adresses/{address.id}/laisser-passer"
    seen = {"seen": address.held_digest}
    unseen = cdo.client.post(path)
    answer = cdo.client.post(path, data=seen)

    session.expire_all()
    assert (unseen.status_code, f'value="{seen["seen"]}"' in page) == (409, True)
    assert "Des entrées de l’agenda ne peuvent plus être lues" in page
    assert "le temps de ces 2 entrées" in page
    assert "Attend votre décision" in page
    assert (answer.location, address.failure) == (cdo.path, None)
    assert rows(session)[0].skipped_marks == ["a", "b"]
    again = cdo.client.post(path, data=seen)
    assert again.status_code == 409


def test_old_file_is_asked_for_again(session: Session, cdo: Cdo) -> None:
    a_calendar(session, cdo, name="Frais", read_at=utc_now() - timedelta(days=29))
    a_calendar(session, cdo, name="Vieux", read_at=utc_now() - timedelta(days=31))
    last = cdo.period.ends_on
    a_calendar(session, cdo, name="Entier").last_on = last
    a_calendar(session, cdo, name="Court").last_on = last - timedelta(days=1)
    session.commit()

    page = cdo.get()

    assert page.count("Fichier ancien") == page.count("Donnez un nouveau fichier") == 2
    sheet = cdo.client.get(f"/cdo/{cdo.engagement.id}/disponibilites").text
    assert "2 agendas personnels demandent votre attention" in sheet


@pytest.mark.parametrize("kind", ["calendar", "address", "unread"])
def test_calendar_is_forgotten(session: Session, cdo: Cdo, kind: str) -> None:
    if kind == "unread":
        path = f"/adresses/{an_address(session, cdo).id}"
    else:
        read = a_calendar(session, cdo)
        address = an_address(session, cdo, calendar_id=read.id)
        path = f"/{read.id}" if kind == "calendar" else f"/adresses/{address.id}"

    answer = cdo.client.post(f"{cdo.path}{path}/oublier")

    assert answer.location == cdo.path
    assert rows(session) == []
    assert session.scalars(select(CalendarAddress)).all() == []


def test_page_without_a_period_says_so(session: Session, cdo: Cdo) -> None:
    session.delete(cdo.period)
    read = a_calendar(session, cdo)

    assert "Il n’y a pas encore de période." in cdo.get(f"/{read.id}")


def test_new_version_is_said_to_replace_the_old_one(session: Session, cdo: Cdo) -> None:
    a_calendar(session, cdo)
    preview = a_calendar(session, cdo, state=CalendarState.PREVIEW)

    assert "Il prendra la place de l’agenda du même nom." in cdo.get(f"/{preview.id}")


def test_availability_page_leads_to_the_calendars(cdo: Cdo) -> None:
    page = cdo.client.get(f"/cdo/{cdo.engagement.id}/disponibilites").get_data(as_text=True)

    assert f'href="{cdo.path}"' in page
