"""What becomes of a request: constraints in one click, or a sentence that is mailed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.models import Constraint, ConstraintKind, Run
from cdo_share.proposals.answering import Speaker, accept
from cdo_share.proposals.models import ProposalRequest, Reason, RequestState
from tests.publishing.world import World
from tests.web.coordinator.days import TUESDAY
from tests.web.coordinator.proposing import ask_for, parties, send, text
from tests.web.pages import words


@pytest.fixture
def request_id(session: Session, world: World, browser: FlaskClient, page_of: str) -> int:
    """Return a request of the biscuits to be visited on Tuesday instead of Monday."""
    send(browser, page_of)
    return ask_for(session, world, Reason.BUSY)


def test_request_becomes_constraints_in_one_click_and_is_told(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str, request_id: int
) -> None:
    assert "Déjà pris à ce moment → mardi 6 janvier, après-midi « Livraison »" in text(
        browser, page_of
    )
    url = f"{pages}/demandes-de-changement/{request_id}/contrainte"

    assert browser.post(url).status_code == 303

    rows = session.scalars(select(Constraint).order_by(Constraint.id)).all()
    assert [row.kind for row in rows] == [ConstraintKind.AVOID_DEMAND, ConstraintKind.KEEP_TIME]
    mail = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    assert mail.recipient == "anne@biscuits.example"
    assert "La prochaine répartition en tiendra compte." in mail.text
    assert browser.post(url).status_code == 303  # settled already: told, and nothing is added
    assert session.scalars(select(Constraint).order_by(Constraint.id)).all() == rows
    assert "Prise en compte" in text(browser, page_of)


def test_constraints_page_says_them_and_removes_them(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str, request_id: int
) -> None:
    browser.post(f"{pages}/demandes-de-changement/{request_id}/contrainte")
    page = f"{pages}/contraintes?periode={world.period.id}"
    title = "Biscuiterie Le Goff, « Ouvrir la boutique en ligne » :"
    assert f"{title} pas d’intervention le lundi 5 janvier issue d’une réponse" in text(
        browser, page
    )
    assert f"{title} une intervention le mardi 6 janvier, après-midi" in text(browser, page)

    for number in session.scalars(select(Constraint.id)).all():
        assert browser.post(f"{pages}/contraintes/{number}/retirer").status_code == 302

    assert "Rien pour l’instant" in text(browser, page)
    assert "La contrainte qui en était issue a été retirée depuis." in text(browser, page_of)


def test_request_is_declined_with_a_sentence_that_is_mailed(
    session: Session, browser: FlaskClient, pages: str, page_of: str, request_id: int
) -> None:
    url = f"{pages}/demandes-de-changement/{request_id}/refus"
    browser.post(url, data={"refusal": ""})
    assert "Dites pourquoi en une phrase" in text(browser, page_of)

    browser.post(url, data={"refusal": "Zoé est prise mardi."})

    row = session.get_one(ProposalRequest, request_id)
    session.refresh(row)
    assert row.state is RequestState.DECLINED
    mail = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    assert "Zoé est prise mardi." in mail.text
    assert "Votre phrase : Zoé est prise mardi." in text(browser, page_of)


def test_wish_for_another_cdo_is_made_a_constraint_with_the_one_chosen(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str
) -> None:
    send(browser, page_of)
    number = ask_for(session, world, Reason.OTHER_CDO)
    assert f'<option value="{world.yann.id}">Yann Guégan</option>' in browser.get(page_of).text
    url = f"{pages}/demandes-de-changement/{number}/contrainte"

    browser.post(url)
    assert session.scalars(select(Constraint)).all() == []
    browser.post(url, data={"other_engagement_id": str(world.yann.id)})

    rows = session.scalars(select(Constraint).order_by(Constraint.id)).all()
    assert [(row.kind, row.engagement_id) for row in rows] == [
        (ConstraintKind.KEEP_CDO, world.yann.id),
        (ConstraintKind.KEEP_TIME, world.yann.id),
    ]


def test_cdo_who_can_never_come_instead_is_marked_with_the_reason(
    session: Session, world: World, browser: FlaskClient, page_of: str
) -> None:
    send(browser, page_of)
    ask_for(session, world, Reason.OTHER_CDO)
    said = "Personne d’autre ne pouvait venir quand ce plan a été calculé."
    assert said not in text(browser, page_of)
    run = session.scalars(select(Run)).one()
    assert run.instance is not None
    cdos = [
        one | {"skills": {"AUTRE": 1}} if one["id"] == cdo_name(world.yann.id) else one
        for one in run.instance["cdos"]
    ]
    run.instance = run.instance | {"cdos": cdos}
    session.commit()

    page = browser.get(page_of).text

    option = f'<option value="{world.yann.id}">Yann Guégan – n’a pas la compétence</option>'
    assert option in page
    assert said in words(page)


def test_part_that_can_be_kept_is_told_and_kept_without_the_other(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str, request_id: int
) -> None:
    """Nobody works on the day that is wished; the old one can be closed all the same."""
    for cdo in (world.zoe, world.yann):
        session.add(
            AvailabilityException(
                engagement_id=cdo.id, kind=ExceptionKind.LEAVE, starts_on=TUESDAY, ends_on=TUESDAY
            )
        )
    session.commit()
    url = f"{pages}/demandes-de-changement/{request_id}/contrainte"
    both = {"parts": "1", "part": ["avoided", "wished"]}

    told = words(browser.post(url, data=both, follow_redirects=True).text)

    assert "Impossible à respecter : rien n’a été changé." in told
    assert "Que l’intervention quitte sa place reste possible" in told
    assert "Ce qui est souhaité reste possible" not in told
    assert session.scalars(select(Constraint)).all() == []
    nothing = browser.post(url, data={"parts": "1"}, follow_redirects=True)
    assert "Cochez au moins une ligne" in words(nothing.text)

    browser.post(url, data={"parts": "1", "part": "avoided"})

    assert session.scalars(select(Constraint.kind)).all() == [ConstraintKind.AVOID_DEMAND]
    mail = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    assert "sans pouvoir promettre celle que vous souhaitiez" in words(mail.text)


def test_letter_says_which_part_of_a_request_is_left_out(
    session: Session, browser: FlaskClient, pages: str, request_id: int
) -> None:
    """Planted: a letter that promises the whole where only what is wished is respected."""
    url = f"{pages}/demandes-de-changement/{request_id}/contrainte"

    browser.post(url, data={"parts": "1", "part": "wished"})

    mail = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    assert "ne garde pas libre celui que vous vouliez quitter" in words(mail.text)
    assert "en tiendra compte." not in words(mail.text)


def test_constraint_of_who_accepts_since_is_said_and_taken_away_in_one_click(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str, request_id: int
) -> None:
    browser.post(f"{pages}/demandes-de-changement/{request_id}/contrainte")
    said = "La contrainte issue de cette demande lie encore la prochaine répartition."
    assert said not in text(browser, page_of)
    url = f"{pages}/demandes-de-changement/{request_id}/lever"
    browser.post(url)  # they still ask: nothing is taken away
    assert len(session.scalars(select(Constraint)).all()) == 2
    party = parties(session)[RoleKind.MEMBER, world.biscuits.id]
    accept(
        session,
        groupement_id=world.groupement.id,
        party_id=party.id,
        speaker=Speaker(world.zoe.person_id),
        now=utc_now(),
    )
    session.commit()
    assert said in text(browser, page_of)

    assert browser.post(url).status_code == 303

    assert session.scalars(select(Constraint)).all() == []
    assert said not in text(browser, page_of)
