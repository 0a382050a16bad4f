"""Lines of a table of CDOs: whom each means, by the e-mail address, and what it would change."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.engaging import (
    EngagementWish,
    OtherCdos,
    edit_engagement,
    engage_cdo,
    engagement_faults,
    lock_cdos,
)
from cdo_share.accounts.models import Engagement, Regime, RoleKind
from cdo_share.accounts.short_names import short_name
from cdo_share.accounts.sites import is_same_place
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.cells import write_skills
from cdo_share.exchange.comparing import list_changes, list_stored
from cdo_share.exchange.members import commune_words, place_columns
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.places import read_insee
from cdo_share.exchange.preview import Contact, FieldChange, RowPlan, Target
from cdo_share.exchange.row import Row
from cdo_share.exchange.standing import is_left_alone, refuse_archiving
from cdo_share.exchange.vocabulary import VOCABULARIES

CLEARED: Mapping[str, Any] = {"address": "", "average_weeks": None, "average_halfdays": None}
FIELDS = tuple(field.name for field in fields(EngagementWish))
BLANK = EngagementWish(
    email="", name="", regime=Regime.HOURS, insee="", week_cap_halfdays=0, period_cap_halfdays=1
)
SPOKEN_FOR = ("email", "name", "phone")  # a person's own; an import never changes them


class CdoTable:
    """The CDOs of a groupement as a table of CDOs meets them."""

    def __init__(self, session: Session, groupement_id: int, *, language: str) -> None:
        self.language = language
        self.others = OtherCdos()
        self._taken_by: dict[str, int] = {}
        self._by_email: dict[str, Engagement] = {}
        for engagement in _list_all(session, groupement_id):
            self.others.add(engagement, engagement.person.email)
            self._by_email[engagement.person.email] = engagement

    def plan(self, row: Row) -> RowPlan | None:
        """Return what a line would do; None after noting what is wrong with it."""
        email = row.text("email").lower()
        known = self._by_email.get(email)
        insee = read_insee(row, (known.base.insee, known.base.commune) if known else None)
        if self._is_double(row, email):
            return None
        wish = self._wish(row, known, insee).tidied()
        changes = _changes(known, wish, self.language)
        if known is not None and not known.is_active:
            _refuse_left(row, known, is_changed=bool(changes))
        else:
            refuse_archiving(row)
        if changes:
            self._judge(row, wish, known)
        if known is not None:
            _warn_of_name(row, known)
        return RowPlan(
            line=row.line.number,
            name=wish.name,
            wish=wish,
            known_id=known.id if known else None,
            version=known.version if known else 0,
            changes=changes,
            contact=Contact(wish.name, wish.email, RoleKind.CDO) if known is None else None,
        )

    def _is_double(self, row: Row, email: str) -> bool:
        """Return whether an earlier line names the same CDO, after noting that as a fault."""
        before = self._taken_by.setdefault(email, row.line.number)
        if before != row.line.number:
            sentence = N_("Line %(line)s names the same CDO; keep one of the two.")
            row.fault("email", Message(sentence, {"line": before}))
        return before != row.line.number

    def _wish(self, row: Row, known: Engagement | None, insee: str) -> EngagementWish:
        base = wish_of(known) if known else BLANK
        if known and insee != known.base.insee:
            base = replace(base, lat=None, lon=None)
        values = row.chosen(CLEARED, {name: getattr(base, name) for name in FIELDS})
        values |= {"regime": Regime(values["regime"]), "insee": insee}
        if known:
            values |= {name: getattr(base, name) for name in SPOKEN_FOR}
        return EngagementWish(**values)

    def _judge(self, row: Row, wish: EngagementWish, known: Engagement | None) -> None:
        if known is not None:
            self.others.leave_out(known, wish.email)
        row.take_faults(engagement_faults(wish, self.others), place_columns(row))
        self.others.emails.add(wish.email)
        made = short_name(wish.name, taken=self.others.slugs, otherwise="cdo")
        self.others.slugs.add(wish.slug or (known.slug if known else made))


def write_cdos(
    session: Session, target: Target, plans: list[RowPlan], now: datetime
) -> dict[int, int]:
    """Do what the plans say; return the numbers of the engagements by line."""
    others = lock_cdos(session, target.groupement_id)
    return {plan.line: _write(session, target, plan, others, now) for plan in plans}


def _write(
    session: Session, target: Target, plan: RowPlan, others: OtherCdos, now: datetime
) -> int:
    whose: dict[str, Any] = {
        "groupement_id": target.groupement_id,
        "wish": plan.wish,
        "others": others,
    }
    if plan.known_id is None:
        return engage_cdo(session, now=now, **whose).id
    engagement_id, version = plan.known_id, plan.version
    return edit_engagement(session, engagement_id=engagement_id, version=version, **whose).id


def _list_all(session: Session, groupement_id: int) -> list[Engagement]:
    statement = (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id)
        .options(
            joinedload(Engagement.person),
            joinedload(Engagement.base),
            selectinload(Engagement.skills),
        )
        .order_by(Engagement.id)
    )
    return list(session.scalars(statement))


def wish_of(engagement: Engagement) -> EngagementWish:
    """Return an engagement as it would be typed."""
    person, base = engagement.person, engagement.base
    own = {name: getattr(engagement, name) for name in FIELDS if hasattr(engagement, name)}
    return EngagementWish(
        **(
            own
            | {"email": person.email, "name": person.name, "phone": person.phone}
            | {name: getattr(base, name) for name in ("address", "insee", "lat", "lon")}
            | {"skills": {row.skill: row.level for row in engagement.skills}}
        )
    )


def _refuse_left(row: Row, known: Engagement, *, is_changed: bool) -> None:
    """Note a fault unless a line about a CDO who left only says so."""
    if not is_left_alone(row, is_changed=is_changed):
        sentence = N_("%(name)s has left the groupement; bring this CDO back first.")
        row.fault("email", Message(sentence, {"name": known.person.name}))


def _warn_of_name(row: Row, known: Engagement) -> None:
    if row.text("name") and row.text("name") != known.person.name:
        sentence = N_("This person goes by the name %(name)s and keeps it.")
        row.warn("name", Message(sentence, {"name": known.person.name}))


def _changes(
    known: Engagement | None, wish: EngagementWish, language: str
) -> tuple[FieldChange, ...]:
    words: Mapping[str, Callable[[Any], str]] = {
        "regime": lambda code: VOCABULARIES["regime"].label(code, language),
        "insee": commune_words,
        "skills": write_skills,
    }
    if known is None:
        values = {name: getattr(wish, name) for name in FIELDS}
        return list_stored(TableKind.CDOS, values, words, language)
    old, pairs = wish_of(known).tidied(), []
    stays = is_same_place(known.base, wish)
    for name in FIELDS:
        before, after = getattr(old, name), getattr(wish, name)
        if not (name == "slug" and not after) and not (stays and name in ("lat", "lon")):
            pairs.append((name, before, after))
    return list_changes(TableKind.CDOS, pairs, words, language)
