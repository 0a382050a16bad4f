"""Checks between seed objects: references, communes, dates, amounts, two of a kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cdo_share.accounts.skills import SKILLS
from cdo_share.rounds.days import MOST_DAYS
from cdo_share.seeding.communes import Commune
from cdo_share.seeding.faults import Faults
from cdo_share.seeding.records import Located, Record
from cdo_share.seeding.seed import (
    SeedBase,
    SeedCdo,
    SeedConflict,
    SeedDemand,
    SeedException,
    SeedMember,
    SeedPeriod,
)

FAR_KM = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What references may point at; ids also of records that have faults of their own.

    None where a file could not be read whole.
    """

    communes: dict[str, Commune] | None
    members: set[str] | None
    cdos: set[str] | None
    period: SeedPeriod | None


def ids_of(records: Iterable[Record]) -> set[str]:
    """Return the ids that the records give."""
    return {record.values["id"] for record in records if isinstance(record.values.get("id"), str)}


def check_unique(records: Iterable[Record], key: str, faults: Faults) -> None:
    """Note each record whose `key` has the value of an earlier one."""
    first: dict[object, int] = {}
    for record in records:
        value = record.values.get(key)
        line = record.line_of(key)
        if value is not None and first.setdefault(str(value), line) != line:
            reason = f"{key}: {value!r} is already that of line {first[str(value)]}; change one"
            faults.add(record.file, line, reason)


def check_period(period: Located[SeedPeriod], faults: Faults) -> bool:
    """Return whether the period ends after it starts, and soon enough; note it if not."""
    length = (period.value.ends_on - period.value.starts_on).days + 1
    if 1 <= length <= MOST_DAYS:
        return True
    reason = "it is before starts_on; exchange them"
    if length > MOST_DAYS:
        reason = f"a period lasts {MOST_DAYS // 7} weeks at most; choose an earlier day"
    _note(period.record, ("ends_on",), period.value.ends_on, reason, faults)
    return False


def check_member(member: Located[SeedMember], known: Known, faults: Faults) -> None:
    """Note a member whose commune and coordinates do not fit the table of communes."""
    place = member.value
    _check_place(member.record, (), place, known, faults)


def check_cdo(cdo: Located[SeedCdo], known: Known, faults: Faults) -> None:
    """Note what does not fit the communes, the skills or the period."""
    record, value = cdo.record, cdo.value
    _check_place(record, ("base",), value.base, known, faults)
    for skill in value.skills:
        _check_skill(record, ("skills", skill), skill, faults)
    for number, stretch in enumerate(value.exception):
        path = ("exception", number)
        _check_in_period(record, (*path, "starts_on"), stretch.starts_on, known, faults)
        _check_in_period(record, (*path, "ends_on"), stretch.ends_on, known, faults)
        _check_stretch(record, path, stretch, faults)


def check_demand(demand: Located[SeedDemand], known: Known, faults: Faults) -> None:
    """Note what a demand refers to in vain, and dates and amounts that cannot be meant."""
    record, value = demand.record, demand.value
    _check_reference(record, ("member",), value.member, known.members, faults)
    _check_skill(record, ("skill",), value.skill, faults)
    if value.previous_cdo is not None:
        _check_reference(record, ("previous_cdo",), value.previous_cdo, known.cdos, faults)
    for number, excluded in enumerate(value.excluded):
        path = ("excluded", number, "cdo")
        _check_reference(record, path, excluded.cdo, known.cdos, faults)
        if excluded.cdo == value.previous_cdo:
            _note(record, path, excluded.cdo, "it is also previous_cdo; remove one", faults)
    _check_in_period(record, ("earliest",), value.earliest, known, faults)
    _check_in_period(record, ("latest",), value.latest, known, faults)
    if value.latest < value.earliest:
        _note(record, ("latest",), value.latest, "it is before earliest; exchange them", faults)
    for name in sorted(set(value.preferred) & set(value.impossible)):
        _note(record, ("preferred",), name, "it is also impossible; remove one", faults)
    _check_amount(record, value, faults)


def check_conflict(conflict: Located[SeedConflict], known: Known, faults: Faults) -> None:
    """Note a conflict with a member who does not exist, or with itself."""
    first, second = conflict.value.members
    for member in (first, second):
        _check_reference(conflict.record, ("members",), member, known.members, faults)
    if first == second:
        reason = "a member cannot be in conflict with itself; name another"
        _note(conflict.record, ("members",), first, reason, faults)


def _note(
    record: Record, path: tuple[str | int, ...], value: object, reason: str, faults: Faults
) -> None:
    field = ".".join(str(part) for part in path)
    shown = str(value) if isinstance(value, date) else repr(value)
    faults.add(record.file, record.line_of(*path), f"{field}: {shown}: {reason}")


def _check_reference(
    record: Record,
    path: tuple[str | int, ...],
    value: str,
    known: set[str] | None,
    faults: Faults,
) -> None:
    if known is not None and value not in known:
        kind = "member" if path[0] in ("member", "members") else "CDO"
        _note(record, path, value, f"no {kind} has this id; correct it or add the {kind}", faults)


def _check_skill(record: Record, path: tuple[str | int, ...], skill: str, faults: Faults) -> None:
    if skill not in SKILLS:
        _note(record, path, skill, "not in the catalogue of skills; use a code of it", faults)


def _check_in_period(
    record: Record, path: tuple[str | int, ...], day: date, known: Known, faults: Faults
) -> None:
    period = known.period
    if period and not period.starts_on <= day <= period.ends_on:
        reason = f"outside the period; use a day from {period.starts_on} to {period.ends_on}"
        _note(record, path, day, reason, faults)


def _check_stretch(
    record: Record, path: tuple[str | int, ...], stretch: SeedException, faults: Faults
) -> None:
    starts = (stretch.starts_on, stretch.starts_half)
    if (stretch.ends_on, stretch.ends_half) < starts:
        reason = "the stretch ends before it starts; exchange its ends"
        _note(record, (*path, "ends_on"), stretch.ends_on, reason, faults)


def _check_amount(record: Record, demand: SeedDemand, faults: Faults) -> None:
    if demand.cadence != "once":
        if demand.halfdays is not None:
            reason = "a regular cadence counts its visits itself; remove the key"
            _note(record, ("halfdays",), demand.halfdays, reason, faults)
    elif demand.halfdays is None:
        faults.add(record.file, record.line, "halfdays: missing; cadence 'once' needs it")
    elif demand.halfdays % demand.visit_halfdays:
        reason = f"not a whole number of visits of {demand.visit_halfdays}; change it"
        _note(record, ("halfdays",), demand.halfdays, reason, faults)


def _check_place(
    record: Record,
    path: tuple[str | int, ...],
    place: SeedMember | SeedBase,
    known: Known,
    faults: Faults,
) -> None:
    if known.communes is None:
        return
    commune = known.communes.get(place.insee)
    if commune is None:
        reason = "not in communes.csv; use the INSEE code of a commune of it"
        _note(record, (*path, "insee"), place.insee, reason, faults)
    elif commune.nom != place.commune:
        reason = f"communes.csv calls {place.insee} {commune.nom!r}; correct one"
        _note(record, (*path, "commune"), place.commune, reason, faults)
    elif (far := commune.km_to(place.lat, place.lon)) > FAR_KM:
        reason = f"{far:.0f} km from {commune.nom}; correct the coordinates"
        _note(record, (*path, "lat"), place.lat, reason, faults)
