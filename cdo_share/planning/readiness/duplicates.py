"""Members and demands that may be there twice; pure."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from cdo_share.planning.readiness.facts import DemandFact, MemberFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity

NEAR = 0.85  # share of letters in common from which two names are near the same (0–1)
SIREN_DIGITS = 9  # a SIRET begins with the number of the firm, then the one of the site


def find_same_firms(members: Sequence[MemberFact]) -> Iterator[Finding]:
    """Yield pairs of one firm: the same SIREN, or near-same names in the same commune.

    Two sites of one firm may well be two members: this is to be looked at, no more.
    """
    seen = set()
    for one, two in (*_pairs(_by_siren(members)), *_near_pairs(_by_commune(members))):
        if (one.id, two.id) not in seen:
            seen.add((one.id, two.id))
            yield Finding(
                check=Check.SAME_FIRM,
                severity=Severity.LOOK,
                name=one.name,
                member_id=two.id,
                values={"other": two.name, "commune": two.commune},
            )


def _by_siren(members: Iterable[MemberFact]) -> Iterable[list[MemberFact]]:
    groups: dict[str, list[MemberFact]] = defaultdict(list)
    for member in members:
        if member.siret:
            groups[member.siret[:SIREN_DIGITS]].append(member)
    return groups.values()


def _by_commune(members: Iterable[MemberFact]) -> Iterable[list[MemberFact]]:
    groups: dict[str, list[MemberFact]] = defaultdict(list)
    for member in members:
        groups[member.insee].append(member)
    return groups.values()


def _pairs(groups: Iterable[list[MemberFact]]) -> Iterator[tuple[MemberFact, MemberFact]]:
    for group in groups:
        yield from combinations(sorted(group, key=lambda one: one.id), 2)


def _near_pairs(groups: Iterable[list[MemberFact]]) -> Iterator[tuple[MemberFact, MemberFact]]:
    for group in groups:
        named = [(_Name.of(member.name), member) for member in sorted(group, key=lambda m: m.id)]
        for (name, one), (other, two) in combinations(named, 2):
            if name.is_near(other):
                yield one, two


def is_near_same(one: str, two: str) -> bool:
    """Return whether two names differ by no more than a slip of the pen; figures must be equal.

    >>> is_near_same("Biscuiterie Le Goff", "BISCUITERIE LE GOF")
    True
    >>> is_near_same("Boulangerie Rio", "Boulangerie Morvan")
    False
    >>> is_near_same("Garage du port 1", "Garage du port 2")
    False
    """
    return _Name.of(one).is_near(_Name.of(two))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name made ready to be compared: letters and figures without accents and case."""

    plain: str
    figures: str
    letters: frozenset[str]

    @classmethod
    def of(cls, name: str) -> "_Name":
        """Return a name ready to be compared."""
        spelled = unicodedata.normalize("NFKD", name.casefold())
        plain = "".join(letter for letter in spelled if letter.isalnum())
        return cls(plain, "".join(filter(str.isdigit, plain)), frozenset(plain))

    def is_near(self, other: "_Name") -> bool:
        """Return whether the two share figures and all but a few letters.

        A letter that only one of them has is a letter not in common, so that most pairs are
        told apart without comparing the letters in order.
        """
        most = (1 - NEAR) * (len(self.plain) + len(other.plain))
        if self.figures != other.figures or len(self.letters ^ other.letters) > most:
            return False
        matcher = SequenceMatcher(None, self.plain, other.plain, autojunk=False)
        return matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def find_same_demands(demands: Sequence[DemandFact]) -> Iterator[Finding]:
    """Yield demands of one member with the same skill and overlapping days, the later of each two.

    A demand is named once, with the first that it repeats.
    """
    groups: dict[tuple[int, str], list[DemandFact]] = defaultdict(list)
    for demand in sorted(demands, key=lambda one: one.id):
        earlier = groups[demand.member_id, demand.skill]
        first = next((one for one in earlier if _overlap(one, demand)), None)
        earlier.append(demand)
        if first is not None:
            yield Finding(
                check=Check.SAME_DEMAND,
                severity=Severity.LOOK,
                name=demand.title,
                demand_id=demand.id,
                member_id=demand.member_id,
                values={
                    "member": demand.member_name,
                    "other": first.title,
                    "other_id": first.id,
                    "skill": demand.skill,
                },
            )


def _overlap(one: DemandFact, two: DemandFact) -> bool:
    return one.earliest_on <= two.latest_on and two.earliest_on <= one.latest_on
