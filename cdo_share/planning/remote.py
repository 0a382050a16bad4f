"""Which visits of a demand are remote when it wishes so many of each; pure.

The search plans all of them on site, so that any may be: a visit that turns remote only takes a
way out of a day. What is published keeps its kind while the wish allows it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdo_share.planning.identities import PublishedVisit, SolvedVisit


@dataclass(frozen=True, slots=True)
class RemoteWish:
    """Of `asked` visits of a demand, `remote` are wished remote, 0 ≤ remote ≤ asked."""

    asked: int
    remote: int

    def quota(self, granted: int) -> int:
        """Return how many of the granted visits are remote: the same share, halves rounded up."""
        return min(granted, (2 * self.remote * granted + self.asked) // (2 * self.asked))


def choose_remote(
    ids: Mapping[SolvedVisit, uuid.UUID],
    wishes: Mapping[int, RemoteWish],
    published: Iterable[PublishedVisit],
) -> set[uuid.UUID]:
    """Return the ids of the visits that are remote.

    `wishes` tells of demands, by number, that wish any visit remote. New remote visits are spread
    evenly over the others, in order of time.
    """
    of_demand: dict[int, list[SolvedVisit]] = defaultdict(list)
    for visit in sorted(ids, key=lambda visit: (visit.day, visit.slot)):
        of_demand[visit.demand_id].append(visit)
    stood = {(visit.visit_id, visit.place): visit.is_on_site for visit in published}
    remote: set[uuid.UUID] = set()
    for demand_id, wish in wishes.items():
        visits = of_demand[demand_id]
        kinds = {visit: stood.get((ids[visit], visit)) for visit in visits}
        remote.update(ids[visit] for visit in _remote_of(kinds, wish.quota(len(visits))))
    return remote


def _remote_of(kinds: Mapping[SolvedVisit, bool | None], quota: int) -> list[SolvedVisit]:
    """Return `quota` visits: those that are remote already, then new ones, then any.

    `kinds` says of each visit, in order of time, whether it stands on site; None when it is new.
    """
    chosen: list[SolvedVisit] = []
    for kind in (False, None, True):
        pool = [visit for visit, stands in kinds.items() if stands is kind]
        chosen += _spread(pool, quota - len(chosen))
    return chosen


def _spread(pool: Sequence[SolvedVisit], count: int) -> list[SolvedVisit]:
    """Return `count` of the pool at even distances, all of it when it has fewer."""
    size, wanted = len(pool), min(max(0, count), len(pool))
    return [
        visit
        for number, visit in enumerate(pool)
        if (number + 1) * wanted // size > number * wanted // size
    ]
