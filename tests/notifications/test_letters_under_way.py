"""Letters that have left, may have, or never arrived: what is told next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.notifications import composing, noting
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from tests.notifications.changes import (
    FAR,
    HOUR,
    MORNING_AFTER,
    NEAR,
    ONE,
    TWO,
    a_told_world,
    all_leave,
    cancel,
    publish,
    told_in,
    undo,
    waiting,
)
from tests.notifications.post_office import SENDER, PostOffice
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World
from tests.web.pages import words


@pytest.fixture
def world(session: Session) -> World:
    """Return a world where Annick speaks for the biscuits; Zoé is on forfait-jours."""
    return a_told_world(session)


@pytest.fixture
def shop(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, AM, id=ONE)


def test_letter_that_was_sent_is_told_and_the_next_begins_from_it(
    sessions: sessionmaker[Session],
    session: Session,
    world: World,
    shop: At,
    office: PostOffice,
) -> None:
    publish(session, world, [shop], FAR)
    session.commit()
    send_due(sessions, MailServer(office.url, SENDER), now=MORNING_AFTER)
    session.expire_all()
    untold = session.scalars(select(UntoldChange)).all()
    publish(session, world, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)

    (mail,) = waiting(session)

    assert untold == []
    letter = next(one for one in office.messages if one["To"].startswith("annick"))
    text, file = letter.iter_parts()
    assert (letter.get_content_type(), text.get_content_type()) == ("multipart/mixed", "text/plain")
    assert dict(file["Content-Type"].params) == {
        "method": "PUBLISH",
        "charset": "utf-8",
        "name": "interventions.ics",
    }
    assert b"\r\nMETHOD:PUBLISH\r\n" in file.get_payload(decode=True)
    assert words(mail.subject) == "Intervention déplacée : mardi 5 janvier 2027"


def fail(session: Session, **values: Any) -> None:
    session.execute(update(OutboxMail).values(attempts=1, **values))
    session.expire_all()


def test_letter_that_never_arrived_is_told_with_the_next_but_causes_none(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    fail(session, failed_at=FAR)
    publish(session, world, [shop, At(world.stock, world.yann, MONDAY, AM)], FAR + HOUR)
    before = waiting(session)
    publish(session, world, [shop, At(world.shop, world.zoe, TUESDAY, PM, id=TWO)], FAR + HOUR)

    (mail,) = waiting(session)

    assert before == []
    assert [line[:15] for line in told_in(mail)] == ["- lundi 4 janvi", "- mardi 5 janvi"]


def test_letter_that_never_arrived_is_not_written_again_for_what_its_reader_did(
    session: Session, world: World, shop: At
) -> None:
    other = At(world.shop, world.zoe, TUESDAY, PM, id=TWO)
    publish(session, world, [shop, other], FAR)
    annick = waiting(session)[0].person_id
    fail(session, failed_at=FAR)

    cancel(session, world, FAR + HOUR, TWO, person_id=annick)

    assert waiting(session) == []


def test_visit_that_changes_again_is_told_although_the_letter_never_arrived(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    fail(session, failed_at=FAR)

    publish(session, world, [replace(shop, day=TUESDAY)], FAR + 48 * HOUR)

    (mail,) = waiting(session)
    assert [line[:15] for line in told_in(mail)] == ["- mardi 5 janvi"]
    assert mail.next_try_at == MORNING_AFTER + 48 * HOUR


def test_letter_that_is_written_anew_keeps_the_patience_that_a_server_asked_for(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], NEAR)
    fail(session, next_try_at=NEAR + 5 * HOUR)

    publish(session, world, [replace(shop, slot=PM)], NEAR + HOUR)

    (mail,) = waiting(session)
    assert (mail.attempts, mail.next_try_at) == (1, NEAR + 5 * HOUR)


def test_visit_that_a_new_plan_leaves_out_was_cancelled_by_nobody(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)

    publish(session, world, [At(world.stock, world.yann, MONDAY, AM, id=TWO)], FAR + HOUR)

    (mail,) = waiting(session)
    assert words(mail.subject) == "Intervention retirée de votre agenda : lundi 4 janvier 2027"
    assert "annulée" not in words(mail.text)


def test_change_back_after_a_letter_that_may_have_left_is_told(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    publish(session, world, [replace(shop, day=TUESDAY)], FAR)
    (first,) = waiting(session)
    fail(session, may_have_left=True)

    publish(session, world, [shop], FAR + HOUR)

    (mail,) = waiting(session)
    assert (first.state, mail.id == first.id) == (MailState.WITHDRAWN, False)
    assert told_in(mail)[1] == "avant : mardi 5 janvier 2027, matin"


def test_other_visit_leaves_a_letter_alone_that_may_have_left(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    fail(session, may_have_left=True)

    publish(session, world, [shop, At(world.shop, world.zoe, TUESDAY, PM, id=TWO)], FAR + HOUR)

    first, second = waiting(session)
    assert [len(told_in(one)) for one in (first, second)] == [1, 1]
    assert "mardi" in second.text


Rows = Sequence[UntoldChange]


def test_planted_letter_that_forgets_what_somebody_knew_tells_an_undone_change(
    session: Session, world: World, shop: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: each act begins anew, so what was undone is told all the same."""
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    begin = noting._begin
    monkeypatch.setattr(noting, "_go_on", lambda _session, row, *rest: begin(row, *rest))

    undo(session, world, shop)

    assert waiting(session) != []


def test_planted_digest_for_everything_holds_back_what_is_near(
    session: Session, world: World, shop: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: nothing is soon."""
    monkeypatch.setattr(composing, "is_soon", lambda *_: False)
    publish(session, world, [shop], NEAR)

    assert waiting(session)[0].next_try_at > NEAR
