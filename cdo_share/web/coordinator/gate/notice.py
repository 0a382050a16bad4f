"""Which CDOs would be told of changes too late."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext, ngettext

from cdo_share.legal.notice import FrozenZone, Shift, needing_consent
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan
from cdo_share.publishing.away import halves_of, read_absences
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.models import Change
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.queries import get_period
from cdo_share.web.coordinator.gate.agreement import consenting_cdos
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.names import cdo_names
from cdo_share.web.extensions import db
from cdo_share.web.formats import day_text

Asked = Callable[[PublishedVisit], bool]  # whether the CDO is away where a visit stood


def shifts_of(found: Difference, is_asked: Asked = lambda _: False) -> list[Shift]:
    """Return what changes for each CDO; a visit that changes hands is a change for both.

    What leaves an absence that its CDO reported, as `is_asked` says, they asked for themselves.
    """
    changed = (one for one in found.changes if one.change is not Change.KEPT)
    shifts = [_but_asked(shift, one, is_asked) for one in changed for shift in _shifts(one)]
    return [shift for shift in shifts if shift.was is not None or shift.becomes is not None]


def _but_asked(shift: Shift, one: VisitChange, is_asked: Asked) -> Shift:
    left = one.visit if one.change is Change.REMOVED else one.was
    is_own = shift.was is not None and left is not None and is_asked(left)
    return replace(shift, was=None) if is_own else shift


def _shifts(one: VisitChange) -> list[Shift]:
    visit, was = one.visit, one.was
    if one.change is Change.REMOVED:
        return [Shift(visit.engagement_id, visit.day, None)]
    if was is None:
        return [Shift(visit.engagement_id, None, visit.day)]
    if was.engagement_id == visit.engagement_id:
        return [Shift(visit.engagement_id, was.day, visit.day)]
    return [
        Shift(was.engagement_id, was.day, None),
        Shift(visit.engagement_id, None, visit.day),
    ]


def late_shifts(plan: Plan, now: datetime) -> tuple[list[Shift], Mapping[int, FrozenZone]]:
    """Return the changes that come within the days of notice, and the zones."""
    zones = list_frozen_zones(db.session, plan.groupement_id, now=now)
    found = preview_changes(db.session, plan.groupement_id, plan.id, now=now)
    return needing_consent(shifts_of(found, _asked_of(plan, found)), zones), zones


def _asked_of(plan: Plan, found: Difference) -> Asked:
    """Return whether a visit that leaves its place lies in an absence that its CDO reported."""
    left = [one.was for one in found.moved if one.was] + [one.visit for one in found.removed]
    if not left:
        return lambda _: False
    grid = get_period(db.session, plan.groupement_id, plan.period_id).grid
    days, cdos = [visit.day for visit in left], {visit.engagement_id for visit in left}
    away = read_absences(db.session, cdos, min(days), max(days))
    return lambda visit: halves_of(visit, grid) <= away.get(visit.engagement_id, frozenset())


def notice_items(plan: Plan, now: datetime) -> list[Item]:
    """Return the line about changes within the days of notice, CDO by CDO."""
    found, zones = late_shifts(plan, now)
    consenting = consenting_cdos(plan, now)
    late = [shift for shift in found if shift.engagement_id not in consenting]
    if not late:
        title = gettext("Every CDO is told in time, as their regime asks.")
        return [Item(code="notice", weight=Weight.FINE, title=title)]
    title = ngettext(
        "%(num)d change comes within the days of notice: it needs the CDO’s consent.",
        "%(num)d changes come within the days of notice: they need the CDO’s consent.",
        len(late),
    )
    return [
        Item(
            code="notice",
            weight=Weight.CONFIRM,
            title=title,
            sentences=[*_late_sentences(plan, late, zones), *_due_sentences(late, zones)],
            facts=late,
        )
    ]


def _due_sentences(late: list[Shift], zones: Mapping[int, FrozenZone]) -> list[str]:
    """Return what follows where time is taken within the days of notice that the law sets."""
    if not any(_is_taken(shift, zones[shift.engagement_id]) for shift in late):
        return []
    return [
        gettext(
            "Time that is taken from a CDO this way without their consent stays due to them as "
            "working time: their letter says so, and it is for you to count."
        )
    ]


def _is_taken(shift: Shift, zone: FrozenZone) -> bool:
    is_held = shift.was is not None and zone.holds(shift.was)
    stays = shift.becomes is not None and zone.holds(shift.becomes)
    return bool(zone.notice.article) and is_held and not stays


def _late_sentences(
    plan: Plan, late: list[Shift], zones: Mapping[int, FrozenZone]
) -> Iterable[str]:
    counts = {shift.engagement_id: 0 for shift in late}
    for shift in late:
        counts[shift.engagement_id] += 1
    for number, cdo in cdo_names(plan.groupement_id).items():
        if number in counts:
            yield ngettext(
                "%(name)s: %(num)d change before %(day)s.",
                "%(name)s: %(num)d changes before %(day)s.",
                counts[number],
                name=cdo.name,
                day=day_text(zones[number].first_free),
            )
