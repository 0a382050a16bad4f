"""The link of a mail about a proposed plan: what it shows, what it may do, and to whom."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, Role
from cdo_share.core.clock import utc_now
from cdo_share.proposals.models import Answer, ProposalRequest, ProposalState, Reason
from cdo_share.proposals.settling import constrain
from cdo_share.publishing.service import publish
from cdo_share.web.extensions import limiter
from tests.publishing.world import World, a_world
from tests.statements import recorded_statements
from tests.web.agreeing import (
    LAST_DAY,
    MONDAY,
    WEDNESDAY,
    Asked,
    end_time,
    link_of,
    put_on_the_table,
)
from tests.web.pages import main_part, words
from tests.web.test_matrix import snapshot

CLOCK = re.compile(r"\d{1,2}:\d{2}")


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=MONDAY.replace(day=30))


@pytest.fixture
def asked(session: Session, world: World) -> Asked:
    return put_on_the_table(session, world)


@pytest.fixture
def link(session: Session, asked: Asked) -> str:
    return link_of(session, asked, asked.voice)


def text(client: FlaskClient, link: str) -> str:
    return words(main_part(client.get(link).text))


def test_link_shows_own_visits_in_half_days_and_nobody_elses(
    client: FlaskClient, link: str
) -> None:
    page = text(client, link)

    assert "Biscuiterie Le Goff" in page
    assert "lundi 5 janvier, matin Nouvelle Zoé Martin Ouvrir la boutique en ligne" in page
    assert "Répondez jusqu’au " in page
    for others in ("Kermor", "Suivre le stock", "Yann", "mardi 6 janvier"):
        assert others not in page


@pytest.mark.parametrize(("regime", "has_clock"), [("forfait_jours", False), ("hours", True)])
def test_link_shows_clock_times_only_where_they_may_be_imposed(
    session: Session, client: FlaskClient, regime: str, has_clock: bool
) -> None:
    first, last = MONDAY, MONDAY.replace(day=30)
    world = a_world(session, name="Heures", starts_on=first, ends_on=last, grid_kind="hour")
    world.zoe.regime = Regime(regime)
    asked = put_on_the_table(session, world)

    page = text(client, link_of(session, asked, asked.voice))

    assert bool(CLOCK.search(page)) is has_clock


def test_looking_changes_nothing_and_keeps_the_secret(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    before = snapshot(session)
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = client.open(link, method=method)
        assert answer.status_code == 200

    assert snapshot(session) == before
    headers = client.get(link).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert headers["Cache-Control"] == "no-store"
    act = f"{link}/{asked.firm.id}"
    assert client.get(act).status_code != 200
    assert snapshot(session) == before


def test_link_page_sends_few_statements(session: Session, client: FlaskClient, link: str) -> None:
    session.expire_all()
    with recorded_statements(session) as statements:
        client.get(link)

    assert len(statements) <= 17


def accept(client: FlaskClient, link: str, asked: Asked) -> Any:
    return client.post(f"{link}/{asked.firm.id}", data={"answer": "accept"})


def test_accept_by_link_is_noted_for_the_person_of_the_link(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    answer = accept(client, link, asked)

    assert (answer.status_code, answer.location) == (303, link)
    session.refresh(asked.firm)
    assert (asked.firm.answer, asked.firm.by_link) == (Answer.ACCEPTED, True)
    assert asked.firm.answered_by_id == asked.voice.id
    assert "Vous acceptez ce plan" in text(client, link)


def test_ask_by_link_stores_the_wish_and_shows_it_again(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    wish = asked.wish(
        reason="busy", wished_day=WEDNESDAY.isoformat(), wished_half="pm", note="Livraison"
    )

    assert client.post(f"{link}/{asked.firm.id}", data=wish).status_code == 303

    row = session.scalars(select(ProposalRequest)).one()
    assert (row.reason, row.wished_day, row.wished_slot) == (Reason.BUSY, WEDNESDAY, 1)
    page = client.get(link).text
    assert "Déjà pris à ce moment – mercredi 7 janvier, après-midi" in words(page)
    assert f'value="{WEDNESDAY.isoformat()}"' in page
    assert accept(client, link, asked).status_code == 303
    assert "Livraison" not in text(client, link)


def test_wish_that_cannot_be_is_told_at_its_field_and_kept(
    client: FlaskClient, asked: Asked, link: str
) -> None:
    wish = asked.wish(reason="busy", wished_day="2099-01-10", wished_half="pm", note="Livraison")

    answer = client.post(f"{link}/{asked.firm.id}", data=wish)

    assert answer.status_code == 422
    assert "Plutôt ce jour-là – Choisissez un jour du lundi au vendredi." in words(answer.text)
    assert 'value="Livraison"' in answer.text


@pytest.mark.parametrize(
    "values", [{}, {"reason": "sorcery"}, {"reason": "busy", "wished_day": "demain"}]
)
def test_unreadable_answers_store_nothing(
    session: Session, client: FlaskClient, asked: Asked, link: str, values: dict[str, str]
) -> None:
    answer = client.post(f"{link}/{asked.firm.id}", data=asked.wish(**values))

    assert answer.status_code == 422
    assert session.scalars(select(ProposalRequest)).all() == []


def test_visit_of_others_cannot_be_asked_for(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    data = {"answer": "ask", f"{asked.other_visit}-reason": "busy"}

    assert client.post(f"{link}/{asked.firm.id}", data=data).status_code == 422
    assert session.scalars(select(ProposalRequest)).all() == []


def test_link_answers_for_its_own_parties_only(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    answer = client.post(f"{link}/{asked.zoe.id}", data={"answer": "accept"})

    assert answer.status_code == 404
    session.refresh(asked.zoe)
    assert asked.zoe.answer is Answer.WAITING


def test_link_of_another_groupement_opens_nothing_here(
    session: Session, client: FlaskClient, asked: Asked
) -> None:
    other = put_on_the_table(
        session, a_world(session, starts_on=MONDAY, ends_on=MONDAY.replace(day=30))
    )
    foreign = link_of(session, other, other.voice)

    assert client.post(f"{foreign}/{asked.firm.id}", data={"answer": "accept"}).status_code == 404
    session.refresh(asked.firm)
    assert asked.firm.answer is Answer.WAITING


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "~", lambda t: t.lower(), lambda t: t * 2])
def test_tampered_link_is_a_clear_page(client: FlaskClient, link: str, spoil: Any) -> None:
    token = link.rsplit("/", 1)[1]

    answer = client.get(f"/proposition/{spoil(token)}")

    assert answer.status_code == 404
    assert "Ce lien ne fonctionne pas" in words(answer.text)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_link_of_somebody_who_left_since_opens_nothing(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    session.delete(session.scalars(select(Role).where(Role.person_id == asked.voice.id)).one())
    session.commit()

    assert client.get(link).status_code == 404
    assert accept(client, link, asked).status_code == 404


def test_after_the_deadline_the_page_says_so_and_takes_nothing(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    end_time(session, asked)

    assert "Le délai de réponse est passé Rien ne vaut acceptation." in text(client, link)
    assert "<form" not in main_part(client.get(link).text)
    accept(client, link, asked)
    assert "Le délai de réponse est passé. Écrivez à la coordination." in text(client, link)
    session.refresh(asked.firm)
    assert asked.firm.answer is Answer.WAITING


def test_withdrawn_plan_says_so(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    asked.proposal.state, asked.proposal.ended_at = ProposalState.WITHDRAWN, utc_now()
    session.commit()

    page = text(client, link)

    assert "a retiré le plan proposé pour Hiver 2099" in page
    assert "Biscuiterie" not in page
    assert accept(client, link, asked).status_code == 303
    session.refresh(asked.firm)
    assert asked.firm.answer is Answer.WAITING


def test_published_plan_says_so(
    session: Session, client: FlaskClient, world: World, asked: Asked, link: str
) -> None:
    asked.proposal.state, asked.proposal.ended_at = ProposalState.CLOSED, utc_now()
    session.commit()
    assert "Un autre plan" in text(client, link)

    publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=asked.plan.id,
        published_by_id=None,
        now=utc_now(),
    )
    session.commit()
    assert "est publié" in text(client, link)


def test_one_who_speaks_for_several_answers_for_each_on_one_page(
    session: Session, client: FlaskClient, world: World, asked: Asked
) -> None:
    zoe = session.get_one(Person, world.zoe.person_id)
    session.scalars(
        select(Role).where(Role.member_id == world.biscuits.id)
    ).one().person_id = zoe.id
    link = link_of(session, asked, zoe)

    page = text(client, link)
    assert page.index("Zoé Martin") < page.index("Biscuiterie Le Goff Répondez")
    for party in (asked.firm, asked.zoe):
        client.post(f"{link}/{party.id}", data={"answer": "accept"})
        session.refresh(party)
        assert party.answer is Answer.ACCEPTED


def test_answers_by_link_are_limited_by_the_hour(
    client: FlaskClient, asked: Asked, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    statuses = [accept(client, link, asked).status_code for _ in range(21)]
    limiter.reset()

    assert statuses == [303] * 20 + [429]


def test_last_day_is_the_one_chosen(asked: Asked) -> None:
    assert asked.proposal.answer_until.date() == LAST_DAY


def test_who_accepts_reads_that_their_request_was_taken_into_account_before(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    said = "La coordination avait déjà pris votre demande en compte"
    client.post(f"{link}/{asked.firm.id}", data=asked.wish(reason="busy"))
    accept(client, link, asked)
    assert said not in text(client, link)  # nobody had settled it: it is taken back
    client.post(f"{link}/{asked.firm.id}", data=asked.wish(reason="busy"))
    (row,) = session.scalars(select(ProposalRequest).where(ProposalRequest.state == "open"))
    constrain(
        session,
        groupement_id=asked.proposal.groupement_id,
        request_id=row.id,
        person_id=asked.voice.id,
        now=utc_now(),
    )
    session.commit()

    accept(client, link, asked)

    assert said in text(client, link)
