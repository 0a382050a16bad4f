"""Members and demands that may be there twice; pure."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from cdo_share.planning.readiness.facts import DemandFact, MemberFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity

NEAR = 0.85  # share of letters in common from which two names are near the same (0–1)
LETTERS = 64  # those of one remainder count as the same, which only lets more pairs through
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
        by_figures: dict[str, list[tuple[_Name, MemberFact]]] = defaultdict(list)
        for member in sorted(group, key=lambda one: one.id):
            name = _Name.of(member.name)
            by_figures[name.figures].append((name, member))
        for named in by_figures.values():
            yield from _near_pairs_of(named)


def _near_pairs_of(
    named: list[tuple["_Name", MemberFact]],
) -> Iterator[tuple[MemberFact, MemberFact]]:
    """Yield the near pairs among names with the same figures.

    The matcher prepares its second text once for all that are compared with it.
    """
    matcher = SequenceMatcher(None, autojunk=False)
    for place, (name, one) in enumerate(named):
        matcher.set_seq2(name.plain)
        for other, two in named[place + 1 :]:
            if name.may_be_near(other) and _is_near(matcher, other):
                yield one, two


def _is_near(matcher: "SequenceMatcher[str]", other: "_Name") -> bool:
    matcher.set_seq1(other.plain)
    return matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def is_near_same(one: str, two: str) -> bool:
    """Return whether two names differ by no more than a slip of the pen; figures must be equal.

    >>> is_near_same("Biscuiterie Le Goff", "BISCUITERIE LE GOF")
    True
    >>> is_near_same("Boulangerie Rio", "Boulangerie Morvan")
    False
    >>> is_near_same("Garage du port 1", "Garage du port 2")
    False
    """
    name, other = _Name.of(one), _Name.of(two)
    matcher = SequenceMatcher(None, b=name.plain, autojunk=False)
    is_possible = name.figures == other.figures and name.may_be_near(other)
    return is_possible and _is_near(matcher, other)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name made ready to be compared: letters and figures without accents and case."""

    plain: str
    figures: str
    letters: int  # as bits: of each letter the first, the second, …

    @classmethod
    def of(cls, name: str) -> "_Name":
        """Return a name ready to be compared."""
        spelled = unicodedata.normalize("NFKD", name.casefold())
        plain = "".join(letter for letter in spelled if letter.isalnum())
        counts = Counter(ord(letter) % LETTERS for letter in plain)
        letters = sum(
            1 << letter + LETTERS * time
            for letter, times in counts.items()
            for time in range(times)
        )
        return cls(plain, "".join(filter(str.isdigit, plain)), letters)

    def may_be_near(self, other: "_Name") -> bool:
        """Return whether the two share all but a few letters, whatever their order.

        A letter that only one of them has is a letter not in common, and so is what one is
        longer: most pairs are told apart without comparing the letters in order.
        """
        most = (1 - NEAR) * (len(self.plain) + len(other.plain))
        return (
            abs(len(self.plain) - len(other.plain)) <= most
            and (self.letters ^ other.letters).bit_count() <= most
        )


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
