"""Tokens: the right of one device to read one feed, shown once, revocable alone."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.calendars.models import Feed, FeedToken
from cdo_share.calendars.queries import NOTE_EVERY
from cdo_share.calendars.reach import may_read
from cdo_share.core.errors import Fault, InvalidInput, NotAllowed, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

PREFIX = "cf_"
LABEL_LENGTH = 80
CLIENT_LENGTH = 200


def create_token(
    session: Session, *, groupement_id: int, feed_id: int, person_id: int, label: str, now: datetime
) -> tuple[FeedToken, str]:
    """Return a new token and its secret, which is shown now and never again.

    `label` names the device. Raises InvalidInput, NotFound, or NotAllowed when the person is
    neither the feed's subject nor a coordinator.
    """
    feed = session.get(Feed, feed_id)
    if feed is None or feed.groupement_id != groupement_id:
        raise NotFound(N_("There is no such calendar here."))
    if not session.scalar(select(Feed.id).where(Feed.id == feed_id, may_read(person_id))):
        raise NotAllowed(N_("This calendar is not yours to subscribe to."))
    name = clean_line(label, LABEL_LENGTH)
    if not name:
        raise InvalidInput(Fault("label", N_("Name the device, for example “My phone”.")))
    return _add_token(session, feed_id, person_id, name, now)


def _add_token(
    session: Session, feed_id: int, person_id: int, label: str, now: datetime
) -> tuple[FeedToken, str]:
    secret = new_token(PREFIX)
    token = FeedToken(
        feed_id=feed_id,
        person_id=person_id,
        token_sha256=token_hash(secret),
        label=label,
        last_characters=secret[-4:],
        created_at=now,
    )
    session.add(token)
    session.flush()
    return token, secret


def revoke_token(
    session: Session, *, groupement_id: int, token_id: int, person_id: int, now: datetime
) -> FeedToken:
    """Return the person's token, revoked from now on (once for ever); raises NotFound."""
    token = session.scalar(
        select(FeedToken)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .where(
            Feed.groupement_id == groupement_id,
            FeedToken.id == token_id,
            FeedToken.person_id == person_id,
        )
    )
    if token is None:
        raise NotFound(N_("There is no such subscription here."))
    token.revoked_at = token.revoked_at or now
    session.flush()
    return token


def rotate_token(
    session: Session, *, groupement_id: int, token_id: int, person_id: int, now: datetime
) -> tuple[FeedToken, str]:
    """Return a new token with a new secret for the same device; the old one is revoked."""
    old = revoke_token(
        session, groupement_id=groupement_id, token_id=token_id, person_id=person_id, now=now
    )
    return _add_token(session, old.feed_id, old.person_id, old.label, now)


def note_read(session: Session, *, token_id: int, client: str, now: datetime) -> None:
    """Remember when and with what program the feed was read; at most once an hour."""
    session.execute(
        update(FeedToken)
        .where(
            FeedToken.id == token_id,
            or_(FeedToken.last_read_at.is_(None), FeedToken.last_read_at <= now - NOTE_EVERY),
        )
        .values(last_read_at=now, last_client=clean_line(client, CLIENT_LENGTH))
    )
