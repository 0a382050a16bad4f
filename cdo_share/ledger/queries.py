"""Reading the ledger of a groupement: computed each time from what happened."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.ledger.book import NOTHING, Book, Place, WhyAbsent
from cdo_share.ledger.models import LedgerAdjustment
from cdo_share.ledger.reading import (
    list_adjustments,
    list_counted_periods,
    list_named_cdos,
    list_named_members,
    list_nothing_needed,
    read_amounts,
    read_asked,
    read_free_time,
    read_rules,
)
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import ZERO, Stake
from cdo_share.ledger.views import Absence, Amounts, CountedPeriod, Ledger
from cdo_share.publishing.models import Visit
from cdo_share.rounds.models import Period

Ground = tuple[Rules, tuple[CountedPeriod, ...]]


def read_member_ledger(
    session: Session, groupement_id: int, *, before: Period | None = None
) -> Ledger:
    """Return the members' accounts over all periods with a release, in seven statements.

    `before`: only periods that begin before this one, as a run of it reads them.
    """
    return _members(session, groupement_id, *_ground(session, groupement_id, before))


def read_cdo_ledger(session: Session, groupement_id: int) -> Ledger:
    """Return the CDOs' accounts: their visits in force beside an even load, in six statements."""
    return _cdos(session, groupement_id, *_ground(session, groupement_id))


def read_ledgers(session: Session, groupement_id: int) -> tuple[Ledger, Ledger]:
    """Return both ledgers, the members' first, in eleven statements."""
    ground = _ground(session, groupement_id)
    return _members(session, groupement_id, *ground), _cdos(session, groupement_id, *ground)


def _ground(session: Session, groupement_id: int, before: Period | None = None) -> Ground:
    periods = list_counted_periods(session, groupement_id, before=before)
    return read_rules(session, groupement_id), periods


def _members(
    session: Session, groupement_id: int, rules: Rules, periods: tuple[CountedPeriod, ...]
) -> Ledger:
    named = list_named_members(session, groupement_id)
    amounts = read_amounts(session, periods, Visit.member_id)
    asked = read_asked(session, periods)
    stakes = _member_stakes(asked, amounts, {number: active for number, _, active in named})
    nothing = list_nothing_needed(session, periods)
    book = Book(
        rules=rules,
        periods=periods,
        amounts=amounts,
        stakes=stakes,
        adjustments=list_adjustments(session, groupement_id, LedgerAdjustment.member_id),
        why_absent=_member_absence(periods, asked, nothing),
    )
    return book.ledger(named)


def _member_stakes(
    asked: Mapping[Place, Decimal], amounts: Mapping[Place, Amounts], active: Mapping[int, bool]
) -> dict[Place, Stake]:
    """Return who counts: who asked, unless they left and had nothing."""
    had = {place: one.in_force + one.by_member for place, one in amounts.items() if place in asked}
    return {
        place: Stake(basis, had.get(place, ZERO))
        for place, basis in asked.items()
        if active[place[1]] or had.get(place)
    }


def _member_absence(
    periods: Iterable[CountedPeriod], asked: Mapping[Place, Decimal], nothing: set[Place]
) -> WhyAbsent:
    order = {period.id: number for number, period in enumerate(periods)}
    first: dict[int, int] = {}
    for period_id, member_id in (*asked, *nothing):
        first[member_id] = min(first.get(member_id, len(order)), order[period_id])

    def why(period: CountedPeriod, member_id: int) -> Absence:
        if (period.id, member_id) in asked:
            return Absence.LEFT
        if (period.id, member_id) in nothing:
            return Absence.NOTHING
        came = first.get(member_id, len(order))
        return Absence.NEWCOMER if order[period.id] < came else Absence.SILENT

    return why


def _cdos(
    session: Session, groupement_id: int, rules: Rules, periods: tuple[CountedPeriod, ...]
) -> Ledger:
    named = list_named_cdos(session, groupement_id)
    volunteers = {number for number, _, _, regime in named if regime is Regime.VOLUNTEER}
    amounts = read_amounts(session, periods, Visit.engagement_id)
    free = read_free_time(session, periods)
    stakes = {
        place: Stake(time, amounts.get(place, NOTHING).in_force)
        for place, time in free.items()
        if time and place[1] not in volunteers
    }

    def why(_period: CountedPeriod, engagement_id: int) -> Absence:
        return Absence.VOLUNTEER if engagement_id in volunteers else Absence.NO_PART

    book = Book(
        rules=rules,
        periods=periods,
        amounts=amounts,
        stakes=stakes,
        adjustments=list_adjustments(session, groupement_id, LedgerAdjustment.engagement_id),
        why_absent=why,
    )
    return book.ledger((number, name, active) for number, name, active, _ in named)


def read_factors(session: Session, groupement_id: int, period: Period) -> Mapping[int, Decimal]:
    """Return by how much a run of `period` weighs each member's demands, where it is not 1.

    Before the first period that counts nobody has a balance yet: one statement tells.
    """
    periods = list_counted_periods(session, groupement_id, before=period)
    if not periods:
        return {}
    return _members(session, groupement_id, read_rules(session, groupement_id), periods).factors
