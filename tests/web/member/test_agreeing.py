"""A firm answers a proposed plan from its own pages, about its own visits only."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.core.clock import utc_now
from cdo_share.proposals.models import Answer
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.web.mails import render_mail
from tests.publishing.world import PM, At, World, a_plan
from tests.web.agreeing import TUESDAY, Asked, link_of, put_on_the_table
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


@pytest.fixture
def asked(session: Session, world: World) -> Asked:
    return put_on_the_table(session, world)


@pytest.fixture
def firms_browser(client_of: ClientOf, asked: Asked) -> FlaskClient:
    return client_of(asked.voice)


@pytest.fixture
def page(world: World, asked: Asked) -> str:
    return f"/adherent/{world.biscuits.id}/accord/{asked.firm.id}"


def text(browser: FlaskClient, url: str) -> str:
    return words(main_part(browser.get(url).text))


def test_home_calls_to_the_plan_until_it_ends(
    session: Session, world: World, firms_browser: FlaskClient, page: str, asked: Asked
) -> None:
    home = f"/adherent/{world.biscuits.id}"
    assert "Le plan proposé vous convient-il ?" in text(firms_browser, home)
    assert f'href="{page}"' in firms_browser.get(home).text

    firms_browser.post(page, data={"answer": "accept"})
    assert "Vous avez répondu" in text(firms_browser, home)


def test_firm_reads_its_own_visits_and_accepts(
    session: Session, firms_browser: FlaskClient, page: str, asked: Asked
) -> None:
    shown = text(firms_browser, page)
    assert "lundi 5 janvier, matin" in shown
    assert "Kermor" not in shown

    answer = firms_browser.post(page, data={"answer": "accept"})

    assert (answer.status_code, answer.location) == (303, page)
    session.refresh(asked.firm)
    assert (asked.firm.answer, asked.firm.by_link) == (Answer.ACCEPTED, False)
    assert asked.firm.answered_by_id == asked.voice.id


def test_faults_are_shown_at_their_fields(
    firms_browser: FlaskClient, page: str, asked: Asked
) -> None:
    answer = firms_browser.post(page, data=asked.wish(reason="too_far"))

    assert answer.status_code == 422
    assert "Choisissez une des réponses de la liste" in words(answer.text)


def test_party_of_others_is_not_found(
    session: Session, world: World, firms_browser: FlaskClient, asked: Asked
) -> None:
    foreign = f"/adherent/{world.biscuits.id}/accord/{asked.zoe.id}"

    assert firms_browser.get(foreign).status_code == 404
    assert firms_browser.post(foreign, data={"answer": "accept"}).status_code == 404
    session.refresh(asked.zoe)
    assert asked.zoe.answer is Answer.WAITING


def test_cdo_answers_from_their_own_pages(
    session: Session, world: World, client_of: ClientOf, asked: Asked
) -> None:
    zoe = session.get_one(Person, world.zoe.person_id)
    browser, home = client_of(zoe), f"/cdo/{world.zoe.id}"
    page = f"{home}/accord/{asked.zoe.id}"
    assert f'href="{page}"' in browser.get(home).text
    shown = text(browser, page)
    assert "lundi 5 janvier, matin Nouvelle Biscuiterie Le Goff" in shown
    assert "Trop loin ce jour-là" in shown

    assert browser.post(page, data=asked.wish(reason="too_far")).status_code == 303

    session.refresh(asked.zoe)
    assert (asked.zoe.answer, asked.zoe.answered_by_id) == (Answer.ASKS, zoe.id)
    assert browser.get(f"{home}/accord/{asked.firm.id}").status_code == 404


def overtake(session: Session, world: World, asked: Asked) -> int:
    """Publish another plan of the period and return the number of its release."""
    plan = a_plan(session, world, [At(world.stock, world.yann, TUESDAY, PM)])
    release = publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=utc_now(),
        around=Surroundings("http://localhost", render_mail),
    )
    session.commit()
    return release.number


@pytest.mark.parametrize("has_asked", [True, False])
def test_ended_proposal_says_what_binds_and_what_was_not_settled(
    session: Session,
    world: World,
    firms_browser: FlaskClient,
    page: str,
    asked: Asked,
    has_asked: bool,
) -> None:
    if has_asked:
        firms_browser.post(page, data=asked.wish(reason="busy"))
    number = overtake(session, world, asked)

    answer = firms_browser.get(page)
    shown = words(main_part(answer.text))
    linked = text(firms_browser, link_of(session, asked, asked.voice))

    assert answer.status_code == 200
    for read in (shown, linked):
        assert (
            f"Un autre plan a été publié pour Hiver 2099 : la version {number} s’applique" in read
        )
        assert ("Votre demande n’a pas été traitée" in read) is has_asked


def test_answer_after_the_end_changes_nothing(
    session: Session, world: World, firms_browser: FlaskClient, page: str, asked: Asked
) -> None:
    overtake(session, world, asked)

    answer = firms_browser.post(page, data={"answer": "accept"})

    assert (answer.status_code, answer.location) == (303, page)
    session.refresh(asked.firm)
    assert asked.firm.answer is Answer.WAITING
