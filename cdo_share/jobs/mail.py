"""The worker's post: sends the mails of the outbox, in a thread of its own.

A slow mail server then holds up neither runs nor sweeps. Without a server mails wait. Before mails
about visits leave, names that have changed since they were written are written anew.
"""

import threading
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import failure_words
from cdo_share.jobs.keeping_on import keep_on
from cdo_share.jobs.tidying import freshen_due
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.notifications.service import Render
from cdo_share.settings import Settings

PAUSE_SECONDS = 3.0

log = structlog.get_logger()


class Mailman(threading.Thread):
    """Sends what is due until `stopping` is set; the process may end without waiting for it."""

    def __init__(
        self,
        settings: Settings,
        sessions: sessionmaker[Session],
        stopping: threading.Event,
        render: Render | None = None,
    ) -> None:
        super().__init__(name="mailman", daemon=True)
        self._settings = settings
        self._render = render
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
        now = utc_now()  # one for both: what is sent was looked at
        self._freshen(now)
        count = send_due(self._sessions, self._server, now=now)
        if count:
            log.info("mails_sent", count=count)
        return False

    def _freshen(self, now: datetime) -> None:
        """Let mails that are about to leave say the names of now; a failure holds no mail up."""
        if self._render is None:
            return
        settings = self._settings
        sending = Sending(now, settings.base_url, self._render, settings.replies)
        try:
            freshen_due(self._sessions, sending)
        except Exception as error:  # noqa: BLE001 - an old name is better than no mail
            log.warning("freshening_failed", error=failure_words(error))
