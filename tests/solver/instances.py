"""Small named instances: each function makes a fresh mapping that a test may change."""

from copy import deepcopy
from functools import cache
from typing import Any

from bench import generate

WEEKS = (("2027-01-04", "2027-01-08"), ("2027-01-11", "2027-01-15"))
DAYS = [f"2027-01-{day:02}" for day in (4, 5, 6, 7, 8, 11, 12, 13, 14, 15)]
HALF_DAYS = [
    {"start": "09:00", "end": "12:30", "half": "am"},
    {"start": "13:30", "end": "17:00", "half": "pm"},
]
HOURS = [
    {"start": f"{hour:02}:30", "end": f"{hour + 1:02}:30", "half": "am" if hour < 12 else "pm"}
    for hour in (8, 9, 10, 11, 13, 14, 15, 16)
]
WEIGHTS = {
    "short": [800, 400, 200, 100],
    "guaranteed": 800,
    "extra_cdo": 3000,
    "new_cdo": 3000,
    "off_rhythm": 200,
    "non_preferred": 50,
    "km": 1,
    "balance": 10,
    "change": 500,
}


def a_cdo(**changes: Any) -> dict[str, Any]:
    """A CDO in Vannes, free all the time, with wide caps."""
    cdo = {
        "id": "C1",
        "regime": "forfait_jours",
        "base": "Vannes",
        "skills": {"WEB": 2},
        "available": "1" * 20,
        "day_cap": 2,
        "week_cap": 10,
        "period_cap": 20,
        "average_cap": None,
        "max_km": 60,
        "max_members": 5,
        "max_sites_per_day": 2,
        "target_load": None,
    }
    return cdo | changes


def a_demand(**changes: Any) -> dict[str, Any]:
    """A remote demand for one half-day a week."""
    demand = {
        "id": "D1",
        "member": "M1",
        "skill": "WEB",
        "level": 2,
        "requested": 2,
        "guaranteed": 0,
        "lengths": [1],
        "windows": [list(week) for week in WEEKS],
        "per_window": 1,
        "site": "Vannes",
        "on_site": False,
        "forbidden": [],
        "preferred": [],
        "weight": 10,
        "max_cdos": 1,
        "excluded": [],
        "previous_cdo": None,
        "rhythm": False,
    }
    return demand | changes


def an_instance(**changes: Any) -> dict[str, Any]:
    """Two weeks of half-days around Vannes: two CDOs, two demands."""
    instance = {
        "format": "cdo-timeshare/1",
        "name": "tiny",
        "timezone": "Europe/Paris",
        "days": DAYS,
        "slots": HALF_DAYS,
        "travel": {"detour": 1.3, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20},
        "sites": [
            {"id": "Vannes", "lat": 47.66, "lon": -2.76},
            {"id": "Auray", "lat": 47.67, "lon": -2.98},
            {"id": "Pontivy", "lat": 47.95, "lon": -2.96},
        ],
        "conflicts": [],
        "cdos": [a_cdo(), a_cdo(id="C2")],
        "demands": [a_demand(), a_demand(id="D2", member="M2")],
        "published": [],
        "pins": [],
        "frozen_before": None,
        "max_changes": None,
        "weights": WEIGHTS,
    }
    return deepcopy(instance | changes)


def in_hours(**changes: Any) -> dict[str, Any]:
    """The same in hours: eight slots a day, visits of one to three hours."""
    cdos = [
        a_cdo(id=name, available="1" * 80, day_cap=8, week_cap=40, period_cap=80)
        for name in ("C1", "C2")
    ]
    demands = [
        a_demand(lengths=[1, 2, 3], requested=6),
        a_demand(id="D2", member="M2", lengths=[1, 2, 3], requested=6),
    ]
    base = {"slots": HOURS, "cdos": cdos, "demands": demands}
    return an_instance(**(base | changes))


def a_visit(
    demand: str = "D1", cdo: str = "C1", day: str = DAYS[0], slot: int = 0, length: int = 1
) -> dict[str, Any]:
    """A visit on the first morning."""
    return {"demand": demand, "cdo": cdo, "day": day, "slot": slot, "length": length}


def a_plan(*visits: dict[str, Any], instance: str = "tiny") -> dict[str, Any]:
    """A plan of these visits."""
    return {"format": "cdo-timeshare-plan/1", "instance": instance, "visits": list(visits)}


def generated(size: str = "S", grid: str = "half-day", seed: int = 1) -> dict[str, Any]:
    """A realistic instance on real communes."""
    return deepcopy(_generated(size, grid, seed))


@cache
def _generated(size: str, grid: str, seed: int) -> dict[str, Any]:
    return generate.generate(size, grid, seed=seed)
