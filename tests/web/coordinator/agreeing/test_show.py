"""Proposing a plan: the mails before they leave, the answers, what becomes of requests."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.dates import day_words
from cdo_share.core.outbox import OutboxMail
from cdo_share.proposals.answering import Speaker, accept
from cdo_share.proposals.models import (
    Proposal,
    ProposalRequest,
    ProposalState,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import agreement_of
from cdo_share.proposals.settings import find_settings
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit
from cdo_share.web.mails import render_mail
from tests.publishing.world import At, World
from tests.statements import recorded_statements
from tests.web.agreeing import LAST_DAY
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.proposing import ask_for, parties, send, text
from tests.web.pages import words


def test_form_shows_who_is_asked_and_every_mail_as_it_will_leave(
    session: Session, browser: FlaskClient, page_of: str
) -> None:
    page = text(browser, page_of)

    assert "CDO Yann Guégan Zoé Martin Adhérents Biscuiterie Le Goff Chantier naval Kermor" in page
    assert "Envoyer 3 courriels" in page
    assert "Personne à qui écrire chez Chantier naval Kermor." in page
    assert "Bonjour Anne Le Goff, " in page
    assert "/proposition/…" in page
    assert session.scalars(select(OutboxMail)).all() == []


def test_form_sends_few_statements_and_no_more_for_more_visits(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, page_of: str
) -> None:
    many = [At(world.shop, world.zoe, MONDAY + timedelta(7 * week), 0) for week in range(4)]
    browser.get(page_of)  # notes once that the session is alive
    counts = []
    for url in (page_of, f"{pages}/plans/{plan_of(*many).id}/accord"):
        session.expire_all()
        with recorded_statements(session) as statements:
            browser.get(url)
        counts.append(len(statements))

    assert counts[1] <= counts[0] <= 16


def test_preview_shows_the_mails_with_the_day_typed(
    session: Session, browser: FlaskClient, page_of: str
) -> None:
    answer = browser.post(page_of, data={"answer_by": LAST_DAY.isoformat(), "act": "preview"})

    assert answer.status_code == 200
    assert f"jusqu’au {day_words(LAST_DAY, 'EEEE d MMMM y', 'fr')}" in words(answer.text)
    assert session.scalars(select(Proposal)).all() == []


def test_send_asks_each_person_once_with_a_link_of_their_own(
    session: Session, browser: FlaskClient, page_of: str, coordinator: Person
) -> None:
    send(browser, page_of)

    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    assert len(mails) == 3
    assert len({mail.text.split("/proposition/cp_")[1][:43] for mail in mails}) == 3
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.state, proposal.sent_by_id) == (ProposalState.OPEN, coordinator.id)
    assert "Zoé Martin CDO En attente –" in text(browser, page_of)


@pytest.mark.parametrize("act", ["preview", "send"])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-01", "Choisissez un jour qui n’est pas encore passé."),
        ("2098-12-01", "plus de 90 jours, c’est trop long"),
    ],
)
def test_day_that_is_past_or_too_far_is_refused_in_words(
    session: Session, browser: FlaskClient, page_of: str, day: str, said: str, act: str
) -> None:
    answer = browser.post(page_of, data={"answer_by": day, "act": act})

    assert (answer.status_code, said in words(answer.text)) == (422, True)
    assert f'value="{day}"' in answer.text


@pytest.mark.parametrize("day", ["", "hier", "2020-01-01", "9999-12-31"])
def test_send_with_an_impossible_day_sends_nothing(
    session: Session, browser: FlaskClient, page_of: str, day: str
) -> None:
    answer = browser.post(page_of, data={"answer_by": day, "act": "send"})

    assert answer.status_code == 422
    assert session.scalars(select(Proposal)).all() == []
    assert session.scalars(select(OutboxMail)).all() == []


def test_second_plan_of_the_period_takes_the_place_of_the_first_when_that_is_seen(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, page_of: str
) -> None:
    send(browser, page_of)
    other = f"{pages}/plans/{plan_of(At(world.shop, world.zoe, NEXT_MONDAY, 0)).id}/accord"

    assert "Un autre plan de cette période est déjà proposé" in text(browser, other)
    first = session.scalars(select(Proposal)).one()
    data = {"answer_by": LAST_DAY.isoformat(), "act": "send"}
    assert browser.post(other, data=data).status_code == 409

    assert browser.post(other, data=data | {"replaces": str(first.id)}).status_code == 303
    session.expire_all()
    states = session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    waiting = session.scalars(select(OutboxMail).where(OutboxMail.withdrawn_at.is_(None))).all()
    assert states == [ProposalState.WITHDRAWN, ProposalState.OPEN]
    assert len({mail.person_id for mail in waiting}) == len(waiting)


def test_everybody_is_asked_only_when_chosen(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, voice: Person
) -> None:
    first = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    browser.post(f"{pages}/plans/{first.id}/publier", data={"seen": "0"})
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    url = f"{pages}/plans/{plan.id}/accord"

    send(browser, url)
    assert {number for _, number in parties(session)} == {world.yann.id, world.boats.id}
    browser.post(f"{url}/retrait")
    send(browser, url, everybody="y")
    assert len(parties(session)) == 4


def test_board_counts_answers_and_is_reached_when_all_accept(
    session: Session, world: World, browser: FlaskClient, page_of: str
) -> None:
    send(browser, page_of)
    for party in parties(session).values():
        accept(
            session,
            groupement_id=world.groupement.id,
            party_id=party.id,
            speaker=Speaker(world.zoe.person_id, by_link=True),
            now=utc_now(),
        )
    session.commit()

    page = text(browser, page_of)

    assert "Tout le monde accepte Publier le plan" in page
    assert "Acceptent 4 sur 4 consultés" in page
    assert "Zoé Martin (par le lien)" in page


def test_remind_mails_those_who_wait_once_with_another_link(
    session: Session, world: World, browser: FlaskClient, page_of: str
) -> None:
    send(browser, page_of)
    party = parties(session)[RoleKind.CDO, world.zoe.id]
    accept(
        session,
        groupement_id=world.groupement.id,
        party_id=party.id,
        speaker=Speaker(world.zoe.person_id),
        now=utc_now(),
    )
    session.execute(update(Proposal).values(sent_at=utc_now() - timedelta(days=2)))
    session.commit()

    assert browser.post(f"{page_of}/relance").status_code == 303
    assert browser.post(f"{page_of}/relance").status_code == 409

    mails = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Rappel%"))).all()
    assert len(mails) == 2
    assert session.get_one(Person, world.zoe.person_id).email not in {m.recipient for m in mails}
    assert "Relancer les silencieux" not in text(browser, page_of)


def test_remind_asks_those_again_whose_acceptance_does_not_count_any_more(
    session: Session, world: World, browser: FlaskClient, plan_of: PlanOf, page_of: str
) -> None:
    """Planted: a checklist that says to ask again, and a board without a way to."""
    send(browser, page_of)
    for party in parties(session).values():
        accept(
            session,
            groupement_id=world.groupement.id,
            party_id=party.id,
            speaker=Speaker(world.zoe.person_id),
            now=utc_now(),
        )
    session.execute(update(Proposal).values(sent_at=utc_now() - timedelta(days=2)))
    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan_of(At(world.shop, world.zoe, NEXT_MONDAY, 0)).id,
        published_by_id=None,
        now=utc_now(),
        around=Surroundings("http://localhost", render_mail),
        ends_proposal=False,
    )
    session.commit()
    board = text(browser, page_of)
    assert "Relancer les personnes dont la réponse manque" in board
    assert "Sans réponse 0 Accepté avant un changement 2" in board

    assert browser.post(f"{page_of}/relance").status_code == 303
    assert browser.post(f"{page_of}/relance").status_code == 409

    mails = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Rappel%"))).all()
    zoe = session.get_one(Person, world.zoe.person_id).email
    assert {mail.recipient for mail in mails} == {zoe, "anne@biscuits.example"}
    for mail in mails:
        assert "cette réponse ne compte donc plus" in words(mail.text)
        assert "n’a pas encore votre réponse" not in words(mail.text)
    assert "Relancer les personnes" not in text(browser, page_of)


def test_request_about_a_visit_cancelled_since_offers_nothing(
    session: Session, world: World, browser: FlaskClient, plan_of: PlanOf, page_of: str
) -> None:
    send(browser, page_of)
    ask_for(session, world, Reason.BUSY)
    assert "En faire une contrainte" in text(browser, page_of)
    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan_of(At(world.shop, world.zoe, MONDAY, 0)).id,
        published_by_id=None,
        now=utc_now(),
        around=Surroundings("http://localhost", render_mail),
        ends_proposal=False,
    )
    visit = session.scalars(select(Visit)).one()
    wish = CancelWish(
        visit_id=visit.id, cancelled_by=CancelledBy.MEMBER, person_id=None, is_replaced=False
    )
    cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=utc_now())
    session.commit()

    board = text(browser, page_of)

    assert "annulée depuis" in board
    assert "En faire une contrainte" not in board
    assert "La prochaine répartition respecterait" not in board


def test_publishing_ends_the_proposal(
    session: Session, world: World, browser: FlaskClient, page_of: str
) -> None:
    send(browser, page_of)
    gate = page_of.replace("/accord", "/publier")
    ticks = re.findall(r'name="confirm" value="([^"]+)"', browser.get(f"{gate}/reponses").text)
    ticked = {"seen": "0", "confirm": ticks}
    assert browser.post(gate, data=ticked).status_code == 302

    session.expire_all()
    proposal = session.scalars(select(Proposal)).one()
    assert proposal.state is ProposalState.CLOSED
    assert agreement_of(session, proposal.plan_id, utc_now()).parties == ()
    page = text(browser, page_of)
    assert "Les réponses ne sont plus reçues." in page
    assert "Zoé Martin CDO En attente" in page


def test_publishing_declines_what_nobody_has_settled_and_tells_it(
    session: Session, world: World, browser: FlaskClient, page_of: str
) -> None:
    """Planted: a request that waits for ever, though an answer by mail was promised."""
    send(browser, page_of)
    number = ask_for(session, world, Reason.BUSY)
    gate = page_of.replace("/accord", "/publier")
    line = browser.get(f"{gate}/reponses").text
    assert "Ce que personne n’a réglé est refusé par la publication" in words(line)
    ticks = re.findall(r'name="confirm" value="([^"]+)"', line)
    assert browser.post(gate, data={"seen": "0", "confirm": ticks}).status_code == 302

    session.expire_all()
    assert session.get_one(ProposalRequest, number).state is RequestState.DECLINED
    mail = session.scalars(select(OutboxMail).where(OutboxMail.subject.like("Votre dem%"))).one()
    assert mail.recipient == "anne@biscuits.example"
    assert "l’accorder : le plan a été publié tel qu’il était proposé." in words(mail.text)
    assert "Le plan a été publié avant que quelqu’un l’ait réglée." in text(browser, page_of)


def test_plan_that_another_release_replaced_can_be_proposed_again(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, page_of: str
) -> None:
    send(browser, page_of)
    own = page_of.replace("/accord", "/publier")
    other = plan_of(At(world.shop, world.zoe, NEXT_MONDAY, 0))
    for number, gate in enumerate((own, f"{pages}/plans/{other.id}/publier")):
        ticks = re.findall(r'name="confirm" value="([^"]+)"', browser.get(f"{gate}/reponses").text)
        published = browser.post(gate, data={"seen": str(number), "confirm": ticks})
        assert published.status_code == 302

    assert "ce qui a été répondu alors ne compte plus" in text(browser, page_of).casefold()
    send(browser, page_of)

    states = session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert states == [ProposalState.CLOSED, ProposalState.OPEN]


def test_withdrawn_plan_can_be_proposed_again(
    session: Session, browser: FlaskClient, page_of: str
) -> None:
    send(browser, page_of)
    assert browser.post(f"{page_of}/retrait").status_code == 303
    assert browser.post(f"{page_of}/retrait").status_code == 404

    assert "puis retiré" in text(browser, page_of)
    send(browser, page_of)
    states = session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert states == [ProposalState.WITHDRAWN, ProposalState.OPEN]


def test_settings_of_proposing_are_stored_and_used(
    session: Session, world: World, browser: FlaskClient, pages: str, page_of: str
) -> None:
    url = f"{pages}/reglages/accord"
    refused = browser.post(url, data={"answer_days": "99", "silence": "accepts"})
    assert refused.status_code == 422

    assert browser.post(url, data={"answer_days": "3", "silence": "accepts"}).status_code == 302

    stored = find_settings(session, world.groupement.id)
    assert (stored.answer_days, stored.silence_accepts) == (3, True)
    assert "Sans réponse d’ici là, le plan est réputé accepté." in text(browser, page_of)


def test_checklist_before_publishing_leads_here(browser: FlaskClient, page_of: str) -> None:
    assert page_of in browser.get(page_of.replace("/accord", "/publier/reponses")).text
