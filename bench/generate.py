#!/usr/bin/env python3
"""Make synthetic instances in the format cdo-timeshare/1 on real communes (see ../problem.md).

    python generate.py --size S|M|L|XL [--grid half-day|hour] [--ratio 1.1] [--seed 1] [--weeks 13] -o OUT.json
    python generate.py --event sick|join|cancel --of INSTANCE.json --published PLAN.json -o OUT.json

Deterministic for given arguments. Firms and people are invented; communes are real (../data/communes.csv).
ratio = slots requested / slots of supply. Standard library only.
"""
import argparse
import copy
import csv
import json
import math
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

START = date(2027, 1, 4)
CLOSED = {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2027, 7, 14), date(2027, 11, 1), date(2027, 11, 11)}
SIZES = {"S": (24, 4, 1), "M": (150, 20, 4), "L": (600, 70, 9), "XL": (1500, 150, 15)}
HUBS = ["Vannes", "Nantes", "La Roche-sur-Yon", "Lorient", "Saint-Nazaire", "Challans", "Auray", "Les Herbiers",
        "Ancenis-Saint-Géréon", "Pontivy", "Ploërmel", "Châteaubriant", "Fontenay-le-Comte", "Pornic", "Guérande"]
SKILLS = {"STRAT-FDR": 12, "STRAT-DIAG": 8, "STRAT-ACH": 6, "STRAT-FIN": 3, "VENTE-WEB": 12, "VENTE-ECOM": 12,
          "VENTE-MKT": 10, "VENTE-CRM": 7, "EXP-INT": 3, "GEST-ERP": 8, "GEST-FACT": 14, "GEST-COLL": 5, "DATA-PIL": 5,
          "IA-USAGE": 9, "SECU-CYB": 12, "JUR-RGPD": 4, "INFRA-CLD": 5, "HUM-FORM": 5, "PROD-IND": 3, "GREEN-NR": 2}
GRIDS = {"half-day": [("09:00", "12:30"), ("13:30", "17:00")],
         "hour": [(f"{h:02}:30", f"{h + 1:02}:30") for h in (8, 9, 10, 11, 13, 14, 15, 16)]}
# kind: (share, weeks per window, slots per visit in half-days, visits per window)
KINDS = {"day-a-month": (25, 4, 2, 1), "half-day-a-fortnight": (20, 2, 1, 1), "half-day-a-week": (30, 1, 1, 1),
         "day-a-week": (15, 1, 2, 1), "two-days-a-week": (4, 1, 2, 2), "sprint": (6, 0, 0, 0)}


def km(a, b):
    p, q = math.radians(a["lat"]), math.radians(b["lat"])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b["lon"] - a["lon"]) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


COMMUNES = Path(__file__).resolve().parent.parent / "seeds" / "communes.csv"  # the table of this project


def communes():
    """Communes of three departments; the table has the columns insee, nom, lat, lon."""
    with open(COMMUNES, newline="", encoding="utf-8") as f:
        return [dict(name=r["nom"], lat=float(r["lat"]), lon=float(r["lon"]))
                for r in csv.DictReader(f) if r["insee"][:2] in ("44", "56", "85")]


def generate(size="M", grid="half-day", ratio=1.1, seed=1, weeks=13):
    rng = random.Random(f"{size}/{grid}/{ratio:g}/{seed}/{weeks}")
    n_members, n_cdos, n_hubs = SIZES[size]
    places = communes()
    by_name = {p["name"]: p for p in places}
    hubs = [by_name[h] for h in HUBS if h in by_name][:n_hubs]
    near = {h["name"]: {r: [p for p in places if km(h, p) <= r] for r in (12, 30)} for h in hubs}
    share = [1 / (1 + i * 0.25) for i in range(len(hubs))]
    spd, half = len(GRIDS[grid]), len(GRIDS[grid]) // 2
    slots = [dict(start=a, end=b, half="am" if i < half else "pm") for i, (a, b) in enumerate(GRIDS[grid])]
    dates = [START + timedelta(days=7 * w + d) for w in range(weeks) for d in range(5)]
    dates = [d for d in dates if d not in CLOSED]
    week_of = [(d - START).days // 7 for d in dates]
    sites = {}

    def site(place):
        sites.setdefault(place["name"], dict(id=place["name"], lat=place["lat"], lon=place["lon"]))
        return place["name"]

    cdos = []
    for i in range(n_cdos):
        hub = hubs[i % len(hubs)] if i < 2 * len(hubs) else rng.choices(hubs, share)[0]
        base = rng.choice(near[hub["name"]][12])
        known, want = set(), rng.randint(9, 13)
        while len(known) < want:
            known.add(rng.choices(list(SKILLS), list(SKILLS.values()))[0])
        skills = {s: rng.choices([1, 2, 3], [2, 5, 3])[0] for s in sorted(known)}
        regime = rng.choices(["forfait_jours", "part_time", "hours", "volunteer"], [60, 24, 12, 4])[0] if i else "forfait_jours"
        week_halves = {"forfait_jours": 9, "part_time": 7, "hours": 10, "volunteer": 1}[regime]
        free = [[True] * spd for _ in dates]
        if regime == "part_time":
            off = rng.randrange(5)
            for k, d in enumerate(dates):
                if d.weekday() == off:
                    free[k] = [False] * spd
        if regime != "volunteer" and rng.random() < 0.5:
            first, length = rng.randrange(max(1, weeks - 1)), rng.randint(1, 2)
            for k in range(len(dates)):
                if first <= week_of[k] < first + length:
                    free[k] = [False] * spd
        for k in range(len(dates)):
            for h in (0, 1):
                if rng.random() < 0.05:
                    free[k][h * half:(h + 1) * half] = [False] * half
        cap = sum(min(week_halves * half, sum(sum(free[k]) for k in range(len(dates)) if week_of[k] == w))
                  for w in range(weeks))
        cap = int(cap * (1 if regime == "volunteer" else 0.9))
        cdos.append(dict(id=f"C{i + 1:03}", regime=regime, base=site(base), skills=skills,
                         available="".join("1" if x else "0" for day in free for x in day),
                         day_cap=spd, week_cap=week_halves * half, period_cap=cap,
                         average_cap=dict(weeks=4, slots=int(4 * 8.5 * half)) if regime == "hours" else None,
                         max_km=60, max_members=14 if regime != "volunteer" else 3, max_sites_per_day=2, target_load=None))
    supply = sum(c["period_cap"] for c in cdos)

    members, demands, conflicts = [], [], []
    for i in range(n_members):
        hub = rng.choices(hubs, share)[0]
        members.append(dict(id=f"M{i + 1:04}", place=rng.choice(near[hub["name"]][30])))
        if i and rng.random() < 0.02:
            conflicts.append(sorted([members[i]["id"], members[rng.randrange(i)]["id"]]))

    def windows(kind):
        _, span, length, per = KINDS[kind]
        if kind == "sprint":
            first, n = rng.randrange(max(1, weeks - 6)), rng.randint(3, 6)
            last = min(weeks, first + n)
            asked = rng.randint(8, 18) * half
            inside = [d for d, w in zip(dates, week_of) if first <= w < last]
            asked = min(asked, len(inside) * 2 * half)
            return [[inside[0].isoformat(), inside[-1].isoformat()]], [half, 2 * half], len(inside), asked
        out = []
        for w in range(0, weeks - weeks % span, span):
            inside = [d for d, x in zip(dates, week_of) if w <= x < w + span]
            if inside:
                out.append([inside[0].isoformat(), inside[-1].isoformat()])
        return out, [length * half], per, len(out) * per * length * half

    kinds, kind_share = list(KINDS), [k[0] for k in KINDS.values()]

    def reshape(d, kind):
        d["windows"], d["lengths"], d["per_window"], d["requested"] = windows(kind)
        d["rhythm"] = kind != "sprint"
        d["guaranteed"] = d["requested"] // 2 if d["_agreement"] else 0

    for m in members:
        for _ in range(2 if rng.random() < 0.1 else 1):
            forbidden, preferred = [], []
            if rng.random() < 0.35:
                for wd in rng.sample(range(5), rng.randint(1, 2)):
                    forbidden += [[wd, s] for s in range(spd)]
            kind = rng.choices(kinds, kind_share)[0]
            if rng.random() < 0.45:
                preferred = [[wd, rng.randrange(2)] for wd in sorted(rng.sample(range(5), 2))]
            d = dict(id=f"D{len(demands) + 1:04}", member=m["id"],
                     skill=rng.choices(list(SKILLS), list(SKILLS.values()))[0],
                     level=rng.choices([1, 2, 3], [50, 38, 12])[0], site=site(m["place"]), on_site=rng.random() < 0.65,
                     forbidden=sorted(forbidden), preferred=preferred, weight=rng.choices([10, 15, 30], [75, 15, 10])[0],
                     max_cdos=1 if rng.random() < 0.75 else 2, excluded=[], previous_cdo=None,
                     _agreement=rng.random() < 0.7)
            reshape(d, kind)
            demands.append(d)
    for _ in range(200000):
        gap = ratio * supply - sum(d["requested"] for d in demands)
        if abs(gap) <= 0.006 * supply:
            break
        d, kind = rng.choice(demands), rng.choices(kinds, kind_share)[0]
        trial = dict(d)
        reshape(trial, kind)
        if (trial["requested"] - d["requested"]) * gap > 0:
            d.update(trial)
    for d in demands:
        d.pop("_agreement")
        wished = [[wd, 0] if min(d["lengths"]) > half else [wd, s] for wd, h in d["preferred"] for s in range(h * half, (h + 1) * half)]
        d["preferred"] = sorted(p for i, p in enumerate(wished) if p not in d["forbidden"] and p not in wished[:i])
        can = [c for c in cdos if c["skills"].get(d["skill"], 0) >= d["level"]
               and (not d["on_site"] or km(sites[c["base"]], sites[d["site"]]) * 1.3 <= c["max_km"])]
        if can and rng.random() < 0.5:
            d["previous_cdo"] = rng.choice(can)["id"]
        if len(can) > 2 and rng.random() < 0.05:
            d["excluded"] = [c["id"] for c in rng.sample(can, 1) if c["id"] != d["previous_cdo"]]
    fill = min(1.0, ratio)
    for c in cdos:
        c["target_load"] = round(c["period_cap"] * fill)
    per_slot = 1 / half
    weights = dict(short=[round(v * per_slot) for v in (800, 400, 200, 100)], guaranteed=round(800 * per_slot),
                   extra_cdo=3000, new_cdo=3000, off_rhythm=200, non_preferred=50, km=1, balance=round(10 * per_slot), change=500)
    return dict(format="cdo-timeshare/1", name=f"{size}-{grid}-r{ratio:g}-s{seed}-w{weeks}", timezone="Europe/Paris",
                days=[d.isoformat() for d in dates], slots=slots, travel=dict(detour=1.3, kmh=55, fixed_minutes=5, pause_minutes=20),
                sites=sorted(sites.values(), key=lambda s: s["id"]), conflicts=conflicts, cdos=cdos, demands=demands,
                published=[], pins=[], frozen_before=None, max_changes=None, weights=weights)


def after(instance, plan, event, seed=7):
    """The rerun instance after an event; `plan` becomes the published plan, days before week 3 are frozen."""
    rng = random.Random(f"{instance['name']}/{event}/{seed}")
    new = copy.deepcopy(instance)
    new["published"] = [dict(v) for v in plan["visits"]]
    new["name"] += f"-{event}"
    days, spd = new["days"], len(new["slots"])
    monday = (START + timedelta(days=14)).isoformat()
    new["frozen_before"] = monday
    if event == "sick":
        busiest = Counter(v["cdo"] for v in plan["visits"]).most_common(1)[0][0]
        until = (START + timedelta(days=28)).isoformat()
        for c in new["cdos"]:
            if c["id"] == busiest:
                c["available"] = "".join("0" if monday <= days[i // spd] < until else x for i, x in enumerate(c["available"]))
    elif event == "join":
        for d in rng.sample(new["demands"], max(1, len(new["demands"]) // 20)):
            n = copy.deepcopy(d)
            n.update(id=f"J{n['id']}", member=f"J{n['member']}", previous_cdo=None)
            new["demands"].append(n)
    elif event == "cancel":
        gone = {d["id"] for d in rng.sample(new["demands"], 2)}
        new["demands"] = [d for d in new["demands"] if d["id"] not in gone]
        new["published"] = [v for v in new["published"] if v["demand"] not in gone]
    return new


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--size", default="M", choices=SIZES)
    ap.add_argument("--grid", default="half-day", choices=GRIDS)
    ap.add_argument("--ratio", type=float, default=1.1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--weeks", type=int, default=13)
    ap.add_argument("--event", choices=["sick", "join", "cancel"])
    ap.add_argument("--of")
    ap.add_argument("--published")
    ap.add_argument("-o", "--out", required=True)
    a = ap.parse_args()
    if a.event:
        made = after(json.loads(Path(a.of).read_text()), json.loads(Path(a.published).read_text()), a.event, a.seed)
    else:
        made = generate(a.size, a.grid, a.ratio, a.seed, a.weeks)
    Path(a.out).write_text(json.dumps(made, ensure_ascii=False))
