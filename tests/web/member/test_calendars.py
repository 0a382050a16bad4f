"""Subscribing from a device: the link is shown once, works, is listed and can be taken back."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.models import FeedToken
from cdo_share.core.clock import utc_now
from cdo_share.web.feed_links import FeedLink, client_text
from cdo_share.web.once import once_seed
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, publish_places
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


@pytest.fixture
def address(firm: Member) -> str:
    """Return the address of the page."""
    return f"/adherent/{firm.id}/agendas"


@pytest.fixture
def published(session: Session, world: World, now: datetime) -> World:
    """Return the world with one visit of the firm, soon enough for a calendar to show it."""
    soon = utc_now().date() + timedelta(days=7)
    monday = soon - timedelta(days=soon.weekday())
    world.period.starts_on, world.period.ends_on = monday, monday + timedelta(days=25)
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, monday, 0)], now)
    session.commit()
    return world


def links(page: str) -> list[str]:
    """Return the names of the links of the list."""
    return re.findall(r'<h2 class="h3">(.*?)</h2>', page)


def create(browser: FlaskClient, address: str, label: str = "Mon téléphone") -> str:
    """Return the address of the feed that a new link shows."""
    page = browser.post(address, data={"label": label})
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_index_without_links_explains_itself(browser: FlaskClient, address: str) -> None:
    page = main_part(browser.get(address).text)
    assert "Aucun appareil ne suit encore vos interventions" in page
    assert re.findall(r'<form method="post" class="card-plain" action="([^"]+)"', page) == [address]


def test_create_shows_a_link_that_holds_the_visits(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    url = create(browser, address)

    assert re.fullmatch(r"http://localhost/cal/cf_[\w-]{43}/[\w-]+\.ics", url)
    feed = app.test_client().get(url)
    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    assert feed.text.count("BEGIN:VEVENT") == 1
    assert published.shop.title in feed.text


def test_create_keeps_the_hash_only_and_never_shows_the_link_again(
    session: Session, browser: FlaskClient, address: str
) -> None:
    secret = create(browser, address).split("/")[4]
    token = session.scalars(select(FeedToken)).one()

    assert token.token_sha256 == token_hash(secret)
    page = browser.get(address).text
    assert secret not in page
    assert f"lien finissant par {secret[-4:]}" in page


def test_form_sent_twice_makes_one_link_and_says_so(
    session: Session, browser: FlaskClient, address: str
) -> None:
    """A reloaded page sends its form again; so does a second tap."""
    data = {"label": "Mon téléphone", "once": once_of(browser, address)}
    first, again = browser.post(address, data=data), browser.post(address, data=data)

    tokens = session.scalars(select(FeedToken)).all()
    shown = [re.findall(r"http://localhost/cal/[^\"]+", page.text)[0] for page in (first, again)]
    assert (len(tokens), shown[0] == shown[1]) == (1, True)
    assert tokens[0].token_sha256 == token_hash(shown[0].split("/")[4])
    twice = "Votre formulaire est arrivé deux fois"
    assert [twice in words(page.text) for page in (first, again)] == [False, True]


def test_form_sent_again_for_another_device_or_after_the_link_ended(
    session: Session, browser: FlaskClient, address: str
) -> None:
    data = {"label": "Mon téléphone", "once": once_of(browser, address)}
    browser.post(address, data=data)
    browser.post(address, data=data | {"label": "Ma tablette"})
    browser.post(f"{address}/{token_of(session).id}/retirer")

    answer = browser.post(address, data=data)

    assert answer.status_code == 409
    assert "a déjà créé son lien" in words(answer.text)
    assert len(session.scalars(select(FeedToken)).all()) == 2


def test_form_of_one_person_makes_another_link_for_another(
    app: Flask, browser: FlaskClient, address: str
) -> None:
    """Who knows somebody else's form still does not know what it made."""
    data = {"label": "x", "once": once_of(browser, address)}
    with app.test_request_context("/", method="POST", data=data):
        seeds = [once_seed("calendar link", person_id) for person_id in (1, 1, 2)]
        other = once_seed("app password", 1)

    assert seeds[0] == seeds[1]
    assert len({*seeds, other}) == 3


def once_of(browser: FlaskClient, address: str) -> str:
    """Return what tells the form of the page from every other."""
    found = re.search(r'name="once"[^>]* value="(\w+)"', browser.get(address).text)
    assert found is not None
    return found[1]


def test_create_without_a_name_asks_for_one(
    session: Session, browser: FlaskClient, address: str
) -> None:
    answers = [browser.post(address, data={"label": label}) for label in ("", "  ")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert session.scalars(select(FeedToken)).all() == []


def test_new_link_offers_the_forms_that_calendars_want() -> None:
    link = FeedLink("https://cdo.example/cal/cf_x/a.ics")
    assert link.webcal == "webcal://cdo.example/cal/cf_x/a.ics"
    assert link.google == (
        "https://calendar.google.com/calendar/render"
        "?cid=webcal%3A%2F%2Fcdo.example%2Fcal%2Fcf_x%2Fa.ics"
    )


def test_new_link_page_is_never_kept_by_the_browser(browser: FlaskClient, address: str) -> None:
    page = browser.post(address, data={"label": "Portable"})
    assert page.headers["Cache-Control"] == "no-store"


def test_index_says_when_and_by_what_a_link_was_read(
    app: Flask, browser: FlaskClient, address: str
) -> None:
    url = create(browser, address)
    assert "Pas encore lu" in browser.get(address).text

    client = app.test_client()
    client.get(url, headers={"User-Agent": "Google-Calendar-Importer"}, buffered=True)

    page = words(browser.get(address).text)
    assert re.search(r"Lu pour la dernière fois \S.* par Google Agenda Créé le ", page)
    assert "Pas encore lu" not in page


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Thunderbird/128.0", "Thunderbird"),
        ("iOS/17.5 (21F79) dataaccessd/1.0", "iPhone, iPad"),
        ("macOS/14.5 (23F79) CalendarAgent/988", "Mac"),
        ("Microsoft Exchange/15.20", "Outlook"),
        ("curl/8.5", "curl"),
        ("", ""),
        (None, ""),
    ],
)
def test_client_text_is_the_name_people_use(client: str | None, name: str) -> None:
    assert client_text(client) == name


def test_revoke_takes_the_visits_off_the_device(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    kept, lost = create(browser, address, "Tablette"), create(browser, address, "Perdu")
    page = browser.get(address).text
    assert links(page) == ["Tablette", "Perdu"]

    act = re.findall(rf'action="({address}/\d+/retirer)"', page)[1]
    after = browser.post(act, follow_redirects=True).text

    assert links(after) == ["Tablette"]
    events = [app.test_client().get(url).text.count("BEGIN:VEVENT") for url in (kept, lost)]
    assert events == [1, 0]


def test_revoke_link_of_a_colleague_is_not_found(
    session: Session,
    client_of: ClientOf,
    browser: FlaskClient,
    address: str,
    world: World,
    firm: Member,
) -> None:
    create(browser, address)
    token_id = session.scalars(select(FeedToken.id)).one()
    colleague = a_person(session)
    a_role(session, colleague, world.groupement, RoleKind.MEMBER, member_id=firm.id)
    session.commit()

    other = client_of(colleague)

    assert links(other.get(address).text) == []
    assert other.post(f"{address}/{token_id}/retirer").status_code == 404
    assert session.scalars(select(FeedToken.revoked_at)).all() == [None]


def test_index_shows_the_links_of_the_present_role_only(
    session: Session, client_of: ClientOf, voice: object, address: str, world: World
) -> None:
    both = a_person(session)
    for member in (world.biscuits, world.boats):
        a_role(session, both, world.groupement, RoleKind.MEMBER, member_id=member.id)
    session.commit()
    browser, elsewhere = client_of(both), f"/adherent/{world.boats.id}/agendas"

    create(browser, elsewhere, "Pour le chantier")

    assert links(browser.get(elsewhere).text) == ["Pour le chantier"]
    assert links(browser.get(address).text) == []


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, browser: FlaskClient, address: str
) -> None:
    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    create(browser, address)
    with_one = count()
    for number in range(9):
        create(browser, address, f"Appareil {number}")
    assert (count(), with_one <= 15) == (with_one, True)


def test_replace_makes_a_new_link_and_ends_the_old_one(
    browser: FlaskClient, address: str, session: Session, published: World
) -> None:
    old = create(browser, address)
    token = session.scalars(select(FeedToken)).one()

    page = browser.post(f"{address}/{token.id}/remplacer").text
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page)

    assert found is not None
    assert found[1] != old
    events = [browser.get(link).data.count(b"BEGIN:VEVENT") for link in (old, found[1])]
    assert events == [0, 1]
    assert links(browser.get(address).text) == ["Mon téléphone"]


def token_of(session: Session, label: str = "Mon téléphone") -> FeedToken:
    """Return the link that works under this name."""
    session.expire_all()
    live = FeedToken.label == label, FeedToken.revoked_at.is_(None)
    return session.scalars(select(FeedToken).where(*live)).one()


def test_new_link_has_its_code_and_a_button_for_each_calendar(
    browser: FlaskClient, address: str, world: World
) -> None:
    page = unescape(browser.post(address, data={"label": "Portable"}).text)
    url = re.findall(r'id="feed-address" type="text" value="([^"]+)"', page)[0]
    links = re.findall(r'href="((?:https|webcal)://[^"]+)"', page)

    link = FeedLink(url, f"Interventions – {world.groupement.name}")
    assert links == [link.webcal, link.google, link.outlook, link.microsoft_365, link.webcal]
    assert link.qr_svg in page
    assert re.findall(r'<details class="fold" data-device="(\w+)" open>', page) == [
        *("apple", "google", "outlook", "thunderbird", "other")
    ]


def test_code_is_shown_with_the_secret_only(
    session: Session, browser: FlaskClient, address: str
) -> None:
    made = browser.post(address, data={"label": "Portable"})
    token = token_of(session, "Portable")
    replaced = browser.post(f"{address}/{token.id}/remplacer")
    later = browser.get(address)

    assert ["qr-code" in page.text for page in (made, replaced, later)] == [True, True, False]
    assert "L’ancien lien ne fonctionne plus" in unescape(replaced.text)


def test_link_of_busy_times_tells_nothing_else(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    page = browser.post(address, data={"label": "Famille", "detail": "busy"}).text
    url = re.findall(r'id="feed-address" type="text" value="([^"]+)"', page)[0]

    feed = app.test_client().get(url).text

    assert feed.count("BEGIN:VEVENT") == 1
    assert published.shop.title not in feed
    assert "Seulement « occupé »" in words(browser.get(address).text)


@pytest.mark.parametrize("answer", [{"detail": "all"}, {"calendar": "groupement-0"}])
def test_create_of_something_that_is_not_offered_is_refused(
    session: Session, browser: FlaskClient, address: str, answer: dict[str, str]
) -> None:
    page = browser.post(address, data={"label": "Portable", **answer})

    assert page.status_code == 422
    assert session.scalars(select(FeedToken)).all() == []


def test_one_link_too_many_says_how_to_go_on_and_keeps_what_was_typed(
    browser: FlaskClient, address: str
) -> None:
    for number in range(20):
        create(browser, address, f"Appareil {number}")

    page = browser.post(address, data={"label": "Encore un", "detail": "busy"})

    assert page.status_code == 422
    assert "Vous avez 20 liens d’agenda, c’est le maximum." in words(page.text)
    assert 'value="Encore un"' in page.text
    assert re.findall(r'<input checked[^>]* value="(\w+)"', page.text) == ["busy"]


def test_rename_changes_the_name_or_says_what_is_wrong(
    session: Session, browser: FlaskClient, address: str
) -> None:
    create(browser, address)
    act = f"{address}/{token_of(session).id}/renommer"

    named = browser.post(act, data={"label": "Tablette"}, follow_redirects=True).text
    refused = browser.post(act, data={"label": " "})

    assert links(named) == ["Tablette"]
    assert (refused.status_code, links(refused.text)) == (422, ["Tablette"])
    assert "Donnez un nom à l’appareil" in words(refused.text)
    assert re.findall(r'<details class="fold feed-link-name" open>', refused.text) != []


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "read_ago", "sentence"),
    [
        (timedelta(), None, "Pas encore lu : les agendas passent dans la journée."),
        (2 * DAY, None, "Pas encore lu : avez-vous collé le lien ?"),
        (30 * DAY, 7 * DAY, "Cet appareil n’est pas venu depuis une semaine"),
        (30 * DAY, 6 * DAY, "par Thunderbird"),
    ],
)
def test_index_says_how_it_stands_with_a_device(
    session: Session,
    browser: FlaskClient,
    address: str,
    age: timedelta,
    read_ago: timedelta | None,
    sentence: str,
) -> None:
    create(browser, address)
    token, now = token_of(session), utc_now()
    token.created_at, token.last_client = now - age, "Thunderbird/140"
    token.last_read_at = None if read_ago is None else now - read_ago
    session.commit()

    page = browser.get(address).text

    assert sentence in words(page)
    assert ("needs-look" in page) is (age > timedelta() and read_ago != 6 * DAY)


def test_ended_links_are_listed_for_thirty_days_with_the_reason(
    session: Session, browser: FlaskClient, address: str
) -> None:
    for label in ("Perdu", "Changé"):
        create(browser, address, label)
    browser.post(f"{address}/{token_of(session, 'Perdu').id}/retirer")
    browser.post(f"{address}/{token_of(session, 'Changé').id}/remplacer")
    page = words(browser.get(address).text)
    for token in session.scalars(select(FeedToken).where(FeedToken.revoked_at.is_not(None))):
        token.revoked_at = utc_now() - 30 * DAY
    session.commit()

    assert "2 liens terminés ces 30 derniers jours" in page
    assert re.search(r"Changé Remplacé par un nouveau lien le .* Perdu Retiré le ", page)
    assert "terminé" not in words(browser.get(address).text)


def test_replace_of_a_link_that_ended_makes_none(
    session: Session, browser: FlaskClient, address: str
) -> None:
    create(browser, address)
    act = f"{address}/{token_of(session).id}/remplacer"
    browser.post(act)

    assert browser.post(act).status_code == 409
    assert len(session.scalars(select(FeedToken)).all()) == 2
