"""A demand as pairs of a question and its answer, in words; pure."""

from collections.abc import Iterable

from flask_babel import gettext

from cdo_share.accounts.skills import LEVELS
from cdo_share.demands.models import (
    Cadence,
    DeclineReason,
    Demand,
    DemandHalfday,
    DemandState,
    Place,
    Urgency,
    UrgencyReason,
    Wish,
)
from cdo_share.web.formats import amount_text, full_day, half_text, skill_text, weekday_text
from cdo_share.web.languages import language

Facts = list[tuple[str, str]]


def demand_facts(demand: Demand) -> Facts:
    """Return what the member asked for, question by question; unasked ones are left out."""
    grid = demand.period.grid
    pairs = [
        (gettext("Skill"), skill_text(demand.skill)),
        (gettext("Level"), LEVELS[demand.level].label(language())),
        (gettext("Asked in all"), amount_text(demand.requested_slots, grid)),
        (gettext("Guaranteed by the agreement"), _guaranteed(demand)),
        (gettext("One visit"), amount_text(demand.visit_slots, grid)),
        (gettext("How often"), _cadence(demand)),
        (gettext("Where"), _place(demand)),
        (gettext("Between"), _stretch(demand)),
        (gettext("Urgency"), _urgency(demand)),
        (gettext("Preferred half-days"), _halfdays(demand.halfdays, Wish.PREFERRED)),
        (gettext("Impossible half-days"), _halfdays(demand.halfdays, Wish.IMPOSSIBLE)),
        (gettext("Always the same moment"), _yes(demand.same_moment)),
        (gettext("The same CDO as before"), _yes(demand.previous_engagement_id is not None)),
        (gettext("Two CDOs may share the visits"), _yes(demand.max_cdos == 2)),
        (gettext("Would rather not have"), _declined(demand)),
    ]
    return [(question, answer) for question, answer in pairs if answer]


def demand_words(demand: Demand) -> dict[str, str]:
    """Return all that can differ between two readings of a demand: its facts, title and state."""
    is_withdrawn = demand.state is DemandState.WITHDRAWN
    return {
        gettext("Title"): demand.title,
        **dict(demand_facts(demand)),
        gettext("State"): gettext("Withdrawn") if is_withdrawn else gettext("Submitted"),
    }


def _guaranteed(demand: Demand) -> str:
    slots = demand.guaranteed_slots
    return amount_text(slots, demand.period.grid) if slots else ""


def _yes(is_so: bool) -> str:
    return str(gettext("yes")) if is_so else ""


def _cadence(demand: Demand) -> str:
    texts = {
        Cadence.WEEKLY: gettext("every week"),
        Cadence.FORTNIGHTLY: gettext("every two weeks"),
        Cadence.MONTHLY: gettext("every four weeks"),
        Cadence.ONCE: gettext("when it fits"),
    }
    often = texts[demand.cadence]
    if demand.visits_per_window == 1:
        return str(often)
    return str(gettext("%(count)d times %(often)s", count=demand.visits_per_window, often=often))


def _place(demand: Demand) -> str:
    if demand.place is Place.REMOTE:
        return str(gettext("Remote"))
    if demand.remote_visits:
        return str(gettext("On site, %(count)s remote", count=demand.remote_visits))
    return str(gettext("On site"))


def _stretch(demand: Demand) -> str:
    first, last = full_day(demand.earliest_on), full_day(demand.latest_on)
    return str(gettext("%(first)s and %(last)s", first=first, last=last))


def _urgency(demand: Demand) -> str:
    texts = {
        Urgency.NORMAL: gettext("Ordinary"),
        Urgency.SOON: gettext("Soon"),
        Urgency.URGENT: gettext("Urgent"),
    }
    urgency = str(texts[demand.urgency])
    reason = demand.urgency_reason
    return f"{urgency} ({_reason(reason)})" if reason else urgency


def _reason(reason: UrgencyReason) -> str:
    texts = {
        UrgencyReason.STANDSTILL: gettext("work at a stop"),
        UrgencyReason.LEGAL_DATE: gettext("legal date"),
        UrgencyReason.SECURITY: gettext("data or money at risk"),
        UrgencyReason.SEASON: gettext("season"),
        UrgencyReason.FUNDING: gettext("grant with a date"),
    }
    return str(texts[reason])


def _halfdays(halfdays: Iterable[DemandHalfday], wish: Wish) -> str:
    return ", ".join(
        f"{weekday_text(row.weekday)} {half_text(row.half)}" for row in halfdays if row.wish is wish
    )


def _declined(demand: Demand) -> str:
    texts = {
        DeclineReason.CONFLICT_OF_INTEREST: gettext("conflict of interest"),
        DeclineReason.PAST_DISAGREEMENT: gettext("past disagreement"),
        DeclineReason.OTHER_EXPECTATIONS: gettext("other expectations"),
    }
    return ", ".join(
        f"{row.engagement.person.name} ({texts[row.reason]})" for row in demand.declined
    )
