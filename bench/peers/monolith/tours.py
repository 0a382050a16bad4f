"""The day tours: base, on-site visits in time order, base; a path whose legs cost kilometres.

A leg joins two visits only where the CDO has the time for the way (H8), so the path is the rule.
"""

from collections import defaultdict

from bench.peers.monolith.options import Option, Options
from bench.peers.monolith.sheet import Sheet, Terms

Stay = tuple[str, int, int]  # site, first slot, length


def add_tours(options: Options, sheet: Sheet) -> None:
    """Add one path per CDO and day that has on-site options."""
    for (cdo, _), found in options.of_cdo_day.items():
        on_site = [o for o in found if options.demands[o.demand]["on_site"]]
        if on_site:
            _add_tour(options, sheet, options.cdos[cdo]["base"], on_site)


def _add_tour(options: Options, sheet: Sheet, base: str, found: list[Option]) -> None:
    stays = _stays(options, found)
    per_km, km = options.facts.instance["weights"]["km"], options.facts.km
    arriving: dict[Stay, Terms] = defaultdict(list)
    leaving: dict[Stay, Terms] = defaultdict(list)
    outset: Terms = []
    for stay in stays:
        first = sheet.variable(points=per_km * km(base, stay[0]))
        last = sheet.variable(points=per_km * km(stay[0], base))
        outset.append((1, first))
        arriving[stay].append((1, first))
        leaving[stay].append((1, last))
        for later in stays:
            if _has_time(options, stay, later):
                leg = sheet.variable(points=per_km * km(stay[0], later[0]))
                leaving[stay].append((1, leg))
                arriving[later].append((1, leg))
    sheet.row(outset, at_most=1)
    for stay, visits in stays.items():
        taken = [(-1, option.variable) for option in visits]
        sheet.row(arriving[stay] + taken, at_least=0, at_most=0)
        sheet.row(leaving[stay] + taken, at_least=0, at_most=0)


def _stays(options: Options, found: list[Option]) -> dict[Stay, list[Option]]:
    stays: dict[Stay, list[Option]] = defaultdict(list)
    for option in found:
        stays[options.demands[option.demand]["site"], option.slot, option.length].append(option)
    return stays


def _has_time(options: Options, stay: Stay, later: Stay) -> bool:
    (site, slot, length), (next_site, next_slot, _) = stay, later
    if next_slot < slot + length:
        return False
    facts = options.facts
    minutes = facts.starts_at[next_slot] - facts.ends_at[slot + length - 1]
    return minutes >= facts.minutes_between(site, next_site)
