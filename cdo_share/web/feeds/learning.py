"""Learning now and then which links there are, so that an outage finds no process ignorant."""

from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cdo_share.calendars.queries import list_live_links, load_stored
from cdo_share.core.orm import error_words
from cdo_share.web.extensions import SessionMakers
from cdo_share.web.feeds.memory import Memory

LEARN_EVERY = timedelta(minutes=1)  # twenty thousand links take about a tenth of a second
FEEDS_AT_ONCE = 50

log = structlog.get_logger()


class Learner:
    """Fills the memory of a process, by one of its threads at a time.

    A calendar program may ask another process each time: what one served is not enough.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._learning = Lock()
        self._learnt_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether what was learnt last is too old."""
        return self._learnt_at is None or now - self._learnt_at >= LEARN_EVERY

    def learn(self, makers: SessionMakers, now: datetime) -> None:
        """Learn the links there are and the feeds that changed, unless another thread does."""
        if not self._learning.acquire(blocking=False):
            return
        try:
            self._learnt_at = now
            with makers.reading() as session:
                self._learn(session, now)
        except SQLAlchemyError as error:
            log.warning("links_not_learnt", error=error_words(error))
        finally:
            self._learning.release()

    def _learn(self, session: Session, now: datetime) -> None:
        lacking = self._memory.learn(list_live_links(session, self._memory.most_links), now)
        for first in range(0, len(lacking), FEEDS_AT_ONCE):
            some = load_stored(session, lacking[first : first + FEEDS_AT_ONCE])
            if not self._memory.keep(some):
                return
