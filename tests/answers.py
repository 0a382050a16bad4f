"""Answers to invitations as mail programs write them."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

STAMP = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)


def an_answer(
    *,
    uid: str,
    organizer: str,
    attendee: str = "annick@biscuits.example",
    status: str = "ACCEPTED",
    sequence: int | None = 0,
    method: str | None = "REPLY",
    stamp: datetime | None = STAMP,
    end: str = "\r\n",
) -> str:
    """Return the text of a calendar that answers."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//Mail//FR",
        *([f"METHOD:{method}"] if method else []),
        "BEGIN:VEVENT",
        f"UID:{uid}",
        *([f"SEQUENCE:{sequence}"] if sequence is not None else []),
        *([f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"] if stamp else []),
        "DTSTART:20270104T080000Z",
        "SUMMARY:Réponse : boutique",
        *([f"ORGANIZER:mailto:{organizer}"] if organizer else []),
        f"ATTENDEE;PARTSTAT={status}:mailto:{attendee}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return end.join(lines)


def a_mail(
    calendar: str | None,
    *,
    to: str,
    sender: str = "Annick <annick@biscuits.example>",
    params: dict[str, str] | None = None,
    cte: str = "base64",
    **headers: str,
) -> EmailMessage:
    """Return a mail with a text and, unless it is None, that calendar."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Accepté : boutique"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Oui, je viens.\n")
    if calendar is not None:
        message.add_alternative(
            calendar, subtype="calendar", cte=cte, params=params or {"method": "REPLY"}
        )
    return message


def nested(message: EmailMessage, depth: int) -> bytes:
    """Return a mail within as many others."""
    raw: Any = message.as_bytes()
    for number in range(depth):
        mark = f"=={number}=="
        head = f'To: x@x.example\r\nContent-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'
        raw = (
            f"{head}--{mark}\r\n".encode()
            + b"Content-Type: message/rfc822\r\n\r\n"
            + raw
            + f"\r\n--{mark}--\r\n".encode()
        )
    return bytes(raw)
