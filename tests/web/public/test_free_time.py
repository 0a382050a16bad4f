"""A CDO's page of free half-days: put up, looked at by anybody with the address, taken down."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.free_pages import allow_pages
from cdo_share.calendars.models import FreeTimePage
from cdo_share.core.clock import utc_now
from tests.factories import a_person, a_role
from tests.publishing.world import World, a_world
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


@dataclass
class Site:
    """A CDO, somebody who speaks for a firm, and the coordination, each with a browser."""

    world: World
    cdo: FlaskClient
    voice: FlaskClient
    office: FlaskClient

    @property
    def cdo_pages(self) -> str:
        """Return the address of the CDO's pages."""
        return f"/cdo/{self.world.zoe.id}"

    @property
    def firm_pages(self) -> str:
        """Return the address of the firm's pages."""
        return f"/adherent/{self.world.boats.id}"

    @property
    def office_pages(self) -> str:
        """Return the address of the coordinator's pages."""
        return f"/coordination/{self.world.groupement.slug}"

    def put_up(self) -> str:
        """Return the path of the page that the CDO puts up."""
        page = self.cdo.post(f"{self.cdo_pages}/demi-journees-libres").text
        return re.findall(r'value="http://localhost(/demi-journees-libres/[^"]+)"', page)[0]


@pytest.fixture
def site_(session: Session, client_of: ClientOf) -> Site:
    world = a_world(session, name="Hiver 2099")
    zoe = session.get_one(Person, world.zoe.person_id)
    voice, office = a_person(session), a_person(session)
    here = world.groupement
    a_role(session, zoe, here, RoleKind.CDO, engagement_id=world.zoe.id)
    a_role(session, voice, here, RoleKind.MEMBER, member_id=world.boats.id)
    a_role(session, office, here, RoleKind.COORDINATOR)
    allow_pages(session, groupement_id=here.id, is_allowed=True, now=utc_now())
    session.commit()
    return Site(world, client_of(zoe), client_of(voice), client_of(office))


def test_page_shows_free_half_days_and_names_nobody(app: Flask, site_: Site) -> None:
    path = site_.put_up()

    answer = app.test_client().get(path)

    page = words(main_part(answer.text))
    assert answer.status_code == 200
    assert page.count("matin, après-midi") > 20
    assert re.search(r"Vrai au \S+ \d+ \S+ \d{4}, \d\d:\d\d\.", page)
    world = site_.world
    for secret in ("Zoé", "Martin", world.boats.name, world.biscuits.name, "Vannes"):
        assert secret not in unescape(answer.text)


def test_page_is_kept_by_no_browser_no_search_engine_and_told_to_no_site(
    app: Flask, site_: Site
) -> None:
    shown = app.test_client().get(site_.put_up())
    gone = app.test_client().get("/demi-journees-libres/cl_" + "A" * 43)

    assert [shown.status_code, gone.status_code] == [200, 404]
    for answer in (shown, gone):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in answer.text


def test_page_that_was_taken_down_is_like_one_that_never_was(app: Flask, site_: Site) -> None:
    path, browser = site_.put_up(), app.test_client()

    site_.cdo.post(f"{site_.cdo_pages}/demi-journees-libres/retirer")

    never = "/demi-journees-libres/cl_" + "A" * 43
    answers = [browser.get(one) for one in (path, never)]
    assert [one.status_code for one in answers] == [404, 404]
    told = [main_part(one.text).replace(path, "") for one in answers]
    assert told[0] == told[1].replace(never, "")


def test_new_address_ends_the_old_one_and_the_secret_is_shown_once(
    app: Flask, session: Session, site_: Site
) -> None:
    old, new, browser = site_.put_up(), site_.put_up(), app.test_client()

    assert [browser.get(path).status_code for path in (old, new)] == [404, 200]
    listed = site_.cdo.get(f"{site_.cdo_pages}/agendas").text
    assert "En ligne depuis le" in words(listed)
    assert new.rsplit("/", 1)[1] not in listed
    assert len(session.scalars(select(FreeTimePage)).all()) == 2


def test_cdo_sees_what_it_would_show_before_it_is_up(site_: Site) -> None:
    page = words(site_.cdo.get(f"{site_.cdo_pages}/demi-journees-libres").text)

    assert "Elle n’est pas en ligne." in page
    assert page.count("matin, après-midi") > 20


def test_member_who_is_logged_in_sees_the_cdos_who_show_it(site_: Site) -> None:
    nobody = words(site_.voice.get(f"{site_.firm_pages}/demi-journees-libres").text)
    before = site_.voice.get(f"{site_.firm_pages}/reservations").text

    site_.put_up()

    page = words(site_.voice.get(f"{site_.firm_pages}/demi-journees-libres").text)
    after = site_.voice.get(f"{site_.firm_pages}/reservations").text
    assert "Aucun CDO ne montre ses demi-journées libres" in nobody
    assert ("Zoé Martin" in page, "Yann Guégan" in page) == (True, False)
    assert ["Quand les CDO sont libres" in one for one in (before, after)] == [False, True]


def test_groupement_that_forbids_it_takes_the_pages_down_for_good(app: Flask, site_: Site) -> None:
    path, act = site_.put_up(), f"{site_.office_pages}/personnes/agendas/demi-journees-libres"

    told = site_.office.post(act, data={"allow": "0"}, follow_redirects=True).text
    own = site_.cdo.get(f"{site_.cdo_pages}/agendas").text
    refused = site_.cdo.post(f"{site_.cdo_pages}/demi-journees-libres")
    site_.office.post(act, data={"allow": "1"})

    assert "Une page est retirée." in words(told)
    assert "Une page de vos demi-journées libres" not in words(own)
    assert refused.status_code == 403
    assert app.test_client().get(path).status_code == 404
