"""Who answered “no” to an invitation, or wished another date: told, and never applied."""

from collections.abc import Iterator
from datetime import time

from flask import url_for
from flask_babel import get_locale, gettext

from cdo_share.core.dates import clock_words
from cdo_share.core.i18n import N_
from cdo_share.notifications.invitation_queries import Objection, list_objections
from cdo_share.notifications.models import Answer
from cdo_share.publishing.queries import list_visits_by_id
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.web.agenda import when_text
from cdo_share.web.coordinator.readiness.mends import Mend
from cdo_share.web.coordinator.readiness.rows import FindingRow
from cdo_share.web.extensions import db
from cdo_share.web.formats import deadline_text, short_day
from cdo_share.web.period import local_today

SENTENCES = {
    Answer.DECLINED: N_(
        "%(name)s answered “no” to the invitation: %(member)s with %(cdo)s, %(day)s, %(when)s. "
        "The visit stands."
    ),
    Answer.OTHER_DATE: N_(
        "%(name)s wishes another date, in answer to the invitation: %(member)s with %(cdo)s, "
        "%(day)s, %(when)s. The visit stands."
    ),
    None: N_(
        "%(name)s answered the invitation in a form that cannot be read here (winmail.dat): "
        "%(member)s with %(cdo)s, %(day)s, %(when)s. Ask them what they answered."
    ),
}


def objection_rows(period: Period, repair: Mend) -> Iterator[FindingRow]:
    """Yield a row for each such answer that was not dealt with, in order of time."""
    here, today = period.groupement_id, local_today()
    found = list_objections(db.session, here, period_id=period.id, first=today)
    if not found:
        return
    ids = {one.visit_id for one in found}
    visits = {visit.id: visit for visit in list_visits_by_id(db.session, here, ids)}
    for one in found:
        url = url_for("coordinator.alerts.settle", invitation_id=one.invitation_id)
        shown = {"mark": one.mark}
        settle = Mend(gettext("Dealt with"), url, is_act=True, values=shown, symbol="check-lg")
        yield FindingRow(_text(one, visits[one.visit_id]), [settle, repair])


def _text(one: Objection, visit: VisitView) -> str:
    told = gettext(
        SENTENCES[one.answer],
        name=one.person_name,
        member=visit.member_name,
        cdo=visit.cdo_name,
        day=short_day(visit.day),
        when=when_text(visit),
    )
    return " ".join((told, *_wished(one)))


def _wished(one: Objection) -> Iterator[str]:
    """Yield the date that came with the answer."""
    if one.wished_day is None:
        return
    start, end = (_clock(moment) for moment in (one.wished_start, one.wished_end))
    day = deadline_text(one.wished_day)
    if start and end:
        yield gettext("Wished: %(day)s, from %(start)s to %(end)s.", day=day, start=start, end=end)
    elif start:
        yield gettext("Wished: %(day)s, from %(start)s.", day=day, start=start)
    else:
        yield gettext("Wished: %(day)s.", day=day)


def _clock(moment: time | None) -> str:
    return clock_words(moment, str(get_locale())) if moment else ""
