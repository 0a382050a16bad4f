"""Registering and changing the member firms of a groupement; every fault of a wish at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_numbers

from cdo_share.accounts.models import Groupement, Member, Sector
from cdo_share.accounts.places import PlaceWish, new_site, place_faults
from cdo_share.accounts.queries import get_member
from cdo_share.accounts.short_names import short_name, short_name_faults
from cdo_share.accounts.sites import settle
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

MOST_NAME_CHARACTERS = 120
MOST_TRADE_CHARACTERS = 200
MOST_ADDRESS_CHARACTERS = 200
MOST_HEADCOUNT = 5000
COPIED_FIELDS = ("name", "siret", "trade", "sector", "headcount")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWish:
    """A member firm as typed; fields bear the names of the form's fields.

    An empty `slug` is made from the name, or kept; an empty `siret` means nobody knows it.
    `insee` is the code of the commune. Without `lat` and `lon`, degrees, the firm stands in the
    middle of it; one whose address stays the same stays where it is.
    """

    name: str
    slug: str = ""
    siret: str = ""
    trade: str = ""
    sector: Sector | None = None
    headcount: int = 0
    address: str = ""
    insee: str
    lat: float | None = None
    lon: float | None = None

    def tidied(self) -> "MemberWish":
        """Return the wish with texts on one line and the SIRET as fourteen digits."""
        return replace(
            self,
            name=clean_line(self.name),
            slug=self.slug.strip(),
            siret=siret_numbers.compact(clean_line(self.siret)),
            trade=clean_line(self.trade),
            address=clean_line(self.address),
            insee=self.insee.strip().upper(),
        )


@dataclass(frozen=True, slots=True)
class OtherMembers:
    """What the members of the groupement, also those who left, have taken.

    `slugs` are their short names; `sirets` tells the name of the member with each SIRET.
    """

    slugs: set[str] = field(default_factory=set)
    sirets: dict[str, str] = field(default_factory=dict)

    def add(self, member: Member) -> None:
        """Note what a member has taken."""
        self.slugs.add(member.slug)
        if member.siret:
            self.sirets[member.siret] = member.name

    def leave_out(self, member: Member) -> None:
        """Forget what a member has taken, who is about to change it."""
        self.slugs.discard(member.slug)
        self.sirets.pop(member.siret, None)


def member_faults(wish: MemberWish, others: OtherMembers) -> list[Fault]:
    """Return every fault of a tidied wish, in the order of its fields."""
    order = {field.name: number for number, field in enumerate(fields(MemberWish))}
    order["commune"] = order["insee"]  # where a form lets people choose it
    faults = [
        *_text_faults(wish),
        *short_name_faults(wish.slug, others.slugs),
        *_siret_faults(wish.siret, others),
        *_headcount_faults(wish.headcount),
        *place_faults(wish.insee, wish.lat, wish.lon),
    ]
    return sorted(faults, key=lambda fault: order[fault.field])


def _text_faults(wish: MemberWish) -> Iterator[Fault]:
    if not wish.name:
        yield Fault("name", N_("Write the name of the firm."))
    elif len(wish.name) > MOST_NAME_CHARACTERS:
        sentence = N_("The name has %(length)s characters; shorten it to %(most)s at most.")
        yield Fault("name", sentence, {"length": len(wish.name), "most": MOST_NAME_CHARACTERS})
    limits = {"trade": MOST_TRADE_CHARACTERS, "address": MOST_ADDRESS_CHARACTERS}
    for name, most in limits.items():
        length = len(getattr(wish, name))
        if length > most:
            sentence = N_("This has %(length)s characters; shorten it to %(most)s at most.")
            yield Fault(name, sentence, {"length": length, "most": most})


def _siret_faults(siret: str, others: OtherMembers) -> Iterator[Fault]:
    if not siret:
        return
    try:
        siret_numbers.validate(siret)
    except ValidationError:
        yield Fault(
            "siret",
            N_(
                "“%(siret)s” is not a SIRET: it has 14 digits, and one of them may be mistyped. "
                "Copy it from an invoice, or leave it empty."
            ),
            {"siret": siret},
        )
        return
    if siret in others.sirets:
        yield Fault(
            "siret",
            N_("%(name)s has this SIRET already; correct it here or there."),
            {"name": others.sirets[siret]},
        )


def _headcount_faults(headcount: int) -> Iterator[Fault]:
    if not 0 <= headcount <= MOST_HEADCOUNT:
        yield Fault(
            "headcount",
            N_("Give the number of people from 0 to %(most)s; you wrote %(headcount)s."),
            {"headcount": headcount, "most": MOST_HEADCOUNT},
        )


def lock_members(session: Session, groupement_id: int) -> OtherMembers:
    """Return what the groupement's members have taken; whoever registers at once waits."""
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    others = OtherMembers()
    for member in session.scalars(select(Member).where(Member.groupement_id == groupement_id)):
        others.add(member)
    return others


def register_member(
    session: Session, *, groupement_id: int, wish: MemberWish, others: OtherMembers | None = None
) -> Member:
    """Return a new member with a site of its own.

    `others`, from `lock_members`, are read unless they are given; the new member is added to
    them. Raises InvalidInput with every fault of the wish.
    """
    others = lock_members(session, groupement_id) if others is None else others
    return register_members(session, groupement_id=groupement_id, wishes=[wish], others=others)[0]


def register_members(
    session: Session, *, groupement_id: int, wishes: Sequence[MemberWish], others: OtherMembers
) -> list[Member]:
    """Return new members in the order of the wishes, written in few statements.

    Raises InvalidInput with every fault of the first wish that has any.
    """
    tidied = [wish.tidied() for wish in wishes]
    members = [_new_member(groupement_id, wish, others) for wish in tidied]
    sites = [new_site(groupement_id, wish.name, _place(wish)) for wish in tidied]
    session.add_all(sites)
    session.flush()
    for member, site in zip(members, sites, strict=True):
        member.site_id = site.id
    session.add_all(members)
    session.flush()
    return members


def _new_member(groupement_id: int, wish: MemberWish, others: OtherMembers) -> Member:
    if faults := member_faults(wish, others):
        raise InvalidInput(*faults)
    slug = wish.slug or short_name(wish.name, taken=others.slugs, otherwise="member")
    member = Member(groupement_id=groupement_id, slug=slug)
    _copy(wish, member)
    others.add(member)
    return member


def _place(wish: MemberWish) -> PlaceWish:
    return PlaceWish(insee=wish.insee, address=wish.address, lat=wish.lat, lon=wish.lon)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What a member is to become; `version` is that of the member as it was seen."""

    member_id: int
    version: int
    wish: MemberWish


def edit_member(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    wish: MemberWish,
    version: int,
    others: OtherMembers | None = None,
) -> Member:
    """Return the member as changed; an empty short name stays as it was.

    `others` as for `register_member`. Raises NotFound, Conflict when `version` is not the
    present one, InvalidInput with every fault of the wish.
    """
    others = lock_members(session, groupement_id) if others is None else others
    change = MemberChange(member_id, version, wish)
    edit_members(session, groupement_id=groupement_id, changes=[change], others=others)
    session.expire(session.get_one(Member, member_id))
    return get_member(session, groupement_id, member_id)


def edit_members(
    session: Session, *, groupement_id: int, changes: Sequence[MemberChange], others: OtherMembers
) -> None:
    """Change members one after the other, read at once; raises like `edit_member`."""
    members = _get_members(session, groupement_id, [change.member_id for change in changes])
    for change in changes:
        _edit(session, members[change.member_id], change, others)


def _get_members(session: Session, groupement_id: int, ids: Sequence[int]) -> dict[int, Member]:
    """Return members with their site by number; raises NotFound unless all are here."""
    statement = (
        select(Member)
        .where(Member.groupement_id == groupement_id, Member.id.in_(ids))
        .options(joinedload(Member.site))
        .execution_options(populate_existing=True)
    )
    members = {member.id: member for member in session.scalars(statement)}
    if members.keys() != set(ids):
        raise NotFound(N_("There is no such member in this groupement."))
    return members


def _edit(session: Session, member: Member, change: MemberChange, others: OtherMembers) -> None:
    if member.version != change.version:
        raise _changed_meanwhile()
    others.leave_out(member)
    wish = change.wish.tidied()
    if faults := member_faults(wish, others):
        raise InvalidInput(*faults)
    try:
        _settle(session, member, wish)  # before the rest: it flushes, and the version rises once
        member.slug = wish.slug or member.slug
        _copy(wish, member)
        flag_modified(member, "name")  # a higher version, even when only the site changed
        session.flush()  # here, so that the next may take what this one gave up
    except StaleDataError as error:
        raise _changed_meanwhile() from error
    others.add(member)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody changed this member while you were writing; look again, then change it.")
    )


def _copy(wish: MemberWish, member: Member) -> None:
    for name in COPIED_FIELDS:
        setattr(member, name, getattr(wish, name))


def _settle(session: Session, member: Member, wish: MemberWish) -> None:
    site = settle(session, member.groupement_id, member.site_id, wish)
    member.site_id = site.id
    site.name = wish.name
