"""Published visits that no longer fit, in words: told when it happens, and on the first pages."""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby

from flask import flash
from flask_babel import gettext, ngettext

from cdo_share.availability.queries import Availability
from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.misfits import OF_CDO, OF_MEMBER, Misfit, Reason
from cdo_share.publishing.views import VisitView
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.formats import short_day
from cdo_share.web.period import local_today

DAYS_SHOWN = 3
ORDER = list(Reason)

Say = Callable[[VisitView], str]


def of_cdo(
    engagement_id: int,
    reasons: Collection[Reason] = OF_CDO,
    known: Mapping[int, Availability] | None = None,
) -> list[str]:
    """Return in words which visits of a CDO no longer fit, a sentence a reason; members named."""
    found = list_misfits(
        db.session,
        actor().groupement_id,
        first=local_today(),
        engagement_id=engagement_id,
        reasons=reasons,
        known=known,
    )
    return misfit_sentences(found, lambda visit: visit.member_name)


def of_member(member_id: int, reasons: Collection[Reason] = OF_MEMBER) -> list[str]:
    """Return in words which visits at a member no longer fit, a sentence a reason; CDOs named."""
    found = list_misfits(
        db.session,
        actor().groupement_id,
        first=local_today(),
        member_id=member_id,
        reasons=reasons,
    )
    return misfit_sentences(found, lambda visit: visit.cdo_name)


def flash_misfits(sentences: Iterable[str], *, plans: bool = False) -> None:
    """Warn on the next page; `plans` when the reader is who can plan anew."""
    if told := list(sentences):
        flash(" ".join([*told, what_stays(plans=plans)]), "warning")


def what_stays(*, plans: bool = False) -> str:
    """Return that a release binds until the next one."""
    if plans:
        return str(gettext("What is published stays until you plan anew and publish."))
    return str(
        gettext("What is published stays until the coordinator plans anew; they see this too.")
    )


def misfit_sentences(misfits: Iterable[Misfit], who: Say) -> list[str]:
    """Return one sentence for each reason, with how many visits and the first of them."""
    ordered = sorted(misfits, key=lambda one: ORDER.index(one.reason))
    return [
        misfit_sentence(reason, [one.visit for one in some], who)
        for reason, some in groupby(ordered, key=lambda one: one.reason)
    ]


def misfit_sentence(reason: Reason, visits: list[VisitView], who: Say) -> str:
    """Return “2 planned visits lie …: Tue 12 Jan (Biscuiterie), …”; `visits` are in order."""
    return f"{_begin(reason, len(visits))} {_days(visits, who)}"


def _begin(reason: Reason, count: int) -> str:
    texts = {
        Reason.CDO_LEFT: ngettext(
            "%(num)d visit is still planned, although the CDO has left the groupement:",
            "%(num)d visits are still planned, although the CDO has left the groupement:",
            count,
        ),
        Reason.MEMBER_LEFT: ngettext(
            "%(num)d visit is still planned, although the firm has left the groupement:",
            "%(num)d visits are still planned, although the firm has left the groupement:",
            count,
        ),
        Reason.UNAVAILABLE: ngettext(
            "%(num)d planned visit lies outside the availability:",
            "%(num)d planned visits lie outside the availability:",
            count,
        ),
        Reason.CONFLICT: ngettext(
            "%(num)d planned visit meets a conflict of interest:",
            "%(num)d planned visits meet a conflict of interest:",
            count,
        ),
        Reason.ABOVE_CAP: ngettext(
            "%(num)d planned visit is above the most half-days a week:",
            "%(num)d planned visits are above the most half-days a week:",
            count,
        ),
        Reason.CLOSED: ngettext(
            "%(num)d visit is planned on days on which the firm is closed:",
            "%(num)d visits are planned on days on which the firm is closed:",
            count,
        ),
        Reason.WITHDRAWN: ngettext(
            "%(num)d visit is planned for a demand that is withdrawn:",
            "%(num)d visits are planned for a demand that is withdrawn:",
            count,
        ),
        Reason.MOVED: ngettext(
            "%(num)d visit is still planned at the firm’s former place:",
            "%(num)d visits are still planned at the firm’s former place:",
            count,
        ),
    }
    return str(texts[reason])


def _days(visits: list[VisitView], who: Say) -> str:
    named = [f"{short_day(visit.day)} ({who(visit)})" for visit in visits]
    shown = list(dict.fromkeys(named))[:DAYS_SHOWN]
    rest = sum(name not in shown for name in named)
    text = ", ".join(shown)
    return f"{text} {ngettext('and one more.', 'and %(num)d more.', rest)}" if rest else f"{text}."
