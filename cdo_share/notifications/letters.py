"""What one person is told of changes: their own, from their own point of view; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from cdo_share.core.dates import clock_words, day_words
from cdo_share.core.grid import GridKind, Half
from cdo_share.core.text import clean_line
from cdo_share.publishing.agreed_time import ClockSpan
from cdo_share.publishing.models import CancelledBy, Change
from cdo_share.publishing.views import ChangeView, Stretch


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in words, with half-days; clock times only where the period is planned in hours."""

    day: str
    half: Half | None
    clock: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One visit in a letter; `with_name` is the CDO for a member, the member for a CDO.

    `has_lapsed`: a time agreed for it no longer holds; `agreed`: from when until when one is.
    `address` and `was_address` are told where the member has moved, `was` where the moment has.
    `cancelled_by` is None for a visit that a new plan leaves out; `by_name` names whoever did it.
    The CDO alone is told `is_owed`, that the time stays due to them, `consent_by`, who noted that
    they agree, and `is_late`, that a release takes it from them within their days of notice.
    """

    when: Moment
    was: Moment | None
    title: str
    with_name: str
    was_with_name: str | None
    commune: str | None  # None: remote
    has_lapsed: bool
    agreed: tuple[str, str] | None = None
    address: str = ""
    was_address: str = ""
    cancelled_by: CancelledBy | None = None
    by_name: str = ""
    is_replaced: bool = False
    is_owed: bool = False
    consent_by: str = ""
    is_late: bool = False


@dataclass(slots=True)
class Letter:
    """The changes of one person, each list in order of time."""

    added: list[Line] = field(default_factory=list)
    moved: list[Line] = field(default_factory=list)
    removed: list[Line] = field(default_factory=list)
    timed: list[Line] = field(default_factory=list)  # where only the time agreed changed

    @property
    def count(self) -> int:
        """Return how many visits the letter is about."""
        return sum(map(len, (self.added, self.moved, self.removed, self.timed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person with the members and engagements in whose name they are told."""

    person_id: int
    email: str
    name: str
    language: str
    member_ids: frozenset[int]
    engagement_ids: frozenset[int]


def write_letter(changes: Iterable[ChangeView], recipient: Recipient, today: date) -> Letter:
    """Return what the recipient is told; visits that lie in the past are left out."""
    letter = Letter()
    for change in changes:
        if max(change.when.day, change.was.day if change.was else change.when.day) < today:
            continue
        if change.member_id in recipient.member_ids:
            _tell_member(letter, change, recipient.language)
        _tell_cdo(letter, change, recipient)
    return letter


def _tell_member(letter: Letter, change: ChangeView, language: str) -> None:
    line = _line(change, change.cdo_name, language)
    if change.change is Change.ADDED:
        letter.added.append(line)
    elif change.change is Change.MOVED:
        letter.moved.append(replace(line, was_with_name=change.was_cdo_name))
    elif change.change is Change.REMOVED:
        letter.removed.append(line)
    elif change.is_timed:
        letter.timed.append(line)


def _tell_cdo(letter: Letter, change: ChangeView, recipient: Recipient) -> None:
    """Tell a CDO; a visit given to another CDO is new for the one and gone for the other."""
    line = _line(change, change.member_name, recipient.language)
    is_theirs = change.engagement_id in recipient.engagement_ids
    was_theirs = change.was_engagement_id in recipient.engagement_ids
    if is_theirs and change.change is Change.REMOVED:
        letter.removed.append(_with_consent(line, change))
    elif is_theirs and was_theirs:
        letter.moved.append(_with_consent(line, change))
    elif is_theirs and change.is_timed:
        letter.timed.append(line)
    elif is_theirs and change.change is not Change.KEPT:
        letter.added.append(replace(line, was=None))
    elif was_theirs and line.was is not None:
        gone = replace(line, when=line.was, was=None, agreed=None, has_lapsed=False)
        letter.removed.append(_with_consent(gone, change))


def _with_consent(line: Line, change: ChangeView) -> Line:
    """Add what only the CDO reads: what they are owed, or are said to have agreed to."""
    by = clean_line(change.consent_by)
    return replace(line, is_owed=change.is_owed, consent_by=by, is_late=change.is_late)


def _line(change: ChangeView, with_name: str, language: str) -> Line:
    return Line(
        when=moment_of(change.when, language),
        was=moment_of(change.was, language) if change.was else None,
        title=clean_line(change.title),
        with_name=clean_line(with_name),
        was_with_name=None,
        commune=clean_line(change.commune) if change.is_on_site else None,
        has_lapsed=change.has_lapsed,
        agreed=_clocks(change.when.agreed, language),
        address=clean_line(change.address),
        was_address=clean_line(change.was_address),
        cancelled_by=change.cancelled_by,
        by_name=clean_line(_names(change).get(change.cancelled_by, "")),
        is_replaced=change.is_replaced,
    )


def _names(change: ChangeView) -> dict[CancelledBy | None, str]:
    return {CancelledBy.MEMBER: change.member_name, CancelledBy.CDO: change.cdo_name}


def _clocks(agreed: ClockSpan | None, language: str) -> tuple[str, str] | None:
    if agreed is None:
        return None
    return clock_words(agreed.start, language), clock_words(agreed.end, language)


def moment_of(stretch: Stretch, language: str) -> Moment:
    """Return when a visit is, in words; clock times only where they may be shown."""
    day = day_words(stretch.day, "EEEE d MMMM y", language)
    # On half-days the page says “morning”; so must the letter.
    clock = stretch.clock if stretch.grid_kind is GridKind.HOUR else None
    return Moment(day, stretch.half, clock)
