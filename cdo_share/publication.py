"""Publishing as one act: release, calendars and letters succeed together or not at all.

The caller opens and commits the transaction; the site and the demonstration both call this.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.ending import close_for_release
from cdo_share.notifications.known import Picture
from cdo_share.notifications.own_mails import invitation_of
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import Render
from cdo_share.planning.queries import get_plan
from cdo_share.planning.shelf import bring_back
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.service import publish
from cdo_share.telling import look_before, tell_changes


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What calendars and letters need of the site: its address, and how to fill a template.

    `replies` makes the addresses of invitations; None where invitations are off.
    """

    base_url: str
    render: Render
    replies: ReplyAddresses | None = None

    def sending(self, now: datetime) -> Sending:
        """Return what mails of this moment share."""
        return Sending(now, self.base_url, self.render, self.replies)


def publish_plan(  # noqa: PLR0913 - which plan, by whom, when, and what goes with it
    session: Session,
    *,
    groupement_id: int,
    plan_id: int,
    published_by_id: int | None,
    now: datetime,
    around: Surroundings,
    ends_proposal: bool = True,
) -> Release:
    """Return the release that the plan becomes, with calendars stored and letters waiting.

    A plan of the period that was proposed is so no longer, unless `ends_proposal` is false: one
    visit more leaves the question open. Who was asked about another plan, and hears nothing of
    the release itself, is told.

    Raises what `publishing.service.publish` raises.
    """
    plan = {"groupement_id": groupement_id, "plan_id": plan_id}
    before = look_before(session, groupement_id, around.sending(now))
    release = publish(session, **plan, published_by_id=published_by_id, now=now)
    bring_back(session, plan_id)
    rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=around.base_url)
    _write(session, release, before, around.sending(now), ends_proposal=ends_proposal)
    return release


def _write(
    session: Session,
    release: Release,
    before: Picture,
    sending: Sending,
    *,
    ends_proposal: bool = True,
) -> list[OutboxMail]:
    """Write every mail of a release into the outbox and return them."""
    mails = tell_changes(session, release.groupement_id, before, sending)
    if not ends_proposal:
        return mails
    # A message that only brings a calendar up to date tells nothing of the release.
    letters = [mail for mail in mails if invitation_of(mail.dedupe_key) is None]
    told = {mail.person_id for mail in letters if mail.person_id}
    return mails + close_for_release(session, release, told=told, sending=sending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it would leave if the plan were published now."""

    recipient: str
    subject: str
    text: str
    leaves_at: datetime


def rehearse(
    session: Session,
    *,
    groupement_id: int,
    plan_id: int,
    now: datetime,
    around: Surroundings,
) -> list[Letter]:
    """Return the mails that publishing the plan now would send, and change nothing.

    The plan is really published and the mails are really written, then all of it is undone: so
    what is shown is what would leave. The session must be one that may write. Raises what
    `publishing.service.publish` raises.
    """
    trial = session.begin_nested()
    try:
        before = look_before(session, groupement_id, around.sending(now))
        release = publish(
            session, groupement_id=groupement_id, plan_id=plan_id, published_by_id=None, now=now
        )
        mails = _write(session, release, before, around.sending(now))
        return [
            Letter(
                recipient=mail.recipient,
                subject=mail.subject,
                text=mail.text,
                leaves_at=mail.next_try_at,
            )
            for mail in mails
        ]
    finally:
        trial.rollback()


def require_unchanged(
    session: Session, *, groupement_id: int, plan_id: int, seen_number: int
) -> None:
    """Keep others from publishing until the transaction ends; refuse when one just did.

    `seen_number` is the newest release of the plan's period (0: none) that the person saw
    when they decided to publish. Raises Conflict when there is another one now, NotFound.
    """
    lock_groupement(session, groupement_id)
    plan = get_plan(session, groupement_id, plan_id)
    newest = latest_release(session, groupement_id, plan.period_id)
    number = newest.number if newest is not None else 0
    if seen_number != number:
        raise Conflict(
            N_(
                "Release %(number)d has been published meanwhile. Look at what this plan would "
                "change now, then decide again."
            ),
            number=number,
        )
