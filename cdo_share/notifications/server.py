"""The mail server of an installation, and the form in which it gets our mails."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from cdo_share.core.outbox import OutboxMail
from cdo_share.core.text import clean_line

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
TIMEOUT_SECONDS = 20
# RFC 5321 gives a server ten minutes to take a text in. Who hangs up sooner sends it twice.
ANSWER_SECONDS = 600


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server like smtp://user:password@host:587 and the sender's name and address.

    smtps:// is encrypted from the start; smtp:// with a password must offer STARTTLS. Raises
    ValueError for anything else; an empty address stands for an installation without mail.
    """

    url: str
    sender: str

    def __post_init__(self) -> None:
        """Refuse an address that can never work."""
        parts = urlsplit(self.url)
        if self.url and (parts.scheme not in DEFAULT_PORTS or not parts.hostname):
            raise ValueError(f"a mail server is written smtp://host:port, not {parts.scheme}:…")
        if not unquote(f"{parts.username}{parts.password}").isascii():
            raise ValueError("name and password of a mail server are written without accents")

    def connect(self) -> smtplib.SMTP:
        """Return an open connection; raises OSError or SMTPException."""
        parts = urlsplit(self.url)
        place = (parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                *place, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        if parts.username:
            _log_in(server, unquote(parts.username), unquote(parts.password or ""))
        if server.sock is not None:
            server.sock.settimeout(ANSWER_SECONDS)
        return server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    try:
        if not isinstance(server, smtplib.SMTP_SSL):
            server.starttls(context=ssl.create_default_context())
        server.login(user, password)
    except BaseException:
        server.close()
        raise


def is_open(server: smtplib.SMTP) -> bool:
    """Return whether the connection still stands, as far as is known."""
    return server.sock is not None


def is_about_mail(error: smtplib.SMTPResponseException) -> bool:
    """Return whether the server refuses this mail, and not all that this sender may bring."""
    return isinstance(error, smtplib.SMTPDataError)


def compose(mail: OutboxMail, sender: str) -> EmailMessage:
    """Return the message of a mail; always the same Message-ID, so that a repeat is seen as one.

    Raises ValueError for an address that is none.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = clean_line(mail.subject)
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{mail.id}.{mail.created_at:%Y%m%d%H%M%S}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    for attachment in mail.attachments:
        _attach(message, attachment) if "name" in attachment else _invite(message, attachment)
    if len(message["To"].addresses) != 1 or message["To"].defects:
        raise ValueError(f"not one mail address: {mail.recipient!r}")
    return message


def _invite(message: EmailMessage, invitation: dict[str, str]) -> None:
    """Add a message to the reader's calendar, as another form of the text (RFC 6047).

    Some programs answer to whoever wrote, and not to the organizer.
    """
    message["Reply-To"] = invitation["reply_to"]
    message.add_alternative(
        invitation["text"],
        subtype="calendar",
        cte="base64",
        params={"method": invitation["method"], "component": "VEVENT"},
    )


def _attach(message: EmailMessage, attachment: dict[str, str]) -> None:
    """Add a text file; its type may have parameters, as in “text/calendar; method=PUBLISH”."""
    kind, *rest = attachment["type"].split(";")
    params = dict(one.strip().split("=", 1) for one in rest)
    message.add_attachment(
        attachment["text"],
        subtype=kind.partition("/")[2],
        cte="base64",  # lines of a calendar end as they are written, whatever is on the way
        filename=attachment["name"],
        params=params | {"name": attachment["name"]},
    )
