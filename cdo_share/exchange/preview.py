"""What an import would do, line by line, before it does it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cdo_share.accounts.models import RoleKind
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.table import Finding
from cdo_share.exchange.vocabulary import VOCABULARIES


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column whose value the import would change, both values as text."""

    heading: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who could be invited to speak for what a line names; `name` may be empty."""

    name: str
    email: str
    kind: RoleKind
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Into what a table is imported: a groupement, and for new demands a period."""

    groupement_id: int
    period_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What a line would do: make a new thing (`known_id` None), change one, or nothing.

    `version` is that of the thing to be changed, `wish` what to hand to the service. The
    `changes` of a new thing are all that is stored.
    """

    line: int
    name: str
    wish: Any
    known_id: int | None = None
    version: int = 0
    changes: tuple[FieldChange, ...] = ()
    contact: Contact | None = None

    @property
    def is_new(self) -> bool:
        """Return whether the line makes a new thing."""
        return self.known_id is None

    @property
    def is_changed(self) -> bool:
        """Return whether the line changes a thing that is known."""
        return self.known_id is not None and bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do, and everything wrong or doubtful, in the order of the lines."""

    kind: TableKind
    plans: tuple[RowPlan, ...]
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def new(self) -> list[RowPlan]:
        """Return the lines that make new things."""
        return [plan for plan in self.plans if plan.is_new]

    @property
    def changed(self) -> list[RowPlan]:
        """Return the lines that change something."""
        return [plan for plan in self.plans if plan.is_changed]

    @property
    def unchanged(self) -> int:
        """Return how many lines say what is known already."""
        return len(self.plans) - len(self.new) - len(self.changed)

    @property
    def invited(self) -> int:
        """Return how many people the lines would let invite."""
        return len({contact.email for contact in self.contacts})

    @property
    def contacts(self) -> list[Contact]:
        """Return whom the lines would let invite, line by line."""
        return [plan.contact for plan in self.plans if plan.contact is not None]

    @property
    def fingerprint(self) -> str:
        """Return a short text that differs when the import would do something else."""
        digest = hashlib.sha256()
        for plan in self.plans:
            digest.update(repr((plan.line, plan.known_id, plan.version, plan.changes)).encode())
        digest.update(repr(len(self.faults)).encode())
        return digest.hexdigest()[:32]


def shown(value: Any, language: str) -> str:
    """Return a value as the list of changes shows it, in French ("fr") or English."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return VOCABULARIES["yes_no"].label("yes" if value else "no", language)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return repr(value).replace(".", ",") if language == "fr" else repr(value)
    return str(value)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by line, then by column."""

    def place(finding: Finding) -> tuple[int, int, str]:
        letter = finding.column.letter if finding.column else ""
        return finding.line, len(letter), letter

    return tuple(sorted(findings, key=place))
