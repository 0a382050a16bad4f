"""Reasons and standings in words."""

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from cdo_share.accounts.models import Regime, RoleKind
from cdo_share.core.grid import GRIDS, GridKind
from cdo_share.proposals.answering import REASONS
from cdo_share.proposals.models import Answer, ProposalRequest, Reason
from cdo_share.proposals.standing import Terms
from cdo_share.publishing.views import Stretch
from cdo_share.web.formats import day_text, short_day, visit_time

REASON_TEXTS = {
    Reason.CLOSED: _l("We are closed that day"),
    Reason.BUSY: _l("Already busy then"),
    Reason.TOO_FAR: _l("Too far that day"),
    Reason.OTHER_CDO: _l("Another CDO is wished"),
    Reason.KEEP: _l("I would like to keep this visit"),
    Reason.OTHER: _l("Another reason"),
}


def reason_choices(kind: RoleKind, *, is_leaving: bool = False) -> list[tuple[str, object]]:
    """Return the reasons that a CDO or a member may give, “it suits me” first."""
    keep = ("", _l("It suits me"))
    if is_leaving:
        return [("", _l("It may fall away")), (Reason.KEEP.value, REASON_TEXTS[Reason.KEEP])]
    return [keep, *((reason.value, REASON_TEXTS[reason]) for reason in REASONS[kind])]


def invitation(answer: Answer, terms: Terms, now: datetime) -> tuple[str, str]:
    """Return the title and the sentence with which a first page leads to a proposed plan."""
    if answer is not Answer.WAITING:
        sentence = gettext("You have answered; you can still look at it.")
        return gettext("A plan is proposed"), sentence
    if not terms.is_open(now):
        sentence = gettext("If the plan does not suit you, write to your coordinator.")
        return gettext("The time to answer is over"), sentence
    sentence = gettext("Accept it, or ask for another half-day, before it binds.")
    return gettext("Does the proposed plan suit you?"), sentence


def stretch_text(stretch: Stretch, *, is_short: bool = False) -> str:
    """Return “lundi 4 janvier, matin”; clock times only where they may be shown."""
    grid = GRIDS[stretch.grid_kind]
    time = visit_time(grid, stretch.slot, stretch.length, stretch.regime)
    day = short_day(stretch.day) if is_short else day_text(stretch.day)
    return f"{day}, {time}"


def wished_text(request: ProposalRequest, grid: GridKind, regime: Regime) -> str:
    """Return the half-day that a request names, or that any other will do."""
    if request.reason is Reason.KEEP:
        return str(gettext("where it is now"))
    if request.wished_day is None or request.wished_slot is None:
        if request.reason is Reason.OTHER_CDO:
            return str(gettext("at the same time"))
        return str(gettext("any other half-day"))
    wished = Stretch(request.wished_day, request.wished_slot, request.length, grid, regime)
    return stretch_text(wished)
