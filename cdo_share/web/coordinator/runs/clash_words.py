"""Which constraints of a period clash, in plain words with names."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.jobs.posing import ask_unchecked
from cdo_share.pinning import CannotKeep
from cdo_share.planning.breaches import Breach
from cdo_share.planning.clashes import find_clashes
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.failures import Failure
from cdo_share.planning.models import Run, RunKind
from cdo_share.planning.question import NO_QUESTION, read_question
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import list_words
from cdo_share.web.coordinator.wishes import wishers_behind
from cdo_share.web.extensions import db


def clashes_of_run(run: Run) -> list[str] | None:
    """Return why a run found its constraints contradict each other, as the data stand now.

    None for a run that ended in another way; empty where nothing clashes any more.
    """
    if run.failure != Failure.CONTRADICTION:
        return None
    return _clashes(run, get_period(db.session, run.groupement_id, run.period_id))


def clashes_of_period(period: Period) -> list[str]:
    """Return which constraints of a period cannot be respected as the data stand now."""
    keys = {"groupement_id": period.groupement_id, "period_id": period.id}
    return _clashes(Run(kind=RunKind.SEARCH, **keys), period)


def _clashes(run: Run, period: Period) -> list[str]:
    question = read_question(db.session, run.id) if run.id else NO_QUESTION
    instance = ask_unchecked(db.session, run, question, utc_now())
    rows = list_constraints(db.session, period.groupement_id, period.id)
    return _sentences(period, instance, find_clashes(instance, rows))


def refusal_words(refusal: CannotKeep, period: Period) -> str:
    """Return why something cannot be kept; nothing of it was done."""
    why = " ".join(_sentences(period, refusal.instance, refusal.breaches))
    return str(gettext("This cannot be kept, so nothing was changed. %(why)s", why=why))


def _sentences(
    period: Period, instance: Mapping[str, Any], breaches: Iterable[Breach]
) -> list[str]:
    """Return a sentence for each breach, each sentence once."""
    rows = list_constraints(db.session, period.groupement_id, period.id)
    names = RuleNames.of(
        instance,
        period.grid,
        cdo_names(period.groupement_id),
        demand_names(period.groupement_id, period.id),
        rows,
        wishers_behind(rows),
    )
    return list_words(breaches, names)
