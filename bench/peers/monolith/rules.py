"""The hard rules as sums; ways between sites (H8) are the matter of `tours`."""

from collections import defaultdict
from typing import Any

from bench.peers.monolith.options import Option, Options, count_of, slots_of
from bench.peers.monolith.sheet import Sheet


def add_rules(options: Options, sheet: Sheet) -> None:
    """Add all rules but H8; H2, H3, H9 and H14 are kept by which options there are."""
    for demand, found in options.of_demand.items():
        _add_demand(options, sheet, demand, found)
    for cdo, found in options.of_cdo.items():
        _add_caps(options, sheet, cdo, found)
    for (cdo, _), found in options.of_cdo_day.items():
        _add_day(options, sheet, cdo, found)
    _add_given(options, sheet)


def grouped(options: list[Option], name: Any) -> dict[Any, list[Option]]:
    """Group options by what `name` gives for them."""
    groups: dict[Any, list[Option]] = defaultdict(list)
    for option in options:
        groups[name(option)].append(option)
    return groups


def _add_demand(options: Options, sheet: Sheet, demand: int, found: list[Option]) -> None:
    """H1 visits per window, H6 one per day and no more than requested."""
    asked = options.demands[demand]
    for group in grouped(found, lambda o: o.window).values():
        sheet.row(count_of(group), at_most=asked["per_window"])
    for group in grouped(found, lambda o: o.day).values():
        sheet.at_most_one([option.variable for option in group])
    sheet.row(slots_of(found), at_most=asked["requested"])


def _add_caps(options: Options, sheet: Sheet, cdo: int, found: list[Option]) -> None:
    """H5 week, period and rolling average."""
    able, weeks = options.cdos[cdo], options.facts.week
    sheet.row(slots_of(found), at_most=able["period_cap"])
    weekly = grouped(found, lambda o: weeks[o.day])
    for group in weekly.values():
        sheet.row(slots_of(group), at_most=able["week_cap"])
    average = able.get("average_cap")
    span = average["weeks"] if average else options.facts.week_count + 1
    for first in range(options.facts.week_count - span + 1):
        group = [o for week in range(first, first + span) for o in weekly.get(week, [])]
        sheet.row(slots_of(group), at_most=average["slots"])


def _add_day(options: Options, sheet: Sheet, cdo: int, found: list[Option]) -> None:
    """H4 one place at a time, H5 day cap, H13 sites per day."""
    able = options.cdos[cdo]
    for slot in range(options.facts.slots):
        here = [o.variable for o in found if o.slot <= slot < o.slot + o.length]
        sheet.at_most_one(here)
    sheet.row(slots_of(found), at_most=able["day_cap"])
    on_site = [o for o in found if options.demands[o.demand]["on_site"]]
    sites = grouped(on_site, lambda o: options.demands[o.demand]["site"])
    if len(sites) <= able["max_sites_per_day"] or options.facts.slots <= able["max_sites_per_day"]:
        return
    marks = []
    for group in sites.values():
        marks.append(mark := sheet.variable())
        for option in group:
            sheet.row([(1, option.variable), (-1, mark)], at_most=0)
    sheet.row([(1, mark) for mark in marks], at_most=able["max_sites_per_day"])


def _add_given(options: Options, sheet: Sheet) -> None:
    """H10 pins, H15 changes of published visits that are still possible."""
    for option in options.given("pins"):
        if option is None:
            sheet.row([(1, sheet.variable())], at_least=2)  # a pin that is impossible by itself
        else:
            sheet.row([(1, option.variable)], at_least=1)
    limit = options.facts.instance.get("max_changes")
    kept = [option for option in options.given("published") if option is not None]
    if limit is not None:
        sheet.row(count_of(kept), at_least=len(kept) - limit)
