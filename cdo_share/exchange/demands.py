"""Lines of a table of demands: whose each is, whether it is new, and what it would change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.i18n import N_, Message
from cdo_share.demands.closed_days import list_closed_days
from cdo_share.demands.faults import Frame, list_faults
from cdo_share.demands.many import edit_demands, submit_demands
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.wish import DemandWish
from cdo_share.demands.writing import frame_of
from cdo_share.exchange.cells import CellFault, read_siret
from cdo_share.exchange.demand_wishes import (
    StatedWish,
    normal,
    read_wish,
    stored_wish,
    warn_of_unread,
    wish_changes,
    wish_of,
)
from cdo_share.exchange.preview import FieldChange, RowPlan, Target
from cdo_share.exchange.row import Row
from cdo_share.exchange.vocabulary import plain
from cdo_share.rounds.models import Period, PeriodState

Names = defaultdict[str, list[int]]


class DemandTable:
    """The demands of a groupement as a table of demands meets them."""

    def __init__(self, session: Session, period: Period, *, language: str) -> None:
        self.session, self.period, self.language = session, period, language
        self._demands = _list_all(session, period.groupement_id)
        members = _list_members(session, period.groupement_id)
        self._members = {member.id: member for member in members}
        self._present = _member_names(member for member in members if member.is_active)
        self._left = _member_names(member for member in members if not member.is_active)
        engagements = _list_cdos(session, period.groupement_id)
        self._cdo_names = {one.id: one.person.name for one in engagements}
        self._cdos = _name_index(
            (one.id, (one.slug, one.person.email, one.person.name)) for one in engagements
        )
        self._frames: dict[int, Frame] = {}
        self._closed: dict[int, dict[int, frozenset[date]]] = {}
        self._taken_by: dict[int, int] = {}
        self._stated = {
            (demand.member_id, plain(demand.title))
            for demand in self._demands.values()
            if demand.period_id == period.id and demand.state is DemandState.SUBMITTED
        }

    def plan(self, row: Row) -> RowPlan | None:
        """Return what a line would do; None after noting what is wrong with it."""
        known = self._find_known(row)
        member_id = self._find_member(row)
        self._find_previous(row)
        period = known.period if known else self.period
        self._judge_place(row, known, member_id, period)
        old = normal(wish_of(known), period) if known else None
        wish = read_wish(row, old, period)
        warn_of_unread(row, wish)
        changes = wish_changes(old, wish, self._cdo_names, self.language) if old else ()
        changes = changes if known else self._stored(member_id, wish)
        if changes:
            self._judge(row, wish, period, member_id)
            self._refuse_left(row, member_id)
        if member_id is None or row.faults:
            return None
        if known is None:
            self._warn_of_double(row, member_id, wish)
        return RowPlan(
            line=row.line.number,
            name=wish.title,
            wish=StatedWish(member_id, period.id, wish),
            known_id=known.id if known else None,
            version=known.version if known else 0,
            changes=changes,
        )

    def _find_known(self, row: Row) -> Demand | None:
        number = row.values.get("reference")
        if number is None:
            return None
        known = self._demands.get(number)
        if known is None:
            sentence = N_("There is no demand number %(number)s here; leave the cell empty.")
            row.fault("reference", Message(sentence, {"number": number}))
            return None
        before = self._taken_by.setdefault(known.id, row.line.number)
        if before != row.line.number:
            sentence = N_("Line %(line)s has the same reference; keep one of the two.")
            row.fault("reference", Message(sentence, {"line": before}))
        return known

    def _find_member(self, row: Row) -> int | None:
        text = row.text("member")
        if not text:
            return None
        spellings = plain(text), _digits(text)
        names = (index[one] for index in (self._present, self._left) for one in spellings)
        found = next((numbers for numbers in names if numbers), [])
        if len(found) == 1:
            return found[0]
        if found:
            sentence = N_("Several members are called “%(name)s”; give the short name or SIRET.")
        else:
            sentence = N_("There is no member “%(name)s”; give the short name, SIRET or name.")
        row.fault("member", Message(sentence, {"name": text[:80]}))
        return None

    def _find_previous(self, row: Row) -> None:
        text = row.values.pop("previous_engagement_id", "")
        if not text:
            return
        found = self._cdos[plain(text)]
        if len(found) == 1:
            row.values["previous_engagement_id"] = found[0]
        else:
            sentence = N_("There is no CDO “%(name)s”; give the e-mail address or short name.")
            row.fault("previous_engagement_id", Message(sentence, {"name": text[:80]}))

    def _judge_place(
        self, row: Row, known: Demand | None, member_id: int | None, period: Period
    ) -> None:
        """Note what does not fit who and when a demand is stated for."""
        if known is not None and member_id not in (None, known.member_id):
            sentence = N_("This demand is another member's; leave the reference empty.")
            row.fault("member", Message(sentence))
        name = row.text("period")
        if known is None and name and plain(name) != plain(period.name):
            sentence = N_("A new demand is for %(period)s, as chosen; correct or empty the cell.")
            row.fault("period", Message(sentence, {"period": period.name}))
        state = known.state if known else DemandState.SUBMITTED
        if row.values.get("state", state) != state:
            sentence = N_("A demand is withdrawn and restored on its page, not by a table.")
            row.fault("state", Message(sentence))

    def _judge(self, row: Row, wish: DemandWish, period: Period, member_id: int | None) -> None:
        if period.state is PeriodState.LOCKED:
            sentence = N_("The round of %(period)s is closed: this demand cannot change.")
            row.fault("period", Message(sentence, {"period": period.name}))
        if not row.is_bad("cadence", "visit_unit"):  # without them nothing else can be judged
            row.take_faults(list_faults(wish, self._frame(period, member_id)), {})

    def _frame(self, period: Period, member_id: int | None) -> Frame:
        """Return what a wish of the member has to fit into; read once for each period."""
        if period.id not in self._frames:
            frame = frame_of(self.session, period)
            self._frames[period.id] = frame
            self._closed[period.id] = list_closed_days(
                self.session, period.groupement_id, self._members.values(), frame.days
            )
        closed = self._closed[period.id].get(member_id or 0, frozenset())
        return replace(self._frames[period.id], closed=closed)

    def _refuse_left(self, row: Row, member_id: int | None) -> None:
        """Note a fault when a line would state or change something for a member who left."""
        member = self._members.get(member_id or 0)
        if member is not None and not member.is_active:
            sentence = N_("%(name)s has left the groupement; bring the member back first.")
            row.fault("member", Message(sentence, {"name": member.name}))

    def _stored(self, member_id: int | None, wish: DemandWish) -> tuple[FieldChange, ...]:
        member = self._members.get(member_id or 0)
        whose = {"period": self.period.name, "member": member.name if member else ""}
        return stored_wish(whose, wish, self._cdo_names, self.language)

    def _warn_of_double(self, row: Row, member_id: int, wish: DemandWish) -> None:
        key = member_id, plain(wish.title)
        if key in self._stated:
            sentence = N_("This member asks for “%(title)s” already; is this another demand?")
            row.warn("title", Message(sentence, {"title": wish.title}))
        self._stated.add(key)


def write_demands(
    session: Session, target: Target, plans: list[RowPlan], now: datetime
) -> dict[int, int]:
    """Do what the plans say. Nobody is invited by a demand: no number is told."""
    changes = [
        (plan.known_id, plan.version, plan.wish.wish) for plan in plans if plan.known_id is not None
    ]
    edit_demands(session, groupement_id=target.groupement_id, changes=changes, now=now)
    new = [(plan.wish.member_id, plan.wish.wish) for plan in plans if plan.is_new]
    if new:
        whose = {"groupement_id": target.groupement_id, "period_id": target.period_id or 0}
        submit_demands(session, **whose, wishes=new, now=now)
    return {}


def _digits(text: str) -> str:
    """Return a SIRET without spaces; something else as it is."""
    try:
        return plain(read_siret(text))
    except CellFault:
        return plain(text)


def _list_all(session: Session, groupement_id: int) -> dict[int, Demand]:
    statement = (
        select(Demand)
        .where(Demand.groupement_id == groupement_id)
        .options(
            joinedload(Demand.period), selectinload(Demand.halfdays), selectinload(Demand.declined)
        )
    )
    return {demand.id: demand for demand in session.scalars(statement)}


def _list_members(session: Session, groupement_id: int) -> list[Member]:
    statement = select(Member).where(Member.groupement_id == groupement_id)
    return list(session.scalars(statement.options(joinedload(Member.site))))


def _member_names(members: Iterable[Member]) -> Names:
    return _name_index((one.id, (one.slug, one.siret, one.name)) for one in members)


def _list_cdos(session: Session, groupement_id: int) -> list[Engagement]:
    statement = select(Engagement).where(Engagement.groupement_id == groupement_id)
    return list(session.scalars(statement.options(joinedload(Engagement.person))))


def _name_index(things: Iterable[tuple[int, tuple[str, ...]]]) -> Names:
    """Return numbers by whatever names them; short names and codes go before names."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    later: list[tuple[str, int]] = []
    for number, (*codes, name) in things:
        for code in codes:
            if code:
                index[plain(code)].append(number)
        later.append((plain(name), number))
    taken = set(index)
    for text, number in later:
        if text not in taken:
            index[text].append(number)
    return index
