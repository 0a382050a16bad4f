"""Several releases as one: what changed since somebody was last told; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cdo_share.publishing.models import Change
from cdo_share.publishing.views import ChangeView, Stretch


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a visit stood: whose, when, and whether on site."""

    engagement_id: int
    cdo_name: str
    when: Stretch
    is_on_site: bool


def merge_changes(releases: Sequence[Sequence[ChangeView]]) -> list[ChangeView]:
    """Return what releases, the oldest first, did together to each visit.

    What was added and removed again is left out, and so is a visit that somebody cancelled in
    between: its own letter told of it. A visit that came back under another id has not changed.
    """
    first: dict[UUID, ChangeView] = {}
    last: dict[UUID, ChangeView] = {}
    for changes in releases:
        for one in changes:
            first.setdefault(one.visit_id, one)
            last[one.visit_id] = one
    newest = {one.visit_id for one in releases[-1]}
    lapsed = {one.visit_id for changes in releases for one in changes if one.has_lapsed}
    told = [
        _together(_before(first[visit_id]), one)
        for visit_id, one in last.items()
        if visit_id in newest or one.change is Change.REMOVED
    ]
    told = [one and replace(one, has_lapsed=one.visit_id in lapsed) for one in told]
    merged = _without_returns([one for one in told if one is not None])
    return sorted(merged, key=lambda one: (one.when.day, one.when.slot, one.engagement_id))


def _before(one: ChangeView) -> _Place | None:
    if one.change is Change.ADDED:
        return None
    if one.was is None or one.was_engagement_id is None:
        return _Place(one.engagement_id, one.cdo_name, one.when, one.is_on_site)
    # What moved and stands where it stood has changed its kind of place.
    has_turned = (one.was, one.was_engagement_id) == (one.when, one.engagement_id)
    on_site = one.is_on_site is not has_turned
    return _Place(one.was_engagement_id, one.was_cdo_name or "", one.was, on_site)


def _together(before: _Place | None, after: ChangeView) -> ChangeView | None:
    still = replace(after, was_engagement_id=None, was_cdo_name=None, was=None)
    if after.change is Change.REMOVED:
        return None if before is None else _at(replace(still, change=Change.REMOVED), before)
    if before is None:
        return replace(still, change=Change.ADDED)
    if before == _Place(after.engagement_id, after.cdo_name, after.when, after.is_on_site):
        return replace(still, change=Change.KEPT)
    return replace(
        after,
        change=Change.MOVED,
        was_engagement_id=before.engagement_id,
        was_cdo_name=before.cdo_name,
        was=before.when,
    )


def _at(one: ChangeView, place: _Place) -> ChangeView:
    return replace(
        one,
        engagement_id=place.engagement_id,
        cdo_name=place.cdo_name,
        when=place.when,
        is_on_site=place.is_on_site,
    )


def _without_returns(changes: Sequence[ChangeView]) -> list[ChangeView]:
    """Leave out visits that were removed and added again at the same place."""
    gone = {_key(one) for one in changes if one.change is Change.REMOVED}
    back = gone & {_key(one) for one in changes if one.change is Change.ADDED}
    loose = (Change.REMOVED, Change.ADDED)
    return [one for one in changes if one.change not in loose or _key(one) not in back]


def _key(one: ChangeView) -> tuple[object, ...]:
    return one.demand_id, one.engagement_id, one.when, one.is_on_site
