"""Programs that read mails follow every link: none of them may answer for anybody."""

import re

import pytest
from flask import redirect
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.proposals.models import Answer, ProposalRequest, RequestState
from cdo_share.web.public import agreeing
from tests.publishing.world import World, a_world
from tests.web.agreeing import MONDAY, Asked, link_of, put_on_the_table
from tests.web.test_matrix import snapshot


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=MONDAY.replace(day=30))


@pytest.fixture
def asked(session: Session, world: World) -> Asked:
    return put_on_the_table(session, world)


@pytest.fixture
def link(session: Session, asked: Asked) -> str:
    return link_of(session, asked, asked.voice)


def follow_everything(client: FlaskClient, link: str) -> int:
    """Open a link and every address in its page, forms included, as scanners do."""
    addresses = {link, *re.findall(r'(?:href|action)="(/[^"]*)"', client.get(link).text)}
    for address in sorted(addresses - {"/deconnexion"}):
        for method in ("HEAD", "GET"):
            client.open(address, method=method).close()
    return len(addresses)


def test_scanner_that_follows_every_link_answers_nothing(
    session: Session, client: FlaskClient, asked: Asked, link: str
) -> None:
    before = snapshot(session)

    assert follow_everything(client, link) > 2

    assert snapshot(session) == before


def test_planted_answer_by_looking_is_noticed(
    session: Session,
    client: FlaskClient,
    asked: Asked,
    link: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted fault: opening the page accepts."""
    before = snapshot(session)

    def accept_at_once(*_: object) -> object:
        client.post(f"{link}/{asked.firm.id}", data={"answer": "accept"})
        return redirect("/")

    monkeypatch.setattr(agreeing, "_page", accept_at_once)
    client.get(link)

    assert snapshot(session) != before


@pytest.mark.parametrize("times", [1, 3])
def test_answer_sent_again_stays_one_answer(
    session: Session, client: FlaskClient, asked: Asked, link: str, times: int
) -> None:
    for _ in range(times):
        client.post(f"{link}/{asked.firm.id}", data=asked.wish(reason="busy"))

    requests = session.scalars(select(ProposalRequest)).all()
    session.refresh(asked.firm)
    assert [one.state for one in requests if one.state is RequestState.OPEN] == [RequestState.OPEN]
    assert asked.firm.answer is Answer.ASKS


@pytest.mark.parametrize("place", [3, 10, -1])
def test_one_letter_changed_in_the_secret_answers_for_nobody(
    session: Session, client: FlaskClient, asked: Asked, link: str, place: int
) -> None:
    head, token = link.rsplit("/", 1)
    letters = list(token)
    letters[place] = "A" if letters[place] != "A" else "B"
    before = snapshot(session)

    answer = client.post(f"{head}/{''.join(letters)}/{asked.firm.id}", data={"answer": "accept"})

    assert answer.status_code == 404
    assert snapshot(session) == before
