"""Changing a round and its closed days."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.openings import tell_opening
from cdo_share.rounds.member_answers import say_nothing_needed
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_closed_days
from cdo_share.rounds.service import add_closed_day
from tests.conftest import NOW
from tests.factories import a_period, a_role, a_run
from tests.notifications.rounds import sending_at
from tests.publishing.world import World
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words


def typed(world: World, **values: object) -> dict[str, object]:
    """Return what a browser sends with the form as it was opened."""
    return {
        "name": world.period.name,
        "starts_on": MONDAY.isoformat(),
        "ends_on": LAST_FRIDAY.isoformat(),
        "closes_on": "2098-12-19",
        "version": world.period.version,
        "seen": '{"Nom de la période":"Hiver 2099","Dernier jour pour répondre":""}',
        **values,
    }


def address(world: World, pages: str, act: str) -> str:
    return f"{pages}/campagnes/{world.period.id}/{act}"


def test_edit_shows_the_round_as_it_is(world: World, browser: FlaskClient, pages: str) -> None:
    page = words(browser.get(address(world, pages, "modifier")).text)

    assert "Hiver 2099, du 5 janvier 2099 au 30 janvier 2099" in page
    assert "Aucun jour fermé dans cette période." in page


def test_update_stores_name_and_last_day(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(
        address(world, pages, "modifier"),
        data=typed(world, name="Janvier 2099"),
        follow_redirects=True,
    )

    session.refresh(world.period)
    assert (world.period.name, world.period.closes_on) == ("Janvier 2099", date(2098, 12, 19))
    assert "La campagne est modifiée." in words(answer.text)


def test_update_of_what_somebody_changed_shows_the_difference_and_may_be_sent_again(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.post(address(world, pages, "modifier"), data=typed(world, name="Janvier"))
    late = typed(world, name="Janvier 2099", version=1)

    overtaken = browser.post(address(world, pages, "modifier"), data=late)
    session.refresh(world.period)
    name_then = world.period.name
    again = browser.post(address(world, pages, "modifier"), data=late | {"version": 2})
    session.refresh(world.period)

    assert overtaken.status_code == 409
    said = words(overtaken.text)
    assert "Quelqu’un a modifié cette campagne entre-temps" in said
    assert "« Hiver 2099 »" in said
    assert "« Janvier »" in said
    assert 'value="Janvier 2099"' in overtaken.text
    assert (name_then, again.status_code, world.period.name) == ("Janvier", 302, "Janvier 2099")


def test_update_tells_what_is_wrong(world: World, browser: FlaskClient, pages: str) -> None:
    answer = browser.post(
        address(world, pages, "modifier"), data=typed(world, name="", closes_on="2099-01-05")
    )

    said = words(answer.text)
    assert answer.status_code == 422
    assert "Donnez un nom." in said
    assert "avant le début de la période" in said


def test_closed_day_is_marked_and_taken_back(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    closed = browser.post(
        address(world, pages, "jours-fermes"),
        data={"day": TUESDAY.isoformat(), "name": "Pont"},
        follow_redirects=True,
    )
    rows = body_rows(closed.text)
    reopened = browser.post(
        address(world, pages, "jours-fermes/rouvrir"),
        data={"day": TUESDAY.isoformat()},
        follow_redirects=True,
    )

    assert rows == ["6 janvier 2099 Pont Travailler ce jour-là"]
    assert "Aucun jour fermé" in words(reopened.text)
    assert list_closed_days(session, world.groupement.id, MONDAY, LAST_FRIDAY) == []


def test_closed_day_needs_a_day_of_the_period_and_a_name(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(
        address(world, pages, "jours-fermes"), data={"day": "2099-02-02", "name": ""}
    )

    said = words(answer.text)
    assert answer.status_code == 422
    assert "Choisissez un jour du 5 janvier 2099 au 30 janvier 2099." in said
    assert "Donnez un nom." in said


def test_closed_day_twice_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    add_closed_day(session, groupement_id=world.groupement.id, day=TUESDAY, name="Pont")
    session.commit()

    answer = browser.post(
        address(world, pages, "jours-fermes"), data={"day": TUESDAY.isoformat(), "name": "Pont"}
    )

    assert answer.status_code == 422
    assert "6 janvier 2099" in words(answer.text)


def test_dates_are_corrected_and_demands_over_the_whole_period_follow(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    data = typed(world, starts_on="2099-01-12", ends_on="2099-02-20")
    answer = browser.post(address(world, pages, "modifier"), data=data)

    session.expire_all()
    assert answer.status_code == 302
    period, demand = world.period, world.shop
    stretch = (date(2099, 1, 12), date(2099, 2, 20))
    assert (period.starts_on, period.ends_on) == stretch
    assert (demand.earliest_on, demand.latest_on, demand.requested_slots) == (*stretch, 6)


def test_dates_that_leave_out_what_a_member_wished_are_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.shop.earliest_on = TUESDAY
    session.commit()
    data = typed(world, starts_on="2099-01-12", ends_on="31/02/2099")
    unreadable = browser.post(address(world, pages, "modifier"), data=data)
    answer = browser.post(address(world, pages, "modifier"), data=data | {"ends_on": "2099-01-30"})

    assert "« 31/02/2099 » n’est pas une date" in words(unreadable.text)
    assert answer.status_code == 422
    assert "le premier est « Ouvrir la boutique en ligne »" in words(answer.text)
    assert session.get_one(Period, world.period.id).starts_on == MONDAY


def test_dates_stay_once_an_allocation_was_asked_for(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    a_run(session, world.period)
    session.commit()
    page = browser.get(address(world, pages, "modifier")).text
    answer = browser.post(
        address(world, pages, "modifier"), data=typed(world, starts_on="2099-01-12")
    )

    assert 'name="starts_on"' not in page
    assert "Les dates restent comme elles sont" in words(page)
    assert answer.status_code == 422
    assert session.get_one(Period, world.period.id).starts_on == MONDAY


def test_announcements_that_wait_are_written_anew_and_sent_ones_are_not_repeated(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    for name in ("zoe", "yann"):
        cdo = getattr(world, name)
        person = session.get_one(Person, cdo.person_id)
        a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=cdo.id)
    world.period.closes_on = date(2098, 12, 19)
    sent, waiting = tell_opening(session, world.period, sending_at(NOW))
    sent.attempts, sent.sent_at = 1, NOW
    session.commit()
    number = waiting.recipient

    answer = browser.post(
        address(world, pages, "modifier"),
        data=typed(world, starts_on="2099-01-12", closes_on="2098-12-22"),
        follow_redirects=True,
    )

    session.expire_all()
    mails = {mail.recipient: mail.text for mail in session.scalars(select(OutboxMail))}
    assert len(mails) == 2
    assert "lundi 22 décembre 2098" in mails[number]
    assert "1 courriel avec les dates d’avant est déjà parti" in words(answer.text)


def test_round_opened_by_mistake_is_removed_with_its_mails(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    empty = a_period(
        session, world.groupement, starts_on=date(2099, 6, 1), ends_on=date(2099, 6, 26)
    )
    whose = {"groupement_id": world.groupement.id, "period_id": empty.id, "person_id": None}
    say_nothing_needed(session, **whose, member_id=world.boats.id, now=NOW)
    tell_opening(session, empty, sending_at(NOW))
    session.commit()
    page = f"{pages}/campagnes/{empty.id}"

    assert "Supprimer la campagne" in words(browser.get(f"{page}/modifier").text)
    answer = browser.post(f"{page}/supprimer", follow_redirects=True)

    assert "est supprimée" in words(answer.text)
    assert session.get(Period, empty.id, populate_existing=True) is None
    assert session.scalars(select(OutboxMail)).all() == []


def test_round_with_a_demand_stays(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    page = words(browser.get(address(world, pages, "modifier")).text)
    answer = browser.post(address(world, pages, "supprimer"))

    assert "Elle ne peut plus être supprimée" in page
    assert answer.status_code == 409
    assert session.get(Period, world.period.id, populate_existing=True) is not None
