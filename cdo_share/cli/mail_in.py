"""Taking a mail in, for a mail server that pipes each answer to an invitation to this program.

Whoever writes to an address that we never gave is not answered, not even by a refusal: it would
go to somebody whose address was forged.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import BinaryIO

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.calendars.replies import MOST_BYTES, Mail, Said, read_mail
from cdo_share.calendars.text import speaker
from cdo_share.core.clock import utc_now
from cdo_share.core.i18n import N_
from cdo_share.core.orm import make_engine, transaction
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.migrations import require_current
from cdo_share.notifications.answering import GivenAnswer, Outcome, note_unreadable, take_answer
from cdo_share.settings import Settings, read_settings


class Exit(IntEnum):
    """What the program tells the mail server (sysexits)."""

    DONE = os.EX_OK  # taken, or dropped without a word
    REFUSED = os.EX_DATAERR  # sent back to whoever wrote
    LATER = os.EX_TEMPFAIL  # the server keeps the mail and tries again


SENTENCES = {
    Outcome.FOREIGN: N_("This answer is about another visit, or not from the person invited."),
    Outcome.UNCLEAR: N_("Only yes, no, maybe or another date can be taken as an answer."),
}
NO_ANSWER = N_(
    "No answer to an invitation was found in this mail. This address reads calendar answers only; "
    "write to your groupement instead."
)
WRAPPED = N_(
    "Outlook has packed your answer into a file winmail.dat, which cannot be read here. Set the "
    "message format to HTML or plain text, not “Rich Text”, and answer the invitation again; or "
    "tell your groupement in a mail of its own."
)
TOO_LARGE = N_("This mail is too large for an answer to an invitation.")
LANGUAGES = ("fr", "en")  # whoever reads what is sent back


def take_mail_in(stream: BinaryIO, recipient: str = "") -> tuple[Exit, str]:
    """Read one mail and return how it ended, and the sentence for whoever wrote it, if any.

    Whoever wrote reads it in French, then in English; the administrator in English.
    `recipient` is the address that the server delivers to, if it says so.
    """
    try:
        settings = read_settings()
        raw = stream.read(MOST_BYTES + 1)
        if settings.replies is None:
            return Exit.LATER, "CDO_SHARE_MAIL_IN is not set."
        mail = read_mail(raw)
        numbers = _numbers(settings.replies, (recipient, *mail.addresses))
        if not numbers:
            return Exit.DONE, ""
        if len(raw) > MOST_BYTES:
            return _refused(TOO_LARGE)
        if mail.said is None:
            return _without_answer(settings, mail, numbers)
        with _database(settings) as engine:
            return _judge(engine, mail, mail.said, numbers)
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail is kept and not sent back
        return Exit.LATER, f"This cannot be taken now ({type(error).__name__})."


def _without_answer(settings: Settings, mail: Mail, numbers: list[int]) -> tuple[Exit, str]:
    if mail.is_automatic:
        return Exit.DONE, ""
    if not mail.is_wrapped:
        return _refused(NO_ANSWER)
    with _database(settings) as engine, Session(engine) as session, transaction(session):
        any(note_unreadable(session, invitation_id=one, now=utc_now()) for one in numbers)
    return _refused(WRAPPED)


def _refused(sentence: str) -> tuple[Exit, str]:
    return Exit.REFUSED, "\n".join(speaker(language)(sentence) for language in LANGUAGES)


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    """Open the database, of this version, for the time of the block."""
    engine = make_engine(settings.database_url)
    try:
        require_current(engine)
        yield engine
    finally:
        engine.dispose()


def _numbers(replies: ReplyAddresses, addresses: Iterable[str]) -> list[int]:
    """Return the invitations whose addresses these are, the first first, each once."""
    found = (replies.number_in(address) for address in addresses)
    return list(dict.fromkeys(number for number in found if number is not None))


def _judge(engine: Engine, mail: Mail, said: Said, numbers: Iterable[int]) -> tuple[Exit, str]:
    given = GivenAnswer(
        kind=said.kind,
        uid=said.uid,
        attendee=said.attendee,
        sequence=said.sequence,
        stamped_at=said.stamped_at,
        wished=said.wished,
    )
    outcome = Outcome.FOREIGN
    for number in numbers:
        with Session(engine) as session, transaction(session):
            outcome = take_answer(session, invitation_id=number, given=given, now=utc_now())
        if outcome is not Outcome.FOREIGN:
            break
    if mail.is_automatic or outcome not in SENTENCES:
        return Exit.DONE, ""
    return _refused(SENTENCES[outcome])
