"""Public holidays: the national ones, and those of the department in which a commune lies.

Pure, over the `holidays` library. Only days of rest by law count: what is kept by custom overseas
(Mi-Carême, the day of Victor Schœlcher) does not, nor do the laws of the Pacific collectivities.
"""

from datetime import date

import holidays

from cdo_share.communes.table import department_of
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_
from cdo_share.rounds.days import MOST_DAYS

GOOD_FRIDAY, SAINT_STEPHEN = "Vendredi saint", "Saint-Étienne"
ABOLITION = "Abolition de l'esclavage"
# Names as the library writes them in French, and as message ids.
NATIONAL = {
    "Jour de l'an": N_("New Year’s Day"),
    "Lundi de Pâques": N_("Easter Monday"),
    "Fête du Travail": N_("Labour Day"),
    "Ascension": N_("Ascension Day"),
    "Fête de la Victoire": N_("Victory Day"),
    "Lundi de Pentecôte": N_("Whit Monday"),
    "Fête nationale": N_("National Day"),
    "Assomption": N_("Assumption Day"),
    "Toussaint": N_("All Saints’ Day"),
    "Armistice": N_("Armistice Day"),
    "Noël": N_("Christmas Day"),
}
LOCAL = {
    GOOD_FRIDAY: N_("Good Friday"),
    SAINT_STEPHEN: N_("Saint Stephen’s Day"),
    ABOLITION: N_("Abolition of slavery"),
}
ALSACE_MOSELLE = frozenset((GOOD_FRIDAY, SAINT_STEPHEN))
# Department: the library's subdivision, and which of its days are days of rest by law. Alsace is
# `6AE` there; `GES` would be taken without a word and has none of these days.
DEPARTMENTS = {
    "57": ("57", ALSACE_MOSELLE),
    "67": ("6AE", ALSACE_MOSELLE),
    "68": ("6AE", ALSACE_MOSELLE),
    **{name: (name, frozenset((ABOLITION,))) for name in ("971", "972", "973", "974", "976")},
    "977": ("BL", frozenset((ABOLITION,))),
    "978": ("MF", frozenset((ABOLITION,))),
}


def national_holidays(first: date, last: date) -> dict[date, str]:
    """Return the holidays of the whole country in [first, last], with French names, in order."""
    return {day: names[0] for day, names in _read(first, last, None).items()}


def local_holidays(insee: str, first: date, last: date) -> dict[date, str]:
    """Return all public holidays of a commune in [first, last], both included, in order.

    Names are message ids, to be translated at the edge.
    """
    subdivision, own = DEPARTMENTS.get(department_of(insee), (None, frozenset()))
    msgids = NATIONAL | {name: LOCAL[name] for name in own}
    found = {
        day: [msgids[name] for name in names if name in msgids]
        for day, names in _read(first, last, subdivision).items()
    }
    return {day: names[0] for day, names in found.items() if names}


def _read(first: date, last: date, subdivision: str | None) -> dict[date, list[str]]:
    """Return the names of each day: two holidays fall together now and then (10 June 2030)."""
    years = range(first.year, last.year + 1)
    calendar = holidays.country_holidays(
        "FR", subdiv=subdivision, years=years, language="fr", expand=False
    )
    return {day: calendar.get_list(day) for day in sorted(calendar) if first <= day <= last}


def holiday_faults(first: date, last: date) -> list[Fault]:
    """Return what is wrong with a stretch of days whose holidays are to be marked."""
    values = {"first": first, "last": last, "weeks": MOST_DAYS // 7}
    if last < first:
        sentence = N_("The last day, %(last)s, comes before the first, %(first)s; swap them.")
        return [Fault("last", sentence, values)]
    if (last - first).days >= MOST_DAYS:
        sentence = N_("Choose a last day at most %(weeks)s weeks after %(first)s.")
        return [Fault("last", sentence, values)]
    return []
