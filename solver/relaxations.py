"""What could be asked of people so that a demand gets more: one thing at a time, the mildest first.

Each relaxation changes one field of the demand or of one CDO. Codes are stable: callers translate
them. Whether it helps is for `explain` to find out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from solver.instance import Cdo, Demand, Instance
from solver.problem import Problem


@dataclass(frozen=True)
class Relaxation:
    """One changed field: of the demand, or of a CDO when `cdo` is the CDO's number."""

    code: str
    field: str
    before: Any
    after: Any
    cdo: int | None = None

    def asked(self, demand: Demand) -> Demand:
        """Give the demand as it would be."""
        return demand if self.cdo is not None else self._changed(demand)

    def able(self, cdo: Cdo) -> Cdo:
        """Give the CDO as they would be."""
        return cdo if self.cdo is None else self._changed(cdo)

    def _changed(self, owner: Any) -> Any:
        return owner.model_copy(update={self.field: self.after})

    def applied(self, instance: Instance, demand: int) -> Instance:
        """Give the instance with the change."""
        if self.cdo is None:
            return _replaced(instance, "demands", demand, self.asked(instance.demands[demand]))
        return _replaced(instance, "cdos", self.cdo, self.able(instance.cdos[self.cdo]))


def _replaced(instance: Instance, field: str, place: int, item: Any) -> Instance:
    items = list(getattr(instance, field))
    items[place] = item
    return instance.model_copy(update={field: tuple(items)})


def list_relaxations(problem: Problem, demand: int) -> Iterator[Relaxation]:
    """Give the relaxations of a demand, the mildest kind first."""
    yield from _of_member(problem, problem.demands[demand])
    for code, field, more in _OF_CDO:
        for number, cdo in enumerate(problem.cdos):
            before = getattr(cdo, field)
            yield Relaxation(code, field, before, more(problem, cdo, demand), number)


def _of_member(problem: Problem, asked: Demand) -> Iterator[Relaxation]:
    """Give what the member could concede."""
    if asked.forbidden:
        yield Relaxation("accept_forbidden_slots", "forbidden", len(asked.forbidden), ())
    yield Relaxation("one_more_cdo", "max_cdos", asked.max_cdos, asked.max_cdos + 1)
    yield Relaxation(
        "one_more_visit_per_window", "per_window", asked.per_window, asked.per_window + 1
    )
    shorter = min(asked.lengths) - 1
    if shorter:
        yield Relaxation(
            "shorter_visits",
            "lengths",
            list(asked.lengths),
            (*asked.lengths, *range(1, shorter + 1)),
        )
    if asked.on_site:
        yield Relaxation("accept_remote", "on_site", True, False)
    if asked.excluded:
        yield Relaxation("accept_excluded_cdo", "excluded", list(asked.excluded), ())
    if asked.level > 1:
        yield Relaxation("accept_lower_level", "level", asked.level, asked.level - 1)


More = Callable[[Problem, Cdo, int], Any]


def _one_visit(field: str) -> More:
    """Raise a cap by one visit of the demand."""

    def more(problem: Problem, cdo: Cdo, demand: int) -> int:
        return int(getattr(cdo, field) + min(problem.demands[demand].lengths))

    return more


def _one(field: str) -> More:
    def more(problem: Problem, cdo: Cdo, demand: int) -> int:
        return int(getattr(cdo, field) + 1)

    return more


def _no_average(problem: Problem, cdo: Cdo, demand: int) -> None:
    return None


def _far_enough(problem: Problem, cdo: Cdo, demand: int) -> float:
    return max(cdo.max_km, problem.grid.km(cdo.base, problem.demands[demand].site))


_OF_CDO: tuple[tuple[str, str, More], ...] = (
    ("one_more_site_a_day", "max_sites_per_day", _one("max_sites_per_day")),
    ("one_more_member", "max_members", _one("max_members")),
    ("farther_cdo", "max_km", _far_enough),
    ("raise_day_cap", "day_cap", _one_visit("day_cap")),
    ("raise_week_cap", "week_cap", _one_visit("week_cap")),
    ("lift_average_cap", "average_cap", _no_average),
    ("raise_period_cap", "period_cap", _one_visit("period_cap")),
)
