"""Lines of a table of members: which member each means, and what it would change."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.firms import (
    MemberChange,
    MemberWish,
    OtherMembers,
    edit_members,
    lock_members,
    member_faults,
    register_members,
)
from cdo_share.accounts.models import Member, RoleKind, Sector
from cdo_share.accounts.short_names import short_name
from cdo_share.accounts.sites import is_same_place
from cdo_share.communes.table import get_commune
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.comparing import list_changes, list_stored
from cdo_share.exchange.contacts import Contacts
from cdo_share.exchange.firm_names import firm_key
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.places import read_insee
from cdo_share.exchange.preview import FieldChange, RowPlan, Target
from cdo_share.exchange.row import Row
from cdo_share.exchange.standing import is_left_alone, refuse_archiving
from cdo_share.exchange.vocabulary import VOCABULARIES, plain

CLEARED: Mapping[str, Any] = {
    "siret": "",
    "trade": "",
    "sector": None,
    "headcount": 0,
    "address": "",
}


class MemberTable:
    """The members of a groupement as a table of members meets them."""

    def __init__(
        self, session: Session, groupement_id: int, *, language: str, now: datetime
    ) -> None:
        self.language = language
        self.others = OtherMembers()
        self.contacts = Contacts(session, groupement_id, RoleKind.MEMBER, now=now)
        self._taken_by: dict[object, int] = {}
        self._by_siret: dict[str, Member] = {}
        self._by_slug: dict[str, Member] = {}
        self._by_place: dict[tuple[str, str], Member] = {}
        self._named: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for member in _list_all(session, groupement_id):
            self._index(member)

    def _index(self, member: Member) -> None:
        self.others.add(member)
        self._by_slug[member.slug] = member
        self._by_place.setdefault((plain(member.name), member.site.insee), member)
        whose = {"name": member.name, "commune": member.site.commune}
        self._named[firm_key(member.name)].append(whose)
        if member.siret:
            self._by_siret[member.siret] = member

    def plan(self, row: Row) -> RowPlan | None:
        """Return what a line would do; None after noting what is wrong with it."""
        siret, name = row.values.get("siret", ""), row.text("name")
        known = self._by_siret.get(siret) or self._by_slug.get(row.text("slug"))
        insee = read_insee(row, _commune_of(known))
        known = known or self._find_by_place(name, insee, siret)
        if self._is_double(row, known, (plain(name), insee)):
            return None
        wish = _wish(row, known, insee).tidied()
        changes = _changes(known, wish, self.language)
        if known is not None and not known.is_active:
            return _plan_left(row, known, wish, is_changed=bool(changes))
        refuse_archiving(row)
        if changes:
            self._judge(row, wish, known)
        return RowPlan(
            line=row.line.number,
            name=wish.name,
            wish=wish,
            known_id=known.id if known else None,
            version=known.version if known else 0,
            changes=changes,
            contact=self.contacts.read(row, known.id if known else None, wish.name),
        )

    def _find_by_place(self, name: str, insee: str, siret: str) -> Member | None:
        found = self._by_place.get((plain(name), insee))
        if found is not None and siret and found.siret not in ("", siret):
            return None  # another firm of the same name
        return found

    def _is_double(self, row: Row, known: Member | None, place: tuple[str, str]) -> bool:
        """Return whether an earlier line names the same member, after noting that as a fault."""
        before = self._taken_by.setdefault(known.id if known else place, row.line.number)
        if before != row.line.number:
            sentence = N_("Line %(line)s names the same member; keep one of the two.")
            row.fault("name", Message(sentence, {"line": before}))
        return before != row.line.number

    def _judge(self, row: Row, wish: MemberWish, known: Member | None) -> None:
        """Note the faults of a wish beside all members, those of earlier lines included."""
        if known is not None:
            self.others.leave_out(known)
        row.take_faults(member_faults(wish, self.others), place_columns(row))
        if known is None or firm_key(known.name) != firm_key(wish.name):
            self._warn_of_namesake(row, wish)
        slug = wish.slug or (known.slug if known else self._made_slug(wish.name))
        self.others.slugs.add(slug)
        if wish.siret:
            self.others.sirets[wish.siret] = wish.name

    def _made_slug(self, name: str) -> str:
        return short_name(name, taken=self.others.slugs, otherwise="member")

    def _warn_of_namesake(self, row: Row, wish: MemberWish) -> None:
        namesakes = self._named[firm_key(wish.name)]
        if namesakes:
            sentence = N_("There is a member “%(name)s” in %(commune)s already; is this another?")
            row.warn("name", Message(sentence, namesakes[0]))
        commune = get_commune(wish.insee)
        where = commune.name if commune else wish.insee
        namesakes.append({"name": wish.name, "commune": where})


def write_members(
    session: Session, target: Target, plans: list[RowPlan], _now: datetime
) -> dict[int, int]:
    """Do what the plans say, changes first; return the numbers of the members by line."""
    groupement_id = target.groupement_id
    others = lock_members(session, groupement_id)
    changes = {
        plan.line: MemberChange(plan.known_id, plan.version, plan.wish)
        for plan in plans
        if plan.known_id is not None
    }
    whose: dict[str, Any] = {"groupement_id": groupement_id, "others": others}
    edit_members(session, **whose, changes=[*changes.values()])
    new = [plan for plan in plans if plan.is_new]
    members = register_members(session, **whose, wishes=[plan.wish for plan in new])
    numbers = {plan.line: member.id for plan, member in zip(new, members, strict=True)}
    return numbers | {line: change.member_id for line, change in changes.items()}


def _list_all(session: Session, groupement_id: int) -> Iterator[Member]:
    """Yield the members, first those who have not left: a name means one of them if it can."""
    statement = select(Member).where(Member.groupement_id == groupement_id)
    statement = statement.order_by(Member.is_active.desc(), Member.id)
    yield from session.scalars(statement.options(joinedload(Member.site)))


def _plan_left(row: Row, known: Member, wish: MemberWish, *, is_changed: bool) -> RowPlan | None:
    """Return the plan of a line about a member who left, which may only say so."""
    if not is_left_alone(row, is_changed=is_changed):
        sentence = N_("%(name)s has left the groupement; bring the member back first.")
        row.fault("name", Message(sentence, {"name": known.name}))
        return None
    return RowPlan(
        line=row.line.number,
        name=wish.name,
        wish=wish,
        known_id=known.id,
        version=known.version,
    )


def _commune_of(known: Member | None) -> tuple[str, str] | None:
    return (known.site.insee, known.site.commune) if known else None


def wish_of(member: Member) -> MemberWish:
    """Return a member as it would be typed."""
    site = member.site
    return MemberWish(
        name=member.name,
        slug=member.slug,
        siret=member.siret,
        trade=member.trade,
        sector=member.sector,
        headcount=member.headcount,
        address=site.address,
        insee=site.insee,
        lat=site.lat,
        lon=site.lon,
    )


def _wish(row: Row, known: Member | None, insee: str) -> MemberWish:
    base = wish_of(known) if known else MemberWish(name="", insee=insee)
    if known and insee != known.site.insee:
        base = replace(base, lat=None, lon=None)
    values = row.chosen(CLEARED, asdict(base))
    values["sector"] = Sector(values["sector"]) if values["sector"] else None
    return MemberWish(**(values | {"insee": insee}))


def _changes(known: Member | None, wish: MemberWish, language: str) -> tuple[FieldChange, ...]:
    words: Mapping[str, Callable[[Any], str]] = {
        "sector": lambda code: VOCABULARIES["sector"].label(code, language) if code else "",
        "insee": commune_words,
    }
    if known is None:
        return list_stored(TableKind.MEMBERS, asdict(wish), words, language)
    old = asdict(wish_of(known).tidied())
    new = asdict(wish)
    new["slug"] = wish.slug or known.slug
    if is_same_place(known.site, wish):
        new |= {"lat": old["lat"], "lon": old["lon"]}
    pairs = [(key, old[key], new[key]) for key in old]
    return list_changes(TableKind.MEMBERS, pairs, words, language)


def commune_words(insee: str) -> str:
    """Return “Vannes (56) 56260”."""
    commune = get_commune(insee)
    return f"{commune.label} {insee}" if commune else insee


def place_columns(row: Row) -> dict[str, str]:
    """Return where the faults of a place go: to the cell that names it."""
    if row.is_bad("commune") or "insee" not in row.line.cells:
        return {}
    is_by_code = row.is_bad("insee") or not row.text("commune")
    return {"commune": "insee"} if is_by_code else {}
