"""Roles and invitations sorted by whom they are for; pure."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar

from cdo_share.accounts.models import RoleKind


class ForSubject(Protocol):
    """What is for a member, a CDO or the groupement itself: a role or an invitation."""

    kind: RoleKind
    member_id: int | None
    engagement_id: int | None


Thing = TypeVar("Thing", bound=ForSubject)
Subject = tuple[str, int]


def group_by_subject(things: Iterable[Thing]) -> dict[Subject, list[Thing]]:
    """Return the things by kind and number of their subject; 0 stands for the groupement."""
    groups: dict[Subject, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.kind.value, thing.member_id or thing.engagement_id or 0].append(thing)
    return groups
