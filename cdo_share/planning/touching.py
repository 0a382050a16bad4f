"""What a repair may touch: the demands that lose a visit, and nobody else; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_PARTS = ("demand", "cdo", "day", "slot", "length")


def keep_to_hit(instance: Json, visits: Sequence[Json], stood: Sequence[Json] = ()) -> list[Json]:
    """Return the visits without those added for demands that lose nothing.

    A search fills gaps wherever they are; a repair must not surprise members whom the event does
    not concern. To leave out such a visit breaks no rule: it is neither published nor pinned.
    `stood` are the visits of the plan that is repaired: those that were cancelled since are among
    them, and no longer among the published ones.
    """
    planned, published = _places(visits), _places(instance["published"])
    hit = {demand for demand, *_ in (published | _places(stood)) - planned}
    stays = published | _places(instance.get("pins", ()))
    return [v for v in visits if v["demand"] in hit or _place(v) in stays]


def _places(visits: Sequence[Json]) -> set[tuple[Any, ...]]:
    return {_place(visit) for visit in visits}


def _place(visit: Json) -> tuple[Any, ...]:
    return tuple(visit[part] for part in _PARTS)
