"""Opening a round from a template, closing it and opening it again."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.audit import AuditEntry
from cdo_share.core.outbox import OutboxMail
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_closed_days, list_periods
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.web.pages import answers, words

APRIL = {
    "modele": "quarter",
    "name": "Printemps 2099",
    "starts_on": "2099-04-06",
    "ends_on": "2099-07-03",
    "closes_on": "2099-03-20",
    "grid_kind": "half_day",
}


def the_new_one(session: Session, world: World) -> Period:
    return next(
        period
        for period in list_periods(session, world.groupement.id)
        if period.id != world.period.id
    )


def test_new_proposes_a_round_like_the_last_one(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/campagnes/nouvelle").text

    assert answers(page) == {
        "modele": "like_last",
        "name": "Semaines 6 à 9, 2099",
        "starts_on": "2099-02-02",
        "ends_on": "2099-02-27",
        "closes_on": "2099-01-16",
        "grid_kind": "half_day",
        "tells": "y",
    }


@pytest.mark.parametrize(
    ("template", "name", "ends_on"),
    [
        ("quarter", "Trimestre 2 de 2099", "2099-06-26"),
        ("four_weeks", "Semaines 6 à 9, 2099", "2099-02-27"),
        ("half_year", "Semestre 2 de 2099", "2100-01-01"),
        ("nonsense", "Semaines 6 à 9, 2099", "2099-02-27"),
    ],
)
def test_new_fills_in_the_template_that_is_chosen(
    browser: FlaskClient, pages: str, template: str, name: str, ends_on: str
) -> None:
    filled = answers(browser.get(f"{pages}/campagnes/nouvelle?modele={template}").text)

    assert (filled["name"], filled["ends_on"]) == (name, ends_on)


def test_new_tells_the_days_that_a_template_leaves_to_no_period(
    browser: FlaskClient, pages: str
) -> None:
    page = words(browser.get(f"{pages}/campagnes/nouvelle?modele=half_year").text)

    assert "Du 2 février 2099 au 26 juin 2099, rien ne serait prévu" in page
    assert "rien ne serait prévu" not in words(browser.get(f"{pages}/campagnes/nouvelle").text)


def test_create_opens_the_round_with_its_holidays(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(f"{pages}/campagnes/nouvelle", data=APRIL)

    period = the_new_one(session, world)
    closed = list_closed_days(session, world.groupement.id, period.starts_on, period.ends_on)
    act = session.scalars(select(AuditEntry.action)).all()
    assert answer.headers["Location"] == f"{pages}/reponses?periode={period.id}"
    assert (period.name, period.closes_on) == ("Printemps 2099", date(2099, 3, 20))
    assert period.opened_at is not None
    assert [row.day for row in closed] == [
        date(2099, 4, 13),
        date(2099, 5, 1),
        date(2099, 5, 8),
        date(2099, 5, 21),
        date(2099, 6, 1),
    ]
    assert act == ["open_round"]


def test_create_tells_everybody_only_when_that_is_wished(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    person = a_person(session, email="annick@biscuits.example")
    a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()
    browser.post(f"{pages}/campagnes/nouvelle", data=APRIL)
    untold = session.scalars(select(OutboxMail.recipient)).all()
    autumn = {"starts_on": "2099-10-05", "ends_on": "2099-10-30", "name": "Automne"}

    answer = browser.post(
        f"{pages}/campagnes/nouvelle",
        data=APRIL | autumn | {"tells": "y"},
        follow_redirects=True,
    )

    assert untold == []
    assert session.scalars(select(OutboxMail.recipient)).all() == ["annick@biscuits.example"]
    assert "La campagne est ouverte. Courriels qui l’annoncent : 1" in words(answer.text)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        (
            {"name": "", "starts_on": "", "closes_on": "2099-13-45"},
            ["Donnez un nom", "Choisissez le premier jour", "Dernier jour pour répondre"],
        ),
        ({"starts_on": "2099-01-12"}, ["couvre déjà"]),
        ({"closes_on": "2099-04-06"}, ["avant le début de la période"]),
        ({"grid_kind": "minute"}, ["Le temps se partage en"]),
    ],
)
def test_create_tells_what_is_wrong_and_keeps_what_was_typed(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    values: dict[str, Any],
    faults: list[str],
) -> None:
    answer = browser.post(f"{pages}/campagnes/nouvelle", data=APRIL | values)

    assert answer.status_code == 422
    assert [fault for fault in faults if fault not in words(answer.text)] == []
    assert answers(answer.text)["ends_on"] == "2099-07-03"
    assert list_periods(session, world.groupement.id) == [world.period]


def test_close_then_reopen_moves_the_round(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/campagnes/{world.period.id}"

    closed = browser.post(f"{address}/clore", follow_redirects=True)
    session.refresh(world.period)
    state_after_closing = world.period.state
    reopened = browser.post(f"{address}/rouvrir", follow_redirects=True)
    session.refresh(world.period)

    assert "La campagne est close" in words(closed.text)
    assert "Rouvrir la campagne" in words(closed.text)
    assert "La campagne est rouverte" in words(reopened.text)
    assert [state_after_closing, world.period.state] == [PeriodState.LOCKED, PeriodState.OPEN]


def test_close_twice_says_that_it_is_done_already(
    world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/campagnes/{world.period.id}/clore"
    browser.post(address)

    assert browser.post(address).status_code == 409
