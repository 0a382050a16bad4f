"""Whom a plan concerns: the CDOs and members whose visits it adds, moves or takes away; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cdo_share.accounts.models import RoleKind
from cdo_share.planning.identities import PublishedVisit


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A CDO, by engagement, or a member."""

    kind: RoleKind
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one visit: `was` is None for a new one, `becomes` for one that falls away."""

    was: PublishedVisit | None
    becomes: PublishedVisit | None

    @property
    def is_change(self) -> bool:
        """Return whether anything about the visit differs."""
        return self.was != self.becomes


def concerned(
    steps: Iterable[Step], member_of: Mapping[int, int], *, everybody: bool = False
) -> list[Subject]:
    """Return who must answer, CDOs first; a visit that changes hands concerns both CDOs.

    `member_of` gives the member of each demand. `everybody`: also who keeps all their visits.
    """
    found: set[Subject] = set()
    for step in steps:
        if step.is_change or everybody:
            for visit in filter(None, (step.was, step.becomes)):
                found.add(Subject(RoleKind.CDO, visit.engagement_id))
                found.add(Subject(RoleKind.MEMBER, member_of[visit.demand_id]))
    return sorted(found)
