"""Somebody phones: the coordinator enters, changes and withdraws demands for members."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.core.audit import AuditEntry
from cdo_share.demands.models import Demand, DemandState
from cdo_share.rounds.member_answers import say_nothing_needed
from cdo_share.rounds.models import Period, PeriodState
from tests.factories import a_demand, a_member
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, words


def stored(session: Session) -> Demand:
    """Return the newest demand."""
    session.expire_all()
    demand = session.scalars(select(Demand).order_by(Demand.id.desc())).first()
    assert demand is not None
    return demand


def acts(session: Session) -> list[tuple[str, str, int | None, object]]:
    """Return what was done to which demand, by whom and for whom."""
    return [
        (one.action, one.thing_id, one.person_id, one.facts.get("member_id"))
        for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        if one.thing == "demand"
    ]


def test_index_shows_every_member_with_the_answer_so_far(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    quiet = a_member(session, world.groupement, name="Garage Le Quiet")
    a_member(session, world.groupement, name="Horlogerie")
    a_member(session, world.groupement, name="Parti", is_active=False)
    say_nothing_needed(
        session,
        groupement_id=world.groupement.id,
        member_id=quiet.id,
        period_id=world.period.id,
        person_id=None,
        now=now,
    )
    session.commit()

    page = browser.get(f"{pages}/besoins/saisir").text

    assert body_rows(page) == [
        "Biscuiterie Le Goff Vannes 1 besoin",
        "Chantier naval Kermor Vannes 1 besoin",
        "Garage Le Quiet Vannes Besoin de rien",
        "Horlogerie Vannes Pas encore de réponse",
    ]
    assert f'href="{pages}/besoins/saisir"' in browser.get(f"{pages}/besoins").text


def test_demand_is_stated_for_the_member_and_noted(
    session: Session, world: World, browser: FlaskClient, pages: str, coordinator: Person
) -> None:
    address = f"{pages}/besoins/saisir/{world.boats.id}"
    sent = answers(browser.get(address).text) | {"skill": "SECU-CYB", "title": "Au téléphone"}
    sum_words = words(browser.post(f"{address}/apercu", data=sent).text)
    answer = browser.post(address, data=sent)

    demand = stored(session)
    assert (demand.member_id, demand.title) == (world.boats.id, "Au téléphone")
    assert answer.location == f"{pages}/besoins/{demand.id}"
    assert acts(session) == [("submit_demand", str(demand.id), coordinator.id, world.boats.id)]
    assert sum_words == "Cela fait 2 interventions d’une demi-journée : 2 demi-journées"


def test_members_to_choose_from_are_found_and_come_fifty_at_a_time(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    for number in range(58):
        a_member(session, world.groupement, name=f"Zinguerie {number:02}")
    session.commit()
    address = f"{pages}/besoins/saisir"
    browser.get(address)
    with recorded_statements(session) as statements:
        first = browser.get(address).text
    second = browser.get(f"{address}?page=2").text
    found = browser.get(f"{address}?q=KERMOR&periode={world.period.id}").text
    nobody = browser.get(f"{address}?q=nobody").text

    assert [len(body_rows(page)) for page in (first, second, found)] == [50, 10, 1]
    assert "1 à 50 sur 60 Suivants" in words(first)
    assert f'<input type="hidden" name="periode" value="{world.period.id}">' in found
    assert "Aucun adhérent ne correspond à « nobody »." in words(nobody)
    assert len(statements) <= 15


def test_faults_are_shown_and_nothing_is_noted(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/besoins/saisir/{world.boats.id}"
    page = browser.post(address, data=answers(browser.get(address).text))

    assert page.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', page.text) == ["skill"]
    assert acts(session) == []


def test_rhythm_can_be_filled_in_here_too_but_nothing_put_aside(
    world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/besoins/saisir/{world.boats.id}"
    form = browser.get(address).text
    page = browser.post(address, data=answers(form) | {"formula": "half_day_a_week"})

    assert answers(page.text)["cadence"] == "weekly"
    assert "put_aside" not in form


def test_demand_is_changed_withdrawn_and_restored(
    session: Session, world: World, browser: FlaskClient, pages: str, coordinator: Person
) -> None:
    show = f"{pages}/besoins/{world.shop.id}"
    offered = re.findall(rf'(?:href|action)="{show}(/\w+)"', browser.get(show).text)
    sent = answers(browser.get(f"{show}/modifier").text)
    browser.post(f"{show}/modifier", data=sent | {"title": "Corrigé"})
    browser.post(f"{show}/retirer")
    withdrawn = stored_state(session, world)
    browser.post(f"{show}/retablir")

    assert offered == ["/retirer", "/modifier", "/garantie"]
    assert (withdrawn, stored_state(session, world)) == (
        ("Corrigé", DemandState.WITHDRAWN),
        ("Corrigé", DemandState.SUBMITTED),
    )
    assert [(action, who) for action, _, who, _ in acts(session)] == [
        (action, coordinator.id) for action in ("edit_demand", "withdraw_demand", "restore_demand")
    ]


def stored_state(session: Session, world: World) -> tuple[str, DemandState]:
    """Return title and state of the shop's demand as they are now."""
    demand = session.get_one(Demand, world.shop.id, populate_existing=True)
    return demand.title, demand.state


def test_change_of_the_member_meanwhile_is_told(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/besoins/{world.shop.id}/modifier"
    sent = answers(browser.get(address).text)
    browser.post(address, data=sent | {"title": "Du membre"})
    late = browser.post(address, data=sent | {"title": "De la coordination"})

    assert late.status_code == 409
    assert "Intitulé : c’était « Ouvrir la boutique en ligne », c’est maintenant « Du membre »" in (
        words(late.text)
    )
    assert answers(late.text)["title"] == "De la coordination"


def test_round_closed_meanwhile_keeps_what_was_typed_and_can_be_reopened_with_it(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    form = f"{pages}/besoins/saisir/{world.boats.id}"
    sent = answers(browser.get(form).text) | {"skill": "SECU-CYB", "title": "Au téléphone"}
    world.period.state = PeriodState.LOCKED
    session.commit()

    late = browser.post(form, data=sent)
    assert late.status_code == 409
    assert "a été close pendant que vous écriviez" in words(late.text)
    kept = answers(late.text)
    assert (kept["title"], kept["skill"]) == ("Au téléphone", "SECU-CYB")

    done = browser.post(form, data=kept | {"reopen": "1"})
    assert done.status_code == 302
    assert stored(session).title == "Au téléphone"
    assert session.get_one(Period, world.period.id).state is PeriodState.OPEN


def test_locked_round_offers_to_reopen_it_with_the_demand(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()
    posts = (f"saisir/{world.boats.id}", f"{world.shop.id}/modifier")
    forms = [f"{pages}/besoins/{path}" for path in posts]
    sent = answers(browser.get(forms[1]).text)

    assert "La campagne est close" in words(browser.get(forms[0]).text)
    assert all('name="reopen"' in browser.get(form).text for form in forms)
    assert "/modifier" not in browser.get(f"{pages}/besoins/{world.shop.id}").text
    with_faults = browser.post(forms[1], data=sent | {"skill": "", "reopen": "1"})
    assert with_faults.status_code == 422
    assert session.get_one(Period, world.period.id).state is PeriodState.LOCKED
    changed = browser.post(forms[1], data=sent | {"title": "Encore", "reopen": "1"})
    assert changed.status_code == 302
    assert stored_state(session, world)[0] == "Encore"


def test_member_who_left_is_not_found(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    gone = a_member(session, world.groupement, is_active=False)
    session.commit()
    assert browser.get(f"{pages}/besoins/saisir/{gone.id}").status_code == 404


@pytest.mark.parametrize("path", ["saisir", "saisir/{member}", "{demand}/modifier", "{demand}"])
def test_pages_send_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str, path: str
) -> None:
    address = f"{pages}/besoins/" + path.format(member=world.boats.id, demand=world.shop.id)

    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    count()  # the first visit marks the session
    with_one = count()
    for _ in range(9):
        a_demand(session, a_member(session, world.groupement), world.period)
    assert (count(), with_one <= 15) == (with_one, True)
