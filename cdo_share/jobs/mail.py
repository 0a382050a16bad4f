"""The worker's post: sends the mails of the outbox, in a thread of its own.

A slow mail server then holds up neither runs nor sweeps. Without a server mails wait.
"""

import threading

import structlog
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.clock import utc_now
from cdo_share.jobs.keeping_on import keep_on
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.settings import Settings

PAUSE_SECONDS = 3.0

log = structlog.get_logger()


class Mailman(threading.Thread):
    """Sends what is due until `stopping` is set; the process may end without waiting for it."""

    def __init__(
        self, settings: Settings, sessions: sessionmaker[Session], stopping: threading.Event
    ) -> None:
        super().__init__(name="mailman", daemon=True)
        self._server = MailServer(settings.smtp_url, settings.mail_from)
        self._sessions = sessions
        self._stopping = stopping

    @property
    def is_needed(self) -> bool:
        """Return whether there is a server to send by; without one the thread ends at once."""
        return bool(self._server.url)

    def run(self) -> None:
        """Send, pause, send again."""
        if self.is_needed:
            keep_on(self._send, self._stopping, pause=PAUSE_SECONDS, trouble="mails_not_sent")

    def _send(self) -> bool:
        count = send_due(self._sessions, self._server, now=utc_now())
        if count:
            log.info("mails_sent", count=count)
        return False
