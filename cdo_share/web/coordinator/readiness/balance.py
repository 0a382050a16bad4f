"""Demand against supply in words: what is missing in all, and how each skill stands; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext

from cdo_share.planning.queries import DemandSupply, SkillBalance
from cdo_share.web.formats import skill_text

TIGHT_SHARE = 0.9  # asked ÷ possible from which a skill is called tight


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill in slots: how many CDOs have it, what is asked, what is possible, the verdict.

    `possible` is what the CDOs can give to it when they divide their time between all skills.
    """

    skill: str
    cdos: int
    asked: int
    possible: int
    verdict: str
    tone: str


class Amounts(Protocol):
    """What is asked and what is possible, in slots."""

    @property
    def asked(self) -> float:
        """What is asked."""

    @property
    def possible(self) -> int:
        """What is possible."""


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One week or basin in slots; None where a figure has no meaning."""

    name: str
    cdos: int | None
    asked: int
    possible: int | None
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The whole period in slots of its grid; `missing_share` is the part of the demand (0–1)."""

    asked: int
    possible: int
    missing: int
    missing_share: float
    rows: list[SkillRow]

    @property
    def greatest(self) -> int:
        """Return the number that fills a bar."""
        return max((max(row.asked, row.possible) for row in self.rows), default=1)


def read_balance(found: DemandSupply) -> Balance:
    """Return the balance, the skill that misses the most first."""
    missing = max(0, found.asked_slots - found.supply_slots)
    scarcest = sorted(found.skills, key=lambda one: (-_missing(one), skill_text(one.skill)))
    return Balance(
        asked=found.asked_slots,
        possible=found.supply_slots,
        missing=missing,
        missing_share=missing / max(1, found.asked_slots),
        rows=[_row(one) for one in scarcest],
    )


def _missing(one: SkillBalance) -> int:
    return one.asked_slots - one.shared_slots


def _row(one: SkillBalance) -> SkillRow:
    verdict, tone = _verdict(one)
    return SkillRow(
        skill=skill_text(one.skill),
        cdos=one.able_cdos,
        asked=one.asked_slots,
        possible=one.shared_slots,
        verdict=verdict,
        tone=tone,
    )


def _verdict(one: SkillBalance) -> tuple[str, str]:
    if not one.able_cdos:
        return str(gettext("nobody has this skill")), "bad"
    if _missing(one) > 0:
        return str(gettext("%(count)d missing", count=_missing(one))), "bad"
    if one.asked_slots >= TIGHT_SHARE * one.shared_slots:
        return str(gettext("tight")), "warm"
    return str(gettext("enough")), "good"


def verdict_of(one: Amounts) -> tuple[str, str]:
    """Return how a week or a basin stands, in a word, and its tone."""
    missing = round(one.asked) - one.possible
    if missing > 0:
        return str(gettext("%(count)d missing", count=missing)), "bad"
    if not one.asked:
        return str(gettext("nothing asked")), "good"
    if one.asked >= TIGHT_SHARE * one.possible:
        return str(gettext("tight")), "warm"
    return str(gettext("enough")), "good"


def greatest_of(rows: Iterable[BalanceRow]) -> int:
    """Return the number that fills a bar; at least 1."""
    return max((max(row.asked, row.possible or 0) for row in rows), default=1) or 1
