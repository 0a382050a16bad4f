"""The coordinator sees who has no calendar connected, never a link, and can remind them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.models import FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.web.pages import main_part, words


@pytest.fixture
def zoe(session: Session, world: World) -> Person:
    """Return a CDO who speaks for the biscuits too, whose calendar as a CDO is connected."""
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    a_role(session, zoe, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    a_link(session, world, zoe)
    session.commit()
    return zoe


def a_link(session: Session, world: World, zoe: Person) -> str:
    here = {"groupement_id": world.groupement.id, "now": utc_now()}
    key = FeedKey(FeedOwner.CDO, world.zoe.id)
    feed = open_feed(session, key=key, base_url="http://localhost", **here)
    token, secret = create_token(
        session, feed_id=feed.id, person_id=zoe.id, label="Téléphone secret", **here
    )
    token.last_read_at, token.last_client = utc_now(), "Thunderbird/140"
    return secret


def mails(session: Session) -> list[OutboxMail]:
    session.expire_all()
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_index_shows_each_role_of_a_person(browser: FlaskClient, pages: str, zoe: Person) -> None:
    page = words(main_part(browser.get(f"{pages}/personnes/agendas").text))

    assert "Une personne peut manquer un changement" in page
    assert re.search(r"Zoé Martin \S+ Biscuiterie Le Goff Aucun agenda Rappeler", page)
    assert re.search(r"Un agenda est branché Zoé Martin – comme CDO Branché dernière lecture", page)


def test_index_shows_no_part_of_a_link(
    session: Session, browser: FlaskClient, pages: str, world: World, zoe: Person
) -> None:
    secret = a_link(session, world, zoe)
    session.commit()

    page = browser.get(f"{pages}/personnes/agendas").text

    token = session.scalars(select(FeedToken).order_by(FeedToken.id.desc())).first()
    assert token is not None
    for part in (secret, token.last_characters, token.label, "/cal/", token.token_sha256.hex()):
        assert part not in page


def test_remind_writes_one_mail_that_names_what_is_missing(
    session: Session, browser: FlaskClient, pages: str, world: World, zoe: Person
) -> None:
    act = f"{pages}/personnes/agendas/{zoe.id}/rappeler"

    page = words(browser.post(act, follow_redirects=True).text)

    (mail,) = mails(session)
    assert (mail.recipient, mail.person_id) == (zoe.email, zoe.id)
    assert mail.subject == "Vos interventions dans votre agenda"
    assert (
        "- Biscuiterie Le Goff\u00a0: aucun appareil ne lit encore ces interventions" in mail.text
    )
    assert f"http://localhost/adherent/{world.biscuits.id}/agendas" in mail.text
    assert f"/cdo/{world.zoe.id}" not in mail.text
    assert "Un courriel à Zoé Martin est prêt à partir." in page
    assert "Rappel envoyé le" in page


def test_remind_again_waits_for_a_week(
    session: Session, browser: FlaskClient, pages: str, zoe: Person
) -> None:
    act = f"{pages}/personnes/agendas/{zoe.id}/rappeler"
    counts = []
    for days in (0, 6, 7):
        ago = utc_now() - timedelta(days=days)
        key = f"calendar-reminder-then-{days}"
        session.execute(update(OutboxMail).values(created_at=ago, dedupe_key=key))
        session.commit()
        told = words(browser.post(act, follow_redirects=True).text)
        counts.append((len(mails(session)), "moins d’une semaine" in told))

    assert counts == [(1, False), (1, True), (2, False)]


@pytest.mark.parametrize("who", ["connected", "foreign", "nobody"])
def test_remind_of_somebody_who_misses_nothing_here_is_not_found(
    session: Session, browser: FlaskClient, pages: str, world: World, who: str
) -> None:
    person = session.get_one(Person, world.zoe.person_id)
    if who == "connected":
        a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
        a_link(session, world, person)
    number = {"connected": person.id, "foreign": a_person(session).id, "nobody": 999_999}[who]
    session.commit()

    assert browser.post(f"{pages}/personnes/agendas/{number}/rappeler").status_code == 404
    assert mails(session) == []


def test_stale_calendar_is_named_as_such(
    session: Session, browser: FlaskClient, pages: str, zoe: Person
) -> None:
    week_ago = utc_now() - timedelta(days=7)
    session.execute(update(FeedToken).values(last_read_at=week_ago, created_at=week_ago))
    session.commit()

    page = words(browser.get(f"{pages}/personnes/agendas").text)
    browser.post(f"{pages}/personnes/agendas/{zoe.id}/rappeler")

    assert "comme CDO Silencieux depuis une semaine dernière lecture" in page
    assert "aucun appareil n’a lu ces interventions depuis une semaine" in mails(session)[0].text


def test_two_who_remind_at_once_write_one_mail(
    session: Session, browser: FlaskClient, pages: str, zoe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = f"{pages}/personnes/agendas/{zoe.id}/rappeler"
    browser.post(act)
    # The second has looked before the first wrote.
    monkeypatch.setattr("cdo_share.notifications.calendar_reminders.read_reminded", lambda *_: {})

    told = words(browser.post(act, follow_redirects=True).text)

    assert len(mails(session)) == 1
    assert "moins d’une semaine" in told


def test_device_that_logs_in_counts_as_connected_where_devices_are_let_in(
    app: Flask, session: Session, browser: FlaskClient, pages: str, zoe: Person
) -> None:
    made_at = utc_now() - timedelta(days=30)
    device, password = create_password(session, person_id=zoe.id, label="Mobile", now=made_at)
    device.last_used_at = utc_now()
    session.commit()
    seen = []
    for caldav in (False, True):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], caldav=caldav)
        page = browser.get(f"{pages}/personnes/agendas").text
        seen.append("Biscuiterie Le Goff Aucun agenda" in words(main_part(page)))
        assert (password in page, device.label in page) == (False, False)

    assert seen == [True, False]
    assert browser.post(f"{pages}/personnes/agendas/{zoe.id}/rappeler").status_code == 404


def test_page_of_readiness_leads_to_who_has_no_calendar(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/verification").text

    assert f'href="{pages}/personnes/agendas"' in main_part(page)
