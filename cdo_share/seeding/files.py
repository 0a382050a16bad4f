"""Reads a folder of seed files into a `Seed`, or refuses it with every fault found.

Files only: nothing is stored here.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cdo_share.seeding import links
from cdo_share.seeding.calendar_files import read_calendars
from cdo_share.seeding.communes import Commune, read_communes
from cdo_share.seeding.faults import Faults
from cdo_share.seeding.records import Located, Record, build, read_csv, read_toml
from cdo_share.seeding.seed import (
    Seed,
    SeedCdo,
    SeedConflict,
    SeedCoordinator,
    SeedDemand,
    SeedGroupement,
    SeedHoliday,
    SeedMember,
    SeedPeriod,
)

T = TypeVar("T")
MEMBER_COLUMNS = tuple(field.name for field in dataclasses.fields(SeedMember))
HOLIDAY_COLUMNS = tuple(field.name for field in dataclasses.fields(SeedHoliday))


def read_seed(folder: Path, communes: Path | None = None) -> Seed:
    """Return the demonstration groupement of `folder`.

    `communes` is the table of communes, by default communes.csv beside the folder.
    Raises `SeedRefused` with all faults, each with its file (relative to the folder) and line.
    """
    faults = Faults()
    draft = _Draft(folder, faults)
    path = communes or folder.parent / "communes.csv"
    draft.check_links(read_communes(path, draft.insee_codes(), faults))
    calendars = read_calendars(folder, draft.cdos, faults)
    faults.refuse_if_any()
    return Seed(
        groupement=draft.groupement[0].value,
        period=draft.period[0].value,
        coordinators=tuple(c.value for c in draft.coordinators),
        members=tuple(m.value for m in draft.members),
        cdos=tuple(c.value for c in draft.cdos),
        demands=tuple(d.value for d in draft.demands),
        conflicts=tuple(c.value for c in draft.conflicts),
        holidays=tuple(h.value for h in draft.holidays),
        calendars=tuple(calendars),
    )


class _Draft:
    """The objects that could be made, and all records, before references are checked."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.faults = faults
        top = read_toml(folder, "groupement.toml", ("groupement", "period", "coordinator"), faults)
        asked = read_toml(folder, "demands.toml", ("demand", "conflict"), faults)
        self.records: dict[str, list[Record]] = {
            **top,
            **asked,
            **read_toml(folder, "cdos.toml", ("cdo",), faults),
            "member": read_csv(folder, "members.csv", MEMBER_COLUMNS, faults),
            "holiday": read_csv(folder, "public_holidays.csv", HOLIDAY_COLUMNS, faults),
        }
        # Where rows were lost, nothing can be said of the references to them.
        self.has_all_members = not faults.has("members.csv")
        self.has_all_cdos = not faults.has("cdos.toml")
        self.groupement = self._only("groupement", SeedGroupement)
        self.period = self._only("period", SeedPeriod)
        self.coordinators = self._all("coordinator", SeedCoordinator)
        self.members = self._all("member", SeedMember)
        self.cdos = self._all("cdo", SeedCdo)
        self.demands = self._all("demand", SeedDemand)
        self.conflicts = self._all("conflict", SeedConflict)
        self.holidays = self._all("holiday", SeedHoliday)

    def _all(self, name: str, kind: Callable[..., T]) -> list[Located[T]]:
        """Return the objects of a table, in order."""
        return [made for r in self.records[name] for made in build(kind, r, self.faults)]

    def _only(self, name: str, kind: Callable[..., T]) -> list[Located[T]]:
        """Return the object of a table that groupement.toml must hold once."""
        rows = self.records[name]
        if not rows and not self.faults.has("groupement.toml"):
            self.faults.add("groupement.toml", 1, f"{name}: missing table; add [{name}]")
        for row in rows[1:]:
            self.faults.add(row.file, row.line, f"{name}: second table; remove one")
        return self._all(name, kind)[:1]

    def insee_codes(self) -> set[str]:
        """Return the codes of the communes that members and CDOs name."""
        bases = {cdo.value.base.insee for cdo in self.cdos}
        return bases | {member.value.insee for member in self.members}

    def check_links(self, communes: dict[str, Commune] | None) -> None:
        """Note everything wrong between the objects."""
        known = links.Known(
            communes=communes,
            members=links.ids_of(self.records["member"]) if self.has_all_members else None,
            cdos=links.ids_of(self.records["cdo"]) if self.has_all_cdos else None,
            period=next((p.value for p in self.period if links.check_period(p, self.faults)), None),
        )
        for name in ("coordinator", "member", "cdo", "demand"):
            links.check_unique(self.records[name], "id", self.faults)
        links.check_unique(self.records["holiday"], "day", self.faults)
        links.check_unique(self.records["cdo"], "email", self.faults)
        for member in self.members:
            links.check_member(member, known, self.faults)
        for cdo in self.cdos:
            links.check_cdo(cdo, known, self.faults)
        for demand in self.demands:
            links.check_demand(demand, known, self.faults)
        for conflict in self.conflicts:
            links.check_conflict(conflict, known, self.faults)
