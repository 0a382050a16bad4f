"""Connections that break, servers that want a password, and headers that every server takes."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications import sender
from cdo_share.notifications.sender import LEASE, send_due
from cdo_share.notifications.server import MailServer, compose
from tests.notifications.post_office import SENDER, PostOffice, free_port, open_post_office
from tests.notifications.test_sender import MINUTE, a_mail, stored

Sessions = sessionmaker[Session]


class BreakingOffice:
    """A server that hangs up while it takes a text in, or after it has, without an answer."""

    def __init__(self, breaks_after: bytes) -> None:
        self.breaks_after = breaks_after
        self.texts: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: Any) -> None:
        connection.sendall(b"220 here\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go on\r\n")
                self.texts.append(self._take(lines))
                return
            connection.sendall(b"250 well\r\n")

    def _take(self, lines: Any) -> bytes:
        taken = b""
        for line in lines:
            taken += line
            if line == self.breaks_after:
                break
        return taken


@pytest.fixture
def breaking(request: pytest.FixtureRequest) -> Iterator[BreakingOffice]:
    office = BreakingOffice(request.param)
    yield office
    office.close()


TWO_LINES = "Bonjour\nSuite\n"


@pytest.mark.parametrize("breaking", [b"Bonjour\r\n", b".\r\n"], indirect=True)
def test_connection_that_breaks_during_the_text_costs_one_attempt_of_one_mail(
    sessions: Sessions, breaking: BreakingOffice, now: datetime
) -> None:
    first, second = (a_mail(sessions, now, text=TWO_LINES) for _ in range(2))

    assert send_due(sessions, MailServer(breaking.url, SENDER), now=now) == 0

    mail, other = stored(sessions, first), stored(sessions, second)
    assert len(breaking.texts) == 1
    assert (mail.attempts, mail.may_have_left, mail.failed_at) == (1, True, None)
    assert (mail.next_try_at, mail.text) == (now + MINUTE, TWO_LINES)
    assert (other.attempts, other.may_have_left, other.next_try_at) == (0, False, now)


@pytest.mark.parametrize("breaking", [b".\r\n"], indirect=True)
def test_mail_that_may_have_left_is_tried_again_under_the_same_number(
    sessions: Sessions, breaking: BreakingOffice, office: PostOffice, now: datetime
) -> None:
    number = a_mail(sessions, now)
    send_due(sessions, MailServer(breaking.url, SENDER), now=now)

    send_due(sessions, MailServer(office.url, SENDER), now=now + MINUTE)

    (message,) = office.messages
    assert message["Message-ID"].encode() in breaking.texts[0].replace(b"\r\n ", b" ")
    mail = stored(sessions, number)
    assert (mail.sent_at, mail.attempts) == (now + MINUTE, 2)


def test_clear_refusal_leaves_no_doubt(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    office.answers = "451 later"
    number = a_mail(sessions, now)

    send_due(sessions, MailServer(office.url, SENDER), now=now)

    assert stored(sessions, number).may_have_left is False


def test_mail_on_its_way_is_given_to_nobody_else(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    number = a_mail(sessions, now)
    counts: list[int] = []
    later = now + LEASE - timedelta(seconds=1)
    with open_post_office() as other:
        rival = MailServer(other.url, SENDER)
        office.on_message = lambda: counts.append(send_due(sessions, rival, now=later))
        counts.append(send_due(sessions, MailServer(office.url, SENDER), now=now))

    assert counts == [0, 1]
    assert (len(other.messages), len(office.messages)) == (0, 1)
    assert stored(sessions, number).attempts == 1


def test_planted_short_lease_sends_a_slow_mail_twice(
    sessions: Sessions, office: PostOffice, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a mail on its way is free again after a minute."""
    monkeypatch.setattr(sender, "LEASE", MINUTE)
    tried: list[int] = []
    a_mail(sessions, now)
    with open_post_office() as other:
        rival = MailServer(other.url, SENDER)
        later = now + 2 * MINUTE
        office.on_message = lambda: tried.append(send_due(sessions, rival, now=later))
        send_due(sessions, MailServer(office.url, SENDER), now=now)

    assert (len(other.messages), len(office.messages)) == (1, 1)


def test_sender_who_may_bring_nothing_keeps_the_mails(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    async def refuse(*_: Any) -> str:
        return "550 sender unknown here"

    office.handle_MAIL = refuse  # type: ignore[attr-defined]
    number = a_mail(sessions, now)

    assert send_due(sessions, MailServer(office.url, SENDER), now=now) == 0

    mail = stored(sessions, number)
    assert (mail.failed_at, mail.may_have_left) == (None, False)
    assert "sender unknown here" in (mail.last_error or "")


def write_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return a certificate for 127.0.0.1 that vouches for itself, and a server's use of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "courrier")])
    start = datetime.now(UTC) - timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=3))
    builder = builder.add_extension(address, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "courrier.pem"
    path.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def check(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    is_known = (given.login, given.password) == (b"asso", b"s3cret: 1")
    return AuthResult(success=is_known, handled=is_known)


@pytest.mark.parametrize(
    ("password", "is_trusted", "arrived", "reason"),
    [
        ("s3cret%3A%201", True, 1, None),
        ("wrong", True, 0, "SMTPAuthenticationError"),
        ("s3cret%3A%201", False, 0, "SSLCertVerificationError"),
    ],
)
def test_password_goes_to_a_trusted_server_by_starttls_only(  # noqa: PLR0917
    sessions: Sessions,
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    is_trusted: bool,
    arrived: int,
    reason: str | None,
) -> None:
    path, context = write_certificate(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    office = PostOffice(free_port())
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    )
    number = a_mail(sessions, now)
    controller.start()
    try:
        url = f"smtp://asso:{password}@127.0.0.1:{office.port}"
        assert send_due(sessions, MailServer(url, SENDER), now=now) == arrived
    finally:
        controller.stop()

    assert len(office.messages) == arrived
    assert (stored(sessions, number).last_error or "None").startswith(str(reason))


def test_headers_are_plain_letters_on_short_lines_whatever_the_names(now: datetime) -> None:
    name = "Groupement des Métiers de l’Océan – Ærø « Brøndby » 日本"
    mail = OutboxMail(
        id=7,
        recipient="zoe@firm.example",
        subject=f"Vos interventions : 12 changements, {name} " * 3,
        text="Bonjour Zoé,\n" + "à " * 400 + "\n",
        attachments=[],
        created_at=now,
    )

    message = compose(mail, f"{name} <ne-pas-repondre@partage.example>")

    head = message.as_bytes().split(b"\r\n\r\n", 1)[0]
    assert head.isascii()
    assert max(len(line) for line in message.as_bytes().split(b"\r\n")) <= 78
    assert message["Subject"] == mail.subject.strip()
    assert message["From"].addresses[0].display_name == name
    assert "List-Unsubscribe" not in message
