"""Random damage to plans and instances, so that two judges can be held against each other."""

import random
from typing import Any

Json = dict[str, Any]


def dice(name: str) -> random.Random:
    """Give a source of chance that is the same for the same name."""
    return random.Random(name)  # noqa: S311 - repeatable on purpose


def damage_plan(plan: Json, instance: Json, rng: random.Random) -> Json:
    """Change, double, drop or invent some visits."""
    visits = [dict(visit) for visit in plan["visits"]]
    for _ in range(rng.randint(0, 6)):
        if not visits:
            break
        place = rng.randrange(len(visits))
        action = rng.choice(("move", "move", "move", "double", "drop", "stranger"))
        if action == "drop":
            del visits[place]
        elif action == "double":
            visits.append(dict(visits[place]))
        else:
            field = rng.choice(("demand", "cdo", "day", "slot", "length"))
            visits[place][field] = _value(field, instance, rng, strange=action == "stranger")
    rng.shuffle(visits)
    name = instance["name"] if rng.random() < 0.9 else "another"
    return plan | {"visits": visits, "instance": name}


def _value(field: str, instance: Json, rng: random.Random, *, strange: bool) -> Any:
    if field in {"slot", "length"}:
        return rng.randint(-2, 9) if strange else rng.randint(0, 8)
    if strange:
        return {"day": "2031-01-01"}.get(field, "nobody")
    if field == "day":
        return rng.choice(instance["days"])
    return rng.choice(instance[f"{field}s"])["id"]


def damage_instance(instance: Json, plan: Json, rng: random.Random) -> Json:
    """Tighten rules, and publish, pin and freeze visits of the plan or strange ones."""
    changed = instance | {
        "cdos": [_tighter(cdo, rng) for cdo in instance["cdos"]],
        "demands": [_other(demand, instance, rng) for demand in instance["demands"]],
    }
    visits = plan["visits"]
    members = [demand["member"] for demand in instance["demands"]]
    if rng.random() < 0.5:
        changed["published"] = rng.sample(visits, len(visits) // 2) + _strays(visits, rng)
        changed["max_changes"] = rng.choice((None, 0, 2, 40))
        changed["frozen_before"] = rng.choice((None, *instance["days"][:12]))
    if rng.random() < 0.5:
        changed["pins"] = rng.sample(visits, min(2, len(visits)))
    if rng.random() < 0.5:
        changed["conflicts"] = [sorted(rng.sample(sorted(set(members)), 2)) for _ in range(4)]
    return changed


def _strays(visits: list[Json], rng: random.Random) -> list[Json]:
    """Published visits that today's data no longer allow."""
    some = rng.sample(visits, min(3, len(visits)))
    return [visit | {"cdo": "gone"} for visit in some] + [visit | {"slot": 1} for visit in some]


def _tighter(cdo: Json, rng: random.Random) -> Json:
    field = rng.choice(("day_cap", "week_cap", "period_cap", "max_members", "max_km", "none"))
    tighter = dict(cdo)
    if field != "none":
        tighter[field] = int(tighter[field] * rng.choice((0.0, 0.5, 0.8, 1.0)))
    if rng.random() < 0.3:
        tighter["average_cap"] = {"weeks": rng.randint(1, 20), "slots": rng.randint(5, 30)}
    if rng.random() < 0.2:
        tighter["max_sites_per_day"] = rng.randint(0, 1)
    if rng.random() < 0.5:
        tighter["target_load"] = None
    return tighter


def _other(demand: Json, instance: Json, rng: random.Random) -> Json:
    other = dict(demand)
    if rng.random() < 0.1:
        slots = range(len(instance["slots"]))
        other["forbidden"] = [[rng.randrange(5), rng.choice(slots)] for _ in range(3)]
    if rng.random() < 0.1:
        other["windows"] = other["windows"][1:]
    if rng.random() < 0.1:
        other["excluded"] = [rng.choice(instance["cdos"])["id"]]
    if rng.random() < 0.1:
        other["requested"] = rng.choice((0, 1, 3, 7))
        other["guaranteed"] = 0
    return other
