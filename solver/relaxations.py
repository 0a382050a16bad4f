"""What could be asked of people so that a demand gets more: one thing at a time, the mildest first.

Codes are stable: callers translate them. Only changes that could open a visit are listed, by the
walls that stand before it; whether one helps, and how much, is for `explain` to find out.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from solver import walls as wall
from solver.relaxation import Relaxation
from solver.view import View
from solver.walls import Walls, list_starts

CODES = (
    "accept_forbidden_slots",
    "one_more_cdo",
    "one_more_visit_per_window",
    "wider_windows",
    "shorter_visits",
    "accept_remote",
    "accept_excluded_cdo",
    "accept_lower_level",
    "one_more_site_a_day",
    "one_more_member",
    "farther_cdo",
    "raise_day_cap",
    "raise_week_cap",
    "lift_average_cap",
    "raise_period_cap",
    "open_half_day",
    "allow_conflict",
)


Kind = Callable[[View], Iterator[Relaxation]]


def list_relaxations(walls: Walls, demand: int) -> Iterator[list[Relaxation]]:
    """Give the relaxations of a demand kind by kind, the mildest kind first."""
    view = View(walls, demand)
    for kind in _KINDS:
        found = list(kind(view))
        if found:
            yield found


def _forbidden(view: View) -> Iterator[Relaxation]:
    """Open one half of one weekday, or else everything."""
    if not view.starts_behind(wall.FORBIDDEN):
        return
    forbidden, halves = view.asked.forbidden, view.walls.grid.halves
    places = dict.fromkeys((at, halves[slot]) for at, slot in forbidden if slot < len(halves))
    for place in places:
        left = tuple(p for p in forbidden if p[1] >= len(halves) or (p[0], halves[p[1]]) != place)
        opened = [p for p in forbidden if p not in left]
        yield _of_demand("accept_forbidden_slots", "forbidden", left, told=opened)
    if len(places) > 1:
        yield _of_demand("accept_forbidden_slots", "forbidden", (), told=list(forbidden))


def _one_more_cdo(view: View) -> Iterator[Relaxation]:
    if view.starts_behind(wall.CROWD):
        yield _of_demand("one_more_cdo", "max_cdos", view.asked.max_cdos + 1)


def _per_window(view: View) -> Iterator[Relaxation]:
    if view.starts_behind(wall.FULL):
        yield _of_demand("one_more_visit_per_window", "per_window", view.asked.per_window + 1)


def _wider_windows(view: View) -> Iterator[Relaxation]:
    """Stretch each window up to the next one, the first and last to the ends of the period."""
    days, windows = view.walls.grid.days, sorted(view.asked.windows)
    if not windows or not view.starts_behind(wall.WINDOW):
        return
    firsts = [min(days[0], windows[0][0]), *(first for first, _ in windows[1:])]
    ends = [
        max((day for day in days if last < day < following), default=last)
        for (_, last), (following, _) in pairwise(windows)
    ]
    ends.append(max(days[-1], windows[-1][1]))
    yield _of_demand("wider_windows", "windows", tuple(zip(firsts, ends, strict=True)))


def _shorter_visits(view: View) -> Iterator[Relaxation]:
    shorter = tuple(range(1, min(view.asked.lengths)))
    cdos = view.walls.board.candidates.eligible[view.number]
    if any(
        face.open_without(wall.WAY)
        for cdo in cdos
        for face in view.walls.faces(view.number, cdo, shorter)
    ):
        yield _of_demand("shorter_visits", "lengths", (*view.asked.lengths, *shorter))


def _remote(view: View) -> Iterator[Relaxation]:
    lifted = (wall.DISTANCE, wall.SITES, wall.WAY)
    if view.asked.on_site and any(face.open_without(*lifted) for face in view.faces):
        yield _of_demand("accept_remote", "on_site", after=False)


def _excluded(view: View) -> Iterator[Relaxation]:
    for cdo in view.cdos_behind(wall.EXCLUDED):
        left = tuple(name for name in view.asked.excluded if name != view.problem.cdos[cdo].id)
        yield _of_demand("accept_excluded_cdo", "excluded", left, cdo=cdo)


def _lower_level(view: View) -> Iterator[Relaxation]:
    lower, skill = view.asked.level - 1, view.asked.skill
    cdos = view.cdos_behind(wall.LEVEL)
    if any(view.problem.cdos[cdo].skills[skill] >= lower for cdo in cdos):
        yield _of_demand("accept_lower_level", "level", lower)


def _of_demand(
    code: str, field: str, after: Any, cdo: int | None = None, told: Any = None
) -> Relaxation:
    return Relaxation(code, "demands", field, after, cdo, told)


def _cap(code: str, field: str, name: str, *, by_visit: bool) -> Kind:
    """Raise a limit of one CDO by one, or by the shortest visit."""

    def kind(view: View) -> Iterator[Relaxation]:
        more = min(view.asked.lengths) if by_visit else 1
        for cdo in view.cdos_behind(name):
            limit = getattr(view.problem.cdos[cdo], field) + more
            yield Relaxation(code, "cdos", field, limit, cdo)

    return kind


def _farther(view: View) -> Iterator[Relaxation]:
    for cdo in view.cdos_behind(wall.DISTANCE):
        km = view.walls.grid.km(view.problem.cdos[cdo].base, view.asked.site)
        yield Relaxation("farther_cdo", "cdos", "max_km", float(km), cdo)


def _no_average(view: View) -> Iterator[Relaxation]:
    for cdo in view.cdos_behind(wall.AVERAGE):
        yield Relaxation("lift_average_cap", "cdos", "average_cap", None, cdo)


def _half_day(view: View) -> Iterator[Relaxation]:
    """Let each CDO work on one more half-day: the one that suits the demand best."""
    best: dict[int, tuple[bool, bool, int, int]] = {}
    for face, alone in view.alone:
        for start in list_starts(alone.get(wall.AWAY, 0)):
            rank = (*_unease(view, start), start, face.length)
            best[face.cdo] = min(best.get(face.cdo, rank), rank)
    for cdo, (*_, start, length) in best.items():
        yield _opened(view, cdo, start, length)


def _unease(view: View, start: int) -> tuple[bool, bool]:
    """Say whether a start breaks the rhythm of the visits that are there, and the preferences."""
    day, slot = divmod(start, view.walls.grid.slots_per_day)
    position = (view.walls.grid.weekday[day], slot)
    visits = view.walls.board.of_demand[view.number]
    kept = {view.problem.position(visit) for visit in visits}
    preferred = view.problem.preferred[view.number]
    breaks = view.asked.rhythm and bool(kept) and position not in kept
    return breaks, bool(preferred) and position not in preferred


def _opened(view: View, cdo: int, start: int, length: int) -> Relaxation:
    grid = view.walls.grid
    day, slot = divmod(start, grid.slots_per_day)
    halves = set(grid.halves[slot : slot + length])
    slots = [at for at, half in enumerate(grid.halves) if half in halves]
    available = list(view.problem.cdos[cdo].available)
    for at in slots:
        available[day * grid.slots_per_day + at] = "1"
    told = {"day": grid.days[day], "halves": sorted(halves)}
    return Relaxation("open_half_day", "cdos", "available", "".join(available), cdo, told)


def _conflict(view: View) -> Iterator[Relaxation]:
    """Let a CDO serve this member beside another one that it is kept apart from."""
    member, board = view.asked.member, view.walls.board
    foes, pairs = view.problem.foes.get(member, frozenset()), view.problem.instance.conflicts
    for cdo in view.cdos_behind(wall.CONFLICT):
        present = [foe for foe in sorted(foes) if board.members[cdo][foe]]
        if len(present) == 1:
            left = tuple(pair for pair in pairs if set(pair) != {member, present[0]})
            yield Relaxation("allow_conflict", "instance", "conflicts", left, cdo, present)


_KINDS: tuple[Kind, ...] = (
    _forbidden,
    _one_more_cdo,
    _per_window,
    _wider_windows,
    _shorter_visits,
    _remote,
    _excluded,
    _lower_level,
    _cap("one_more_site_a_day", "max_sites_per_day", wall.SITES, by_visit=False),
    _cap("one_more_member", "max_members", wall.MEMBERS, by_visit=False),
    _farther,
    _cap("raise_day_cap", "day_cap", wall.DAY, by_visit=True),
    _cap("raise_week_cap", "week_cap", wall.WEEK, by_visit=True),
    _no_average,
    _cap("raise_period_cap", "period_cap", wall.PERIOD, by_visit=True),
    _half_day,
    _conflict,
)
