"""A request to keep a visit that the proposed plan takes away: settled, told, and shown."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import PlanVisit
from cdo_share.proposals.answering import Speaker, Wish, ask
from cdo_share.proposals.models import Reason
from cdo_share.publishing.queries import latest_release
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import TUESDAY
from tests.web.coordinator.proposing import parties, send
from tests.web.pages import words

WEDNESDAY = date(2099, 1, 7)


@pytest.fixture
def board(
    session: Session,
    world: World,
    browser: FlaskClient,
    voice: Person,
    pages: str,
    plan_of: PlanOf,
) -> str:
    """Return the address of the answers to a plan without the visit of the biscuits in force."""
    publish_places(session, world, [At(world.shop, world.zoe, WEDNESDAY, 1)], utc_now())
    plan = plan_of(At(world.stock, world.yann, TUESDAY, 1))
    url = f"{pages}/plans/{plan.id}/accord"
    send(browser, url)
    return url


@pytest.fixture
def request_id(session: Session, world: World, board: str) -> int:
    """Return the request of the biscuits to keep it."""
    release = latest_release(session, world.groupement.id, world.period.id)
    assert release is not None
    (kept,) = session.scalars(select(PlanVisit).where(PlanVisit.plan_id == release.plan_id)).all()
    (row,) = ask(
        session,
        groupement_id=world.groupement.id,
        party_id=parties(session)[RoleKind.MEMBER, world.biscuits.id].id,
        wishes=[Wish(kept.visit_id, Reason.KEEP)],
        speaker=Speaker(world.zoe.person_id),
        now=utc_now(),
        leaving={kept.visit_id: kept.plan_id},
    )
    session.commit()
    return row.id


def outcome(session: Session) -> str:
    found = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    return words(found.text)


@pytest.mark.parametrize(
    ("act", "sent"), [("refus", {"refusal": "Zoé est prise."}), ("contrainte", {}), ("lever", {})]
)
def test_settling_leads_back_to_the_answers_of_the_plan_that_was_proposed(
    browser: FlaskClient, pages: str, board: str, request_id: int, act: str, sent: dict[str, str]
) -> None:
    """Planted: a way back to the plan in force, whose page offers to propose it."""
    answer = browser.post(f"{pages}/demandes-de-changement/{request_id}/{act}", data=sent)

    assert (answer.status_code, answer.location) == (303, f"{board}#request-{request_id}")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("refus", "La coordination n’a pas pu l’accorder : Zoé est prise."),
        ("contrainte", "La prochaine répartition en tiendra compte."),
    ],
)
def test_letter_says_that_the_visit_was_to_be_kept(
    session: Session, browser: FlaskClient, pages: str, request_id: int, act: str, told: str
) -> None:
    url = f"{pages}/demandes-de-changement/{request_id}/{act}"
    browser.post(url, data={"refusal": "Zoé est prise."})

    letter = outcome(session)
    assert (
        "Vous avez demandé à garder cette intervention : "
        "- mercredi 7 janvier 2099, après-midi – Ouvrir la boutique en ligne "
    ) + told in letter
    assert "vers : " not in letter
