"""Tokens: the right of one device to read one feed, shown once, revocable alone."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.calendars.choosing import require_links
from cdo_share.calendars.models import Ending, Feed, FeedToken
from cdo_share.calendars.queries import NOTE_EVERY
from cdo_share.calendars.reach import may_read
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotAllowed, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.publishing.locks import lock_groupement

PREFIX = "cf_"
LABEL_LENGTH = 80
CLIENT_LENGTH = 200
MOST_TOKENS = 20  # of one person in one groupement


def find_made_token(session: Session, *, person_id: int, seed: bytes) -> FeedToken | None:
    """Return the person's token that a form made when it was sent before.

    The same form sent twice at once waits here for itself. Raises Conflict when the token ended.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    key = token_hash(new_token(PREFIX, seed))
    token = session.scalar(
        select(FeedToken).where(FeedToken.token_sha256 == key, FeedToken.person_id == person_id)
    )
    if token is not None and token.revoked_at is not None:
        raise Conflict(N_("This form has made its link, which has ended since. Fill it in anew."))
    return token


def create_token(  # noqa: PLR0913 (who reads what with which device, and when)
    session: Session,
    *,
    groupement_id: int,
    feed_id: int,
    person_id: int,
    label: str,
    now: datetime,
    seed: bytes | None = None,
) -> tuple[FeedToken, str]:
    """Return a new token and its secret, which is shown now and never again.

    `label` names the device; `seed` makes the secret, for a form that may be sent twice.
    Raises InvalidInput, also for one link too many, NotFound, Conflict for somebody who gets
    invitations instead, or NotAllowed when the person is neither the feed's subject nor a
    coordinator.
    """
    feed = session.get(Feed, feed_id)
    if feed is None or feed.groupement_id != groupement_id:
        raise NotFound(N_("There is no such calendar here."))
    _require_reach(session, feed_id, person_id)
    lock_groupement(session, groupement_id)  # nobody chooses invitations meanwhile
    require_links(session, groupement_id, person_id)
    faults = [
        fault for fault in (_fault_of(label), _one_too_many(session, feed, person_id)) if fault
    ]
    if faults:
        raise InvalidInput(*faults)
    secret = new_token(PREFIX, seed)
    return _add_token(session, feed_id, person_id, clean_line(label, LABEL_LENGTH), now, secret)


def _require_reach(session: Session, feed_id: int, person_id: int) -> None:
    if not session.scalar(select(Feed.id).where(Feed.id == feed_id, may_read(person_id))):
        raise NotAllowed(N_("This calendar is not yours to subscribe to."))


def _fault_of(label: str) -> Fault | None:
    if clean_line(label, LABEL_LENGTH):
        return None
    return Fault("label", N_("Name the device, for example “My phone”."))


def _one_too_many(session: Session, feed: Feed, person_id: int) -> Fault | None:
    """Return the fault of a person who has all the links that one may have."""
    statement = (
        select(func.count())
        .select_from(FeedToken)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .where(
            Feed.groupement_id == feed.groupement_id,
            FeedToken.person_id == person_id,
            FeedToken.revoked_at.is_(None),
        )
    )
    if (session.scalar(statement) or 0) < MOST_TOKENS:
        return None
    sentence = N_(
        "You have %(most)s calendar links, the most there may be. Take back one that no device "
        "uses any more, or choose “New link” beside it."
    )
    return Fault("limit", sentence, {"most": MOST_TOKENS})


def _add_token(
    session: Session, feed_id: int, person_id: int, label: str, now: datetime, secret: str
) -> tuple[FeedToken, str]:
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


def rename_token(
    session: Session, *, groupement_id: int, token_id: int, person_id: int, label: str
) -> FeedToken:
    """Return the person's token with another name of the device; raises NotFound, InvalidInput."""
    token = _get_token(session, groupement_id, token_id, person_id)
    fault = _fault_of(label)
    if fault:
        raise InvalidInput(fault)
    token.label = clean_line(label, LABEL_LENGTH)
    session.flush()
    return token


def revoke_token(
    session: Session,
    *,
    groupement_id: int,
    token_id: int,
    person_id: int,
    now: datetime,
    ended_by: Ending = Ending.TAKEN_BACK,
) -> FeedToken:
    """Return the person's token, revoked from now on (once for ever); raises NotFound."""
    token = _get_token(session, groupement_id, token_id, person_id)
    if token.revoked_at is None:
        token.revoked_at, token.ended_by = now, ended_by
    session.flush()
    return token


def _get_token(session: Session, groupement_id: int, token_id: int, person_id: int) -> FeedToken:
    """Return the token, locked until the transaction ends; raises NotFound."""
    token = session.scalar(
        select(FeedToken)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .where(
            Feed.groupement_id == groupement_id,
            FeedToken.id == token_id,
            FeedToken.person_id == person_id,
        )
        .with_for_update(of=FeedToken)
        .execution_options(populate_existing=True)
    )
    if token is None:
        raise NotFound(N_("There is no such subscription here."))
    return token


def rotate_token(
    session: Session, *, groupement_id: int, token_id: int, person_id: int, now: datetime
) -> tuple[FeedToken, str]:
    """Return a new token with a new secret for the same device; the old one is revoked.

    Raises NotFound, Conflict for a token that ended before, NotAllowed as `create_token`.
    """
    lock_groupement(session, groupement_id)
    old = _get_token(session, groupement_id, token_id, person_id)
    if old.revoked_at is not None:
        raise Conflict(N_("This link has ended already. Create another one for the device."))
    _require_reach(session, old.feed_id, person_id)
    old.revoked_at, old.ended_by = now, Ending.REPLACED
    secret = new_token(PREFIX)
    return _add_token(session, old.feed_id, old.person_id, old.label, now, secret)


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
