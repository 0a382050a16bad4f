"""What one event of a feed says: plain values, ready to be written."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One event; its texts are clean already (see text.py).

    `is_all_day` shows the day only, without clock times; `is_opaque` marks the time as taken.
    `position`: degrees north and east.
    """

    uid: uuid.UUID
    sequence: int
    created_at: datetime
    last_modified_at: datetime
    day: date
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_opaque: bool
    summary: str
    description: str = ""
    location: str = ""
    position: tuple[float, float] | None = None
    url: str = ""
    category: str = ""
