"""The first page of a member: what comes next, what was asked and granted, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext, ngettext

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import Grid
from cdo_share.demands.models import DemandState
from cdo_share.demands.queries import count_demands, list_demands
from cdo_share.maturity.queries import find_latest
from cdo_share.proposals.queries import list_open_parties, terms_of
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.member_answers import find_answer
from cdo_share.rounds.models import MemberAnswer, Period, PeriodState
from cdo_share.rounds.queries import current_of, list_periods, round_of
from cdo_share.web.agreement_sheet.words import invitation
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.feed_links import list_feed_links
from cdo_share.web.feed_links.invitations import is_chosen
from cdo_share.web.formats import amount_text
from cdo_share.web.member.demand_cards import DemandCard, demand_cards
from cdo_share.web.member.visits import list_own_visits, show_agenda
from cdo_share.web.misfit_texts import of_member, what_stays
from cdo_share.web.period import local_today

blueprint = Blueprint("home", __name__)

NEXT_VISITS = 3


@dataclass(frozen=True, slots=True)
class Balance:
    """What the firm asked for, was granted and has not had yet in a period, in its slots.

    `waiting` is what it asks for that the release did not know, `withdrawn` what was granted to
    demands that it took back since.
    """

    grid: Grid
    asked: int
    granted: int
    left: int
    waiting: int
    withdrawn: int
    is_published: bool

    @property
    def is_all_granted(self) -> bool:
        """Return whether the release gives all that is asked for."""
        return not self.waiting and self.granted - self.withdrawn >= self.asked

    @property
    def granted_share(self) -> str:
        """Return “of 13 half-days asked for”, what waits, or that nothing is decided yet."""
        if not self.is_published:
            return str(gettext("not decided yet"))
        if self.withdrawn:
            amount = amount_text(self.withdrawn, self.grid)
            return str(gettext("for a withdrawn demand: %(amount)s", amount=amount))
        if self.waiting:
            return _waiting_text(self.waiting, self.grid)
        return str(gettext("of %(asked)s asked for", asked=amount_text(self.asked, self.grid)))


def _waiting_text(slots: int, grid: Grid) -> str:
    return str(
        ngettext(
            "%(amount)s waits for the next allocation",
            "%(amount)s wait for the next allocation",
            slots,
            amount=amount_text(slots, grid),
        )
    )


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the member should do next."""

    symbol: str
    title: str
    text: str
    label: str
    url: str


@blueprint.get("")
def index() -> str:
    """Show the next visits, the balance of the period, and what remains to be done."""
    today = local_today()
    periods = list_periods(db.session, actor().groupement_id)
    period = current_of(periods, today)
    visits = list_own_visits()
    coming = [visit for visit in visits if visit.day >= today]
    return render_template(
        "member/home/index.html",
        period=period,
        next_visits=show_agenda(coming[:NEXT_VISITS], today),
        more=max(len(coming) - NEXT_VISITS, 0),
        misfits=of_member(actor().member.id) if coming else [],
        what_stays=what_stays(),
        **_picture(period, round_of(periods, today), visits),
    )


def _picture(
    period: Period | None, asked: Period | None, visits: list[VisitView]
) -> dict[str, Any]:
    """Return what the page says of the period, and what remains to be done in the `asked` round."""
    cards = _cards(period, visits) if period else []
    stated = (
        any(_is_asked(card) for card in cards)
        if asked is period
        else asked is not None and _has_stated(asked)
    )
    answer = _find_nothing(asked) if asked and not stated else None
    asks = asked is not None and asked.state is PeriodState.OPEN and not stated and not answer
    balance = _balance(period, cards) if period and cards else None
    return {
        "asked": asked,
        "calls": list(_calls(asks, bool(visits))),
        "can_say_nothing": asks,
        "answer": answer,
        "balance": balance,
        "can_book": balance is not None and balance.is_published,
        "short": [card for card in cards if card.shortfall],
        "assessed": find_latest(db.session, actor().groupement_id, actor().member.id),
    }


def _cards(period: Period, visits: list[VisitView]) -> list[DemandCard]:
    """Return the demands that count, and withdrawn ones that have visits still."""
    demands = list_demands(db.session, period.groupement_id, period.id, actor().member.id)
    cards = demand_cards(period, demands, [one for one in visits if one.period_id == period.id])
    return [card for card in cards if _is_asked(card) or card.row.granted]


def _is_asked(card: DemandCard) -> bool:
    return card.row.demand.state is DemandState.SUBMITTED


def _has_stated(asked: Period) -> bool:
    counts = count_demands(db.session, asked.groupement_id, asked.id)
    return actor().member.id in counts


def _find_nothing(period: Period) -> MemberAnswer | None:
    return find_answer(db.session, period.groupement_id, period.id, actor().member.id)


def _balance(period: Period, cards: list[DemandCard]) -> Balance:
    asked = [card for card in cards if _is_asked(card)]
    answered = [card for card in asked if card.row.is_answered]
    granted = sum(card.row.granted for card in cards)
    return Balance(
        grid=period.grid,
        asked=_requested(asked),
        granted=granted,
        left=sum(card.left for card in cards),
        waiting=_requested(asked) - _requested(answered),
        withdrawn=granted - sum(card.row.granted for card in asked),
        is_published=bool(answered) or granted > 0,
    )


def _requested(cards: list[DemandCard]) -> int:
    return sum(card.row.asked for card in cards)


def _calls(asks: bool, has_visits: bool) -> Iterator[Call]:
    proposed = list(_proposed())
    yield from proposed
    if asks:
        yield Call(
            "send",
            gettext("Say what you need"),
            gettext("The round is open: state your demand in a few minutes."),
            gettext("State a demand"),
            url_for("member.demands.new"),
        )
    if has_visits and not proposed and not list_feed_links() and not is_chosen():
        yield Call(
            "calendar-plus",
            gettext("See the visits in your own calendar"),
            gettext("Subscribe once; your phone then follows every change."),
            gettext("Set up my calendar"),
            url_for("member.calendars.index"),
        )


def _proposed() -> Iterator[Call]:
    """Yield a call for each plan that is proposed to the firm."""
    firm = actor().member.id
    whose = actor().groupement_id, RoleKind.MEMBER, firm
    for proposal, party in list_open_parties(db.session, *whose):
        title, sentence = invitation(party.answer, terms_of(proposal), utc_now())
        url = url_for("member.agreeing.show", party_id=party.id)
        yield Call("calendar-check", title, sentence, gettext("See the plan"), url)
