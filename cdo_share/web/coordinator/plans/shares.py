"""Who gets which share of a plan, as pages show it: rows, and a chart as one drawn line; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from cdo_share.core.text import alphabetical
from cdo_share.planning.plan_figures import CdoLoad, MemberShare
from cdo_share.web.coordinator.names import CdoName

GAPS_UP_TO = 60  # members whose bars stand apart; more of them make one surface
GAP = 0.2  # of a bar


@dataclass(frozen=True, slots=True)
class NamedShare:
    """A member's share with their name."""

    name: str
    told: MemberShare


@dataclass(frozen=True, slots=True)
class NamedLoad:
    """A CDO's load with their name."""

    cdo: CdoName
    told: CdoLoad


@dataclass(frozen=True, slots=True)
class ShareCounts:
    """How many members get all, a part, or nothing of what they asked for."""

    whole: int
    part: int
    nothing: int


@dataclass(frozen=True, slots=True)
class LoadSpread:
    """The least, the middle and the highest load of the CDOs."""

    least: float
    median: float
    most: float


def named_shares(shares: Sequence[MemberShare], names: Mapping[int, str]) -> list[NamedShare]:
    """Return the shares with names, in their order."""
    return [NamedShare(names[one.member_id], one) for one in shares]


def named_loads(loads: Sequence[CdoLoad], names: Mapping[int, CdoName]) -> list[NamedLoad]:
    """Return the loads with names, in order of name."""
    found = [NamedLoad(names[one.engagement_id], one) for one in loads]
    return sorted(found, key=lambda one: alphabetical(one.cdo.name))


def count_shares(shares: Sequence[MemberShare]) -> ShareCounts:
    """Return how many members are served how far."""
    whole = sum(one.served >= one.asked for one in shares)
    nothing = sum(one.served == 0 < one.asked for one in shares)
    return ShareCounts(whole, len(shares) - whole - nothing, nothing)


def load_spread(loads: Sequence[NamedLoad]) -> LoadSpread:
    """Return how evenly the CDOs are loaded, as shares (0–1) of what each could give."""
    shares = sorted(one.told.slots / max(1, one.told.most) for one in loads) or [0.0]
    return LoadSpread(shares[0], median(shares), shares[-1])


def share_path(shares: Sequence[MemberShare]) -> str:
    """Return the bars of all shares, in their order, as the path of an SVG of 100 by 100."""
    width = 100 / max(1, len(shares))
    bar = width * (1 - GAP) if len(shares) <= GAPS_UP_TO else width
    return "".join(
        f"M{number * width:.3f} 100V{100 - 100 * one.share:.2f}h{bar:.3f}V100Z"
        for number, one in enumerate(shares)
    )
