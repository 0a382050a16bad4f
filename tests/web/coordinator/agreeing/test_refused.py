"""Requests that nobody can serve, or on a day that is closed, are refused in words."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.planning.models import Constraint
from cdo_share.proposals.models import (
    ProposalRequest,
    Reason,
    RequestState,
)
from cdo_share.rounds.models import ClosedDay
from tests.publishing.world import World
from tests.web.coordinator.days import TUESDAY
from tests.web.coordinator.proposing import ask_for, send
from tests.web.pages import words


def test_request_that_nobody_can_serve_is_refused_in_words_and_stays_open(
    session: Session, world: World, browser: FlaskClient, page_of: str, pages: str
) -> None:
    send(browser, page_of)
    for cdo in (world.zoe, world.yann):
        session.add(
            AvailabilityException(
                engagement_id=cdo.id,
                kind=ExceptionKind.UNAVAILABLE,
                starts_on=TUESDAY,
                ends_on=TUESDAY,
            )
        )
    number = ask_for(session, world, Reason.BUSY)

    answer = browser.post(f"{pages}/demandes-de-changement/{number}/contrainte")

    said = words(browser.get(answer.location).text)
    assert "Impossible à respecter : rien n’a été changé." in said
    assert "Zoé Martin n’est pas disponible" in said
    assert session.get_one(ProposalRequest, number).state is RequestState.OPEN
    assert session.scalars(select(Constraint)).all() == []


def test_request_for_a_public_holiday_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, page_of: str, pages: str
) -> None:
    send(browser, page_of)
    session.add(ClosedDay(groupement_id=world.groupement.id, day=TUESDAY, name="Fête"))
    number = ask_for(session, world, Reason.BUSY)

    answer = browser.post(f"{pages}/demandes-de-changement/{number}/contrainte")

    assert "ce n’est pas un jour ouvré" in words(browser.get(answer.location).text)
    assert session.scalars(select(Constraint)).all() == []


def test_another_cdo_must_be_able_to_serve_the_demand(
    session: Session, world: World, browser: FlaskClient, page_of: str, pages: str
) -> None:
    send(browser, page_of)
    number = ask_for(session, world, Reason.OTHER_CDO)
    world.yann.is_active = False
    session.commit()

    answer = browser.post(
        f"{pages}/demandes-de-changement/{number}/contrainte",
        data={"other_engagement_id": world.yann.id},
    )

    said = words(browser.get(answer.location).text)
    assert "Yann Guégan ne participe pas à cette période." in said
    assert session.scalars(select(Constraint)).all() == []
