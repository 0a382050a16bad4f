"""Accepted wishes that what is in force does not keep: they wait for the next allocation."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.demands.models import DemandState
from cdo_share.planning.models import Constraint
from cdo_share.planning.promises import list_unkept
from cdo_share.publishing.queries import published_visits
from cdo_share.rounds.models import Period
from cdo_share.today import first_changeable
from cdo_share.web.coordinator.readiness.mends import Mend
from cdo_share.web.coordinator.readiness.rows import FindingRow
from cdo_share.web.coordinator.runs.constraint_words import ConstraintNames
from cdo_share.web.coordinator.wishes import list_wishes, names_for, wish_sentences
from cdo_share.web.extensions import db


def wish_rows(period: Period) -> Iterator[FindingRow]:
    """Yield a row for each accepted wish that the visits in force do not keep."""
    rows = list_wishes(period)
    visits = published_visits(db.session, period.groupement_id, period.id) if rows else []
    if not visits:  # nothing is in force yet, so nothing is broken
        return
    unkept = list_unkept(rows, visits, first_changeable(db.session, period, utc_now()))
    if not unkept:
        return
    names = names_for(period)
    for sentence in wish_sentences(_still_asked(unkept, names), names):
        text = gettext("What is in force does not keep an accepted wish: %(wish)s.", wish=sentence)
        yield FindingRow(str(text), _mends(period))


def _still_asked(rows: list[Constraint], names: ConstraintNames) -> list[Constraint]:
    """Return those of a demand that is still asked for, or of no demand."""
    asked = {one.id for one in names.demands.values() if one.state is DemandState.SUBMITTED}
    return [row for row in rows if row.demand_id is None or row.demand_id in asked]


def _mends(period: Period) -> list[Mend]:
    launch = url_for("coordinator.runs.new", periode=period.id)
    constraints = url_for("coordinator.constraints.index", periode=period.id)
    return [
        Mend(str(gettext("New allocation")), launch),
        Mend(str(gettext("See the constraints")), constraints),
    ]
