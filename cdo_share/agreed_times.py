"""The time agreed for a visit as one act: the visit, calendars and letters together.

The caller opens and commits the transaction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import Render
from cdo_share.publishing.setting_times import TimeWish, set_time
from cdo_share.telling import look_before, tell_changes


def set_time_and_tell(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    groupement_id: int,
    wish: TimeWish,
    now: datetime,
    base_url: str,
    render: Render,
    replies: ReplyAddresses | None = None,
    engagement_id: int | None = None,
) -> list[OutboxMail] | None:
    """Return the letters that wait, with calendars stored; None when nothing changes.

    The member is told, and the CDO when it was not they who noted it. What is taken back before
    its letter left is told to nobody. Raises what `publishing.setting_times.set_time` raises.
    """
    sending = Sending(now, base_url, render, replies)
    before = look_before(session, groupement_id, sending)
    visit = set_time(
        session, groupement_id=groupement_id, wish=wish, now=now, engagement_id=engagement_id
    )
    if visit is None:
        return None
    rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=base_url)
    return tell_changes(session, groupement_id, before, sending, but=wish.person_id)
