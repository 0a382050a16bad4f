"""The part of a question and plan that a change by hand can touch; pure.

A change of some visits touches their demands and the calendars of their CDOs, nothing else. The
judge's differences on this part are those on the whole, and come in a fraction of the time.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from solver import Visit

Json = dict[str, Any]


def cut_question(instance: Mapping[str, Any], visits: Iterable[Visit]) -> Json:
    """Return the question about the demands and CDOs of some visits alone."""
    demands, cdos = _names(visits)
    kept = [one for one in instance["demands"] if one["id"] in demands]
    crew = [one for one in instance["cdos"] if one["id"] in cdos]
    sites = {one["site"] for one in kept} | {one["base"] for one in crew}
    return {
        **instance,
        "demands": kept,
        "cdos": crew,
        "sites": [site for site in instance["sites"] if site["id"] in sites],
        "published": _about(instance["published"], demands, cdos),
        "pins": _about(instance["pins"], demands, cdos),
        "max_changes": None,
    }


def find_around(visits: Iterable[Visit], changed: Iterable[Visit]) -> set[Visit]:
    """Return the visits of the demands and CDOs that changed visits touch.

    Visits of other CDOs for these demands are among them, and so are these CDOs' other visits; a
    demand of the latter that somebody else serves too is told whole, so that its price is right.
    """
    every = set(visits)
    demands, cdos = _names(changed)
    of_cdos = {visit for visit in every if visit.cdo in cdos}
    demands |= {visit.demand for visit in of_cdos}
    return of_cdos | {visit for visit in every if visit.demand in demands}


def _names(visits: Iterable[Visit]) -> tuple[set[str], set[str]]:
    known = list(visits)
    return {visit.demand for visit in known}, {visit.cdo for visit in known}


def _about(visits: Iterable[Json], demands: set[str], cdos: set[str]) -> list[Json]:
    return [one for one in visits if one["demand"] in demands and one["cdo"] in cdos]
