"""Registering and changing the member firms of a groupement; every fault of a wish at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_numbers

from cdo_share.accounts.models import Groupement, Member, Sector
from cdo_share.accounts.places import place_faults
from cdo_share.accounts.queries import get_member
from cdo_share.accounts.short_names import short_name, short_name_faults
from cdo_share.accounts.sites import settle
from cdo_share.core.errors import Conflict, Fault, InvalidInput
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

    Who registers many passes the same `others`, from `lock_members`: they are read once, and
    the new member is added to them. Raises InvalidInput with every fault of the wish.
    """
    others = lock_members(session, groupement_id) if others is None else others
    wish = wish.tidied()
    if faults := member_faults(wish, others):
        raise InvalidInput(*faults)
    slug = wish.slug or short_name(wish.name, taken=others.slugs, otherwise="member")
    member = Member(groupement_id=groupement_id, slug=slug)
    _write(session, member, wish)
    session.add(member)
    session.flush()
    others.add(member)
    return member


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
    member = get_member(session, groupement_id, member_id)
    if member.version != version:
        raise _changed_meanwhile()
    others.leave_out(member)
    wish = wish.tidied()
    if faults := member_faults(wish, others):
        raise InvalidInput(*faults)
    try:
        member.slug = wish.slug or member.slug
        _write(session, member, wish)
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error
    others.add(member)
    session.expire(member)
    return get_member(session, groupement_id, member_id)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody changed this member while you were writing; look again, then change it.")
    )


def _write(session: Session, member: Member, wish: MemberWish) -> None:
    for name in COPIED_FIELDS:
        setattr(member, name, getattr(wish, name))
    site = settle(session, member.groupement_id, member.site_id, wish)
    member.site_id = site.id
    site.name = wish.name
