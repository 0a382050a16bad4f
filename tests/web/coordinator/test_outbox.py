"""The mails of the groupement, as the coordinator reads them."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.tokens import new_token
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.web.mails import render_mail
from tests.factories import a_groupement, a_person, a_role
from tests.publishing.world import At, World, a_plan
from tests.web.coordinator.days import TUESDAY
from tests.web.pages import main_part, words


def a_mail(groupement_id: int, subject: str, now: datetime, **values: object) -> OutboxMail:
    fields = {"text": "Bonjour,", "recipient": "anne@firm.example"} | values
    return OutboxMail(
        groupement_id=groupement_id,
        subject=subject,
        attachments=[],
        dedupe_key=f"{groupement_id}-{subject}",
        created_at=now,
        next_try_at=now + timedelta(hours=1),
        **fields,
    )


def test_outbox_shows_own_mails_by_state_without_secrets(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    secret, mine = new_token("cp_"), world.groupement.id
    link = f"Répondez : http://localhost/proposition/{secret}"
    session.add_all(
        [
            a_mail(mine, "Parti", now, sent_at=now, text=""),
            a_mail(mine, "Rendu", now, failed_at=now, last_error="550 inconnu", text=""),
            a_mail(mine, "Repris", now, withdrawn_at=now, text=""),
            a_mail(mine, "Attend", now, text=link),
            a_mail(a_groupement(session).id, "Ailleurs", now),
        ]
    )
    session.commit()

    page = browser.get(f"{pages}/courriels").text
    told = words(main_part(page))

    assert secret not in page
    order = [told.index(word) for word in ("Attend", "Repris", "Rendu", "Parti")]
    assert order == sorted(order)
    for said in ("part le lun. 14 déc. 2026, 11:00", "550 inconnu", "/proposition/… "):
        assert said in f"{told} "
    assert "Ailleurs" not in told
    assert "Attend" not in words(main_part(browser.get(f"{pages}/courriels?q=rendu").text))


def given_up(session: Session, world: World, browser: FlaskClient, now: datetime) -> OutboxMail:
    """Return the letter about a visit that a server did not take for a day."""
    annick = a_person(session, name="Annick", email="annick@biscuits.example")
    a_role(session, annick, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    plan = a_plan(session, world, [At(world.shop, world.zoe, TUESDAY, 0)])
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    around = Surroundings("http://localhost", render_mail)
    publish_plan(session, **keys, published_by_id=None, now=now, around=around)
    mail = session.scalars(select(OutboxMail).where(OutboxMail.recipient == annick.email)).one()
    mail.failed_at, mail.text, mail.attempts = now, "", 27
    session.commit()
    return mail


def waiting_for(session: Session, email: str) -> list[OutboxMail]:
    session.expire_all()
    mails = session.scalars(select(OutboxMail).where(OutboxMail.recipient == email))
    return [mail for mail in mails if mail.state is MailState.WAITING]


def test_what_a_letter_given_up_told_is_written_again_as_it_stands(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    failed = given_up(session, world, browser, now)
    act = f"{pages}/courriels/{failed.id}/ecrire-a-nouveau"
    offered = act in browser.get(f"{pages}/courriels").text

    told = words(browser.post(act, follow_redirects=True).text)

    (mail,) = waiting_for(session, failed.recipient)
    assert offered
    assert "Un nouveau courriel à annick@biscuits.example attend" in told
    assert "Ouvrir la boutique en ligne" in mail.text
    assert act not in browser.get(f"{pages}/courriels").text
    again = words(browser.post(act, follow_redirects=True).text)
    assert "a été dit depuis" in again
    assert waiting_for(session, failed.recipient) == [mail]


def test_letter_of_another_groupement_or_one_that_waits_is_not_written_again(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    elsewhere = a_mail(a_groupement(session).id, "Ailleurs", now, failed_at=now, person_id=1)
    waits = a_mail(world.groupement.id, "Attend", now, person_id=1)
    session.add_all([elsewhere, waits])
    session.commit()

    for mail in (elsewhere, waits):
        answer = browser.post(f"{pages}/courriels/{mail.id}/ecrire-a-nouveau")
        assert answer.status_code == 404
