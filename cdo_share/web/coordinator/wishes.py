"""Accepted wishes in words: what was promised, and to whom."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.models import Constraint, ConstraintSource
from cdo_share.proposals.wishers import Wisher, wishers_of
from cdo_share.rounds.models import Period
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.runs.constraint_words import ConstraintNames, constraint_text
from cdo_share.web.extensions import db


def wishers_behind(rows: Iterable[Constraint]) -> dict[int, Wisher]:
    """Return who asked for those constraints that came from an answer, by constraint."""
    numbers = {row.id for row in rows if row.source is ConstraintSource.ANSWER}
    return wishers_of(db.session, numbers)


def list_wishes(period: Period) -> list[Constraint]:
    """Return the constraints of a period; none where no answer became one."""
    rows = list_constraints(db.session, period.groupement_id, period.id)
    return rows if any(row.source is ConstraintSource.ANSWER for row in rows) else []


def names_for(period: Period) -> ConstraintNames:
    """Return the names of a period's CDOs and demands, for sentences about constraints."""
    return ConstraintNames(
        cdo_names(period.groupement_id),
        demand_names(period.groupement_id, period.id),
        period.grid,
    )


def wish_sentences(rows: Sequence[Constraint], names: ConstraintNames) -> list[str]:
    """Return each wish with who made it: “Le Goff, “Shop”: no visit on … (asked for by …)”."""
    wishers = wishers_behind(rows)
    return [_sentence(constraint_text(row, names), wishers.get(row.id)) for row in rows]


def _sentence(what: str, wisher: Wisher | None) -> str:
    if wisher is None or not wisher.person_name:
        return str(gettext("%(what)s (asked for in answer to a plan, accepted)", what=what))
    return str(gettext("%(what)s (asked for by %(who)s, accepted)", what=what, who=wisher))
