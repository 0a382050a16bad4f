"""A real SMTP server on the loopback address that keeps what it is given, or refuses it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

SENDER = "CDO Share <ne-pas-repondre@partage.example>"


class PostOffice:
    """Keeps messages in order; `refuses` gives the answer to a recipient, `answers` to a text."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.envelopes: list[Any] = []
        self.refuses: dict[str, str] = {}
        self.answers = "250 taken"
        self.on_message: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """Return the messages that it took."""
        return [
            message_from_bytes(one.content, policy=policy.default)  # type: ignore[misc]
            for one in self.envelopes
        ]

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take or refuse a text."""
        self.on_message()
        if self.answers.startswith("250"):
            self.envelopes.append(envelope)
        return self.answers


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def open_post_office(port: int | None = None) -> Iterator[PostOffice]:
    """Open one for the time of the block."""
    office = PostOffice(port or free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
