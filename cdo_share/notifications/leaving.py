"""Invitations as a mail with them leaves: what somebody's calendar may hold from then on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.inviting import KEY
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.own_mails import invitation_of
from cdo_share.notifications.partstats import partstat_of, with_partstat

WAS = "was"  # in a file while a server is asked: how the invitation stood before


def note_leaving(session: Session, mail: OutboxMail, now: datetime) -> None:
    """Remember the invitations that a mail carries as sent: from now on somebody may have them.

    What was answered to an earlier message is no answer to one that tells a change. It stands where
    a calendar only begins or ceases to show the visit: the coordinator may not have seen it yet.
    A message that changes names only says of it what stands now, not when it was written.
    """
    is_news = invitation_of(mail.dedupe_key) is None
    mail.attachments = [_noted(session, file, now, is_news) for file in mail.attachments]


def _noted(session: Session, file: dict[str, Any], now: datetime, is_news: bool) -> dict[str, Any]:
    """Note a message as sent, and return its file with how the invitation stood before."""
    if KEY not in file:
        return file
    row = session.get_one(VisitInvitation, file[KEY], with_for_update=True)
    if row.sequence is not None and row.sequence >= file["sequence"]:
        # Tried again: the attempt before may have left, and what it told may be answered.
        return _answered(row, _settled(file), stands=is_news or _is_same(file))
    before = _standing(row)
    _address(row, file.get("email", row.email))
    row.sequence, row.sent_at = file["sequence"], now
    row.is_cancelled, row.wording = file["method"] == "CANCEL", file.get("wording")
    row.given_up_wording = None
    _ask(row, before, is_same=_is_same(file))
    if is_news:
        forget_answer(row)
    return {**_answered(row, file, stands=_is_same(file)), WAS: before}


def _is_same(file: Mapping[str, Any]) -> bool:
    """Return whether a message only changes names; an earlier version did not say so."""
    return bool(file.get("is_same"))


def _ask(row: VisitInvitation, before: Mapping[str, Any], *, is_same: bool) -> None:
    """Let answers count from this message on; from the first that showed the visit at this time."""
    if not is_same:
        row.asked_sequence, row.asked_at = row.sequence, row.sent_at
    elif row.asked_sequence is None:  # the last message was noted by an earlier version
        row.asked_sequence, row.asked_at = before["sequence"], _instant(before["sent_at"])


def _answered(row: VisitInvitation, file: dict[str, Any], *, stands: bool) -> dict[str, Any]:
    """Return a message with what was answered by now, if that stands: a calendar believes it."""
    if not stands or file["method"] == "CANCEL":
        return file
    return {**file, "text": with_partstat(file["text"], partstat_of(row.answer))}


def _address(row: VisitInvitation, email: str) -> None:
    """Note where the message goes; answers to earlier ones still come from where those went."""
    if email == row.email:
        return
    if row.sequence is not None:
        row.former_emails = [*(one for one in row.former_emails if one != email), row.email]
    row.email = email


def forget_answer(row: VisitInvitation) -> None:
    """Let an invitation be without an answer."""
    row.answer, row.answered_at, row.is_settled = None, None, False
    row.unreadable_at = None
    row.wished_day, row.wished_start, row.wished_end = None, None, None


def _standing(row: VisitInvitation) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "sent_at": row.sent_at and row.sent_at.isoformat(),
        "is_cancelled": row.is_cancelled,
        "answer": row.answer,
        "answered_at": row.answered_at and row.answered_at.isoformat(),
        "is_settled": row.is_settled,
        "unreadable_at": row.unreadable_at and row.unreadable_at.isoformat(),
        "wording": row.wording,
        "email": row.email,
        "former_emails": row.former_emails,
        "asked_sequence": row.asked_sequence,
        "asked_at": row.asked_at and row.asked_at.isoformat(),
        "wished": [_written(one) for one in (row.wished_day, row.wished_start, row.wished_end)],
    }


def _written(moment: date | time | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def undo_leaving(session: Session, files: Iterable[Mapping[str, Any]]) -> None:
    """Forget that messages left: the server clearly refused them, so nobody has them."""
    for file in files:
        if WAS not in file:
            continue
        row = session.get_one(VisitInvitation, file[KEY], with_for_update=True)
        if row.sequence == file["sequence"]:
            _restore(row, file[WAS])


def _restore(row: VisitInvitation, was: Mapping[str, Any]) -> None:
    row.sequence, row.sent_at = was["sequence"], _instant(was["sent_at"])
    row.is_cancelled, row.is_settled = was["is_cancelled"], was["is_settled"]
    row.answer = Answer(was["answer"]) if was["answer"] else None
    row.answered_at = _instant(was["answered_at"])
    if "wished" in was:  # not in one that an earlier version took up
        row.wording, row.email = was["wording"], was["email"]
        row.former_emails = was["former_emails"]
        day, start, end = was["wished"]
        row.wished_day = date.fromisoformat(day) if day else None
        row.wished_start, row.wished_end = _clock(start), _clock(end)
    if "asked_at" in was:
        row.asked_sequence, row.asked_at = was["asked_sequence"], _instant(was["asked_at"])
        row.unreadable_at = _instant(was["unreadable_at"])


def note_given_up(session: Session, mail: OutboxMail) -> None:
    """Remember how a visit was to read by a mail of its own that no server took.

    Who looks what calendars show does not write the same again; a coordinator may.
    """
    if invitation_of(mail.dedupe_key) is None:
        return
    for file in mail.attachments:
        row = session.get_one(VisitInvitation, file[KEY], with_for_update=True)
        row.given_up_wording = file.get("wording")


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def settle_leaving(mail: OutboxMail) -> None:
    """Keep what was noted of a mail for good, or as it was undone."""
    mail.attachments = [_settled(file) for file in mail.attachments]


def _settled(file: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name != WAS}


def is_overtaken(session: Session, mail: OutboxMail) -> bool:
    """Return whether a later message about the same visit has left: this one is not true any more.

    A calendar that forgot a visit which was taken out would show it again.
    """
    carried = [file for file in mail.attachments if KEY in file]
    return any(
        (session.get_one(VisitInvitation, file[KEY], with_for_update=True).sequence or 0)
        > file["sequence"]
        for file in carried
    )
