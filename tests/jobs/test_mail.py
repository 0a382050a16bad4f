"""The worker's post, against a real mail server of the test."""

import threading
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from cdo_share.calendars.models import FeedFacts
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.jobs.mail import Mailman
from cdo_share.settings import Settings
from cdo_share.web.mails import render_mail
from tests.jobs.office import Office, present, wait_until
from tests.notifications.post_office import open_post_office


def a_mail(office: Office, key: str = "one") -> OutboxMail:
    """Return a mail that is due."""
    return OutboxMail(
        groupement_id=office.groupement_id,
        recipient="zoe@firm.example",
        subject="Votre planning",
        text="Bonjour",
        attachments=[],
        dedupe_key=key,
        created_at=present(),
        next_try_at=present() - timedelta(seconds=2),
    )


def post(office: Office) -> int:
    """Commit a mail that is due and return its id."""
    mail = a_mail(office)
    with office.sessions() as session, transaction(session):
        post_mail(session, mail)
        session.flush()
        return mail.id


def is_sent(office: Office, mail_id: int) -> bool:
    """Return whether the mail has left."""
    with office.sessions() as session:
        return session.get_one(OutboxMail, mail_id).sent_at is not None


def test_mailman_sends_what_is_due(office: Office, settings: Settings) -> None:
    mail_id, stopping = post(office), threading.Event()
    with open_post_office() as post_office:
        served = replace(settings, smtp_url=post_office.url)
        mailman = Mailman(served, office.sessions, stopping)
        mailman.start()

        wait_until(lambda: is_sent(office, mail_id))
        stopping.set()
        mailman.join(10)

    assert not mailman.is_alive()
    assert len(post_office.messages) == 1


def test_mailman_without_a_server_leaves_the_mails_where_they_are(
    office: Office, settings: Settings
) -> None:
    mail_id = post(office)
    mailman = Mailman(settings, office.sessions, threading.Event())

    mailman.start()
    mailman.join(10)

    assert not mailman.is_alive()
    assert not is_sent(office, mail_id)


def test_mailman_looks_at_names_before_a_mail_about_visits_leaves(
    office: Office, settings: Settings
) -> None:
    with office.sessions() as session, transaction(session):
        session.add(a_mail(office, "changes-one"))
    with open_post_office() as post_office:
        served = replace(settings, smtp_url=post_office.url)
        mailman = Mailman(served, office.sessions, threading.Event(), render_mail)
        mailman._send()

    with office.sessions() as session:
        assert session.scalars(select(FeedFacts.groupement_id)).all() == [office.groupement_id]
    assert len(post_office.messages) == 1
