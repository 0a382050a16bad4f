"""A “no” to an invitation waits for the coordinator, moves nothing, and is dealt with once."""

import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.models import InvitedPerson
from cdo_share.core.clock import utc_now
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.publishing.models import Visit
from cdo_share.settings import Settings
from tests.factories import a_person, a_role
from tests.publishing.world import AM, At, World, all_rows, publish_places
from tests.web.pages import main_part, words

ONE = uuid.UUID(int=1, version=4)
NO = "Annick a répondu « non » à l’invitation : Biscuiterie Le Goff avec Zoé Martin"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of an installation that sends invitations."""
    return replace(settings, mail_in="reponses@partage.example")


@pytest.fixture
def annick(session: Session, world: World) -> Person:
    """Return somebody invited to a visit to come, who has answered no."""
    annick = a_person(session, name="Annick")
    here = world.groupement
    a_role(session, annick, here, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.add(InvitedPerson(groupement_id=here.id, person_id=annick.id, chosen_at=utc_now()))
    soon = utc_now().date() + timedelta(days=7)
    monday = soon - timedelta(days=soon.weekday()) + timedelta(days=7)
    world.period.starts_on, world.period.ends_on = monday, monday + timedelta(days=25)
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, monday, AM, id=ONE)], utc_now())
    session.add(
        VisitInvitation(
            groupement_id=here.id,
            person_id=annick.id,
            visit_id=ONE,
            email=annick.email,
            sequence=0,
            sent_at=utc_now(),
            answer=Answer.DECLINED,
            answered_at=utc_now(),
        )
    )
    session.commit()
    return annick


def waiting(browser: FlaskClient, pages: str, world: World) -> str:
    return words(main_part(browser.get(f"{pages}/a-traiter?periode={world.period.id}").text))


def form_of(browser: FlaskClient, pages: str, world: World) -> tuple[str, dict[str, str]]:
    """Return where the page sends that an answer is dealt with, and what it sends."""
    page = browser.get(f"{pages}/a-traiter?periode={world.period.id}").text
    (form,) = re.findall(r'<form[^>]*action="([^"]*/reponses/\d+)"(.*?)</form>', page, re.DOTALL)
    return form[0], {"mark": re.findall(r'name="mark" value="([^"]*)"', form[1])[0]}


def settle(browser: FlaskClient, pages: str, world: World) -> TestResponse:
    url, data = form_of(browser, pages, world)
    return browser.post(url, data=data)


@pytest.mark.usefixtures("annick")
@pytest.mark.parametrize(
    "later",
    [
        {"answer": Answer.OTHER_DATE},
        {"answered_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"wished_day": date(2099, 1, 7)},
    ],
)
def test_planted_answer_that_nobody_saw_is_not_dealt_with_by_an_old_page(
    session: Session, browser: FlaskClient, pages: str, world: World, later: dict[str, Any]
) -> None:
    url, data = form_of(browser, pages, world)
    row = session.query(VisitInvitation).one()
    for name, value in later.items():
        setattr(row, name, value)
    session.commit()

    refused = browser.post(url, data=data)
    session.expire_all()

    assert (refused.status_code, row.is_settled) == (409, False)
    assert "a répondu de nouveau depuis" in words(refused.text)
    assert settle(browser, pages, world).status_code == 302


@pytest.mark.usefixtures("annick")
def test_refusal_waits_until_it_is_dealt_with_and_moves_nothing(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    before = all_rows(session, Visit)
    shown = waiting(browser, pages, world)
    done = settle(browser, pages, world)

    assert NO in shown
    assert done.status_code == 302
    assert NO not in waiting(browser, pages, world)
    assert all_rows(session, Visit) == before


@pytest.mark.usefixtures("annick")
@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.TENTATIVE])
def test_other_answers_do_not_wait(
    session: Session, browser: FlaskClient, pages: str, world: World, answer: Answer
) -> None:
    session.query(VisitInvitation).one().answer = answer
    session.commit()

    assert "à l’invitation" not in waiting(browser, pages, world)


@pytest.mark.usefixtures("annick")
@pytest.mark.parametrize(
    ("times", "told"),
    [
        ((time(14), time(16, 30)), "Date souhaitée : mercredi 7 janvier 2099, de 14 h à 16 h 30."),
        ((time(14), None), "Date souhaitée : mercredi 7 janvier 2099, à partir de 14 h."),
        ((None, None), "Date souhaitée : mercredi 7 janvier 2099."),
    ],
)
def test_other_date_says_which_one_is_wished(
    session: Session,
    browser: FlaskClient,
    pages: str,
    world: World,
    times: tuple[time | None, time | None],
    told: str,
) -> None:
    row = session.query(VisitInvitation).one()
    row.answer, row.wished_day = Answer.OTHER_DATE, date(2099, 1, 7)
    row.wished_start, row.wished_end = times
    session.commit()

    shown = waiting(browser, pages, world)

    assert "Annick souhaite une autre date" in shown
    assert told in shown


def test_planted_refusal_of_an_earlier_place_does_not_wait(
    session: Session, browser: FlaskClient, pages: str, world: World, annick: Person
) -> None:
    row = UntoldChange(
        groupement_id=world.groupement.id,
        person_id=annick.id,
        visit_id=ONE,
        noted_at=utc_now(),
        was_day=date(2027, 1, 4),
        was_engagement_id=world.zoe.id,
    )
    session.add(row)
    session.commit()

    assert NO not in waiting(browser, pages, world)


@pytest.mark.usefixtures("annick")
def test_connected_calendars_count_the_answers_of_the_invited(
    browser: FlaskClient, pages: str
) -> None:
    page = words(main_part(browser.get(f"{pages}/personnes/agendas").text))

    assert (
        "Annick – Biscuiterie Le Goff Invitations par courriel "
        "0 oui, 0 peut-être, 1 non ou autre date, 0 sans réponse"
    ) in page
    assert "Rappeler" not in page.split("Annick")[0]


@pytest.mark.usefixtures("annick")
def test_answer_that_is_not_here_cannot_be_dealt_with(browser: FlaskClient, pages: str) -> None:
    assert browser.post(f"{pages}/a-traiter/reponses/999").status_code == 404


@pytest.mark.usefixtures("annick")
@pytest.mark.parametrize("answer", [None, Answer.ACCEPTED, Answer.OTHER_DATE])
def test_answer_that_cannot_be_read_waits_until_it_is_dealt_with(
    session: Session, browser: FlaskClient, pages: str, world: World, answer: Answer | None
) -> None:
    row = session.query(VisitInvitation).one()
    row.answer, row.answered_at = answer, answer and utc_now()
    row.wished_day = date(2099, 1, 7) if answer is Answer.OTHER_DATE else None
    row.unreadable_at = utc_now()
    session.commit()

    shown = waiting(browser, pages, world)
    done = settle(browser, pages, world)
    session.expire_all()

    assert "Annick a répondu à l’invitation sous une forme illisible ici (winmail.dat)" in shown
    assert "Date souhaitée" not in shown
    assert done.status_code == 302
    assert "winmail" not in waiting(browser, pages, world)
    assert (row.answer, row.is_settled) == (answer, answer is not None)
