"""The mails of the groupement, as the coordinator reads them."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.tokens import new_token
from cdo_share.core.outbox import OutboxMail
from tests.factories import a_groupement
from tests.publishing.world import World
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
