"""Writing what changed for people into one waiting letter each: at once, or in the digest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import MailState, OutboxMail, post_mail, withdraw_mails
from cdo_share.notifications.comparing import Told, compare
from cdo_share.notifications.composing import Enclose, Post, compose_letter
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.waiting_letters import list_untold_rows, list_waiting_letters
from cdo_share.rounds.queries import list_closed_ahead


def write_changes(
    session: Session,
    groupement_id: int,
    person_ids: Collection[int],
    *,
    sending: Sending,
    enclose: Enclose,
) -> list[OutboxMail]:
    """Write to each person the one letter with all that they have not been told; return them.

    A letter that waits is written anew; one with nothing left to tell is taken back. It leaves at
    once when a visit of the next seven days is in it, else on the next working morning. To
    whoever is invited to visits, there is one such letter for each visit.
    """
    groupement = get_groupement_by_id(session, groupement_id)
    post = Post(
        session=session,
        groupement=groupement,
        closed=list_closed_ahead(session, groupement, sending.now),
        sending=sending,
        enclose=enclose,
    )
    untold = list_untold_rows(session, groupement_id, person_ids)
    waiting = list_waiting_letters(session, groupement_id, person_ids)
    mails = [
        mail
        for one in list_recipients(session, groupement_id, person_ids)
        for mail in _write(post, one, untold[one.person_id], waiting[one.person_id])
    ]
    session.flush()
    return mails


@dataclass(frozen=True, slots=True)
class _Bundle:
    """What one letter tells, what of it is new, and the letters that wait in its place."""

    told: Sequence[Told]
    fresh: Sequence[Told]
    waiting: Sequence[OutboxMail]


def _write(
    post: Post,
    recipient: Recipient,
    untold: Sequence[tuple[UntoldChange, OutboxMail | None]],
    waiting: Sequence[OutboxMail],
) -> list[OutboxMail]:
    """Return the person's letters, waiting; none when there is nothing new to tell them."""
    told = compare(post.session, post.groupement, [row for row, _ in untold], post.sending.now)
    for row in {row for row, _ in untold} - {one.row for one in told}:
        post.session.delete(row)
    # What was given up is told with the next letter, but is no reason to write one.
    given_up = {row.id for row, mail in untold if mail and mail.state is MailState.FAILED}
    fresh = [one for one in told if one.row.id not in given_up]
    bundles = [_Bundle(told, fresh, waiting)]
    if post.enclose.is_invited(recipient.person_id):
        bundles = _each_apart(told if fresh else [], waiting)
    mails = [_put_in_place(post, recipient, bundle) for bundle in bundles]
    return [mail for mail in mails if mail is not None]


def _each_apart(told: Sequence[Told], waiting: Sequence[OutboxMail]) -> list[_Bundle]:
    """Return one bundle for each visit, in the place of the letter that told of it first."""
    spare = {mail.id: mail for mail in waiting}
    bundles = []
    for one in told:
        own = spare.pop(one.row.mail_id or 0, None)
        bundles.append(_Bundle([one], [one], [own] if own else []))
    return [*bundles, _Bundle([], [], list(spare.values()))]


def _put_in_place(post: Post, recipient: Recipient, bundle: _Bundle) -> OutboxMail | None:
    letter = compose_letter(post, recipient, bundle.told, bundle.fresh) if bundle.fresh else None
    superfluous = bundle.waiting[1:] if letter else bundle.waiting
    if superfluous:
        keys = [mail.dedupe_key for mail in superfluous]
        withdraw_mails(post.session, keys, now=post.sending.now)
    if letter is None:
        return None
    mail = _put(post.session, letter, bundle.waiting)
    for one in bundle.told:
        one.row.mail_id = mail.id
    return mail


def _put(session: Session, letter: OutboxMail, waiting: Sequence[OutboxMail]) -> OutboxMail:
    """Store a letter, in the place of the one that waits; return the stored one."""
    if not waiting:
        post_mail(session, letter)
        session.flush()
        return letter
    mail = waiting[0]
    for name in ("recipient", "subject", "text", "attachments", "created_at"):
        setattr(mail, name, getattr(letter, name))
    # A server that asked for patience gets it.
    is_new = mail.attempts == 0
    mail.next_try_at = letter.next_try_at if is_new else max(letter.next_try_at, mail.next_try_at)
    return mail
