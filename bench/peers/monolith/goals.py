"""The eight parts of the cost as points on variables; travel is on the legs of `tours`."""

from itertools import groupby, pairwise

from bench.peers.monolith.options import Option, Options, slots_of
from bench.peers.monolith.rules import grouped
from bench.peers.monolith.sheet import Sheet


def add_goals(options: Options, sheet: Sheet) -> None:
    """Add the points, and with the teams of CDOs the rules H7, H11 and H12."""
    for demand in range(len(options.demands)):
        _add_shortage(options, sheet, demand)
        _add_wishes(options, sheet, demand)
    _add_members(options, sheet, _add_teams(options, sheet))
    for cdo in range(len(options.cdos)):
        _add_balance(options, sheet, cdo)
    change = options.facts.instance["weights"]["change"]
    for option in options.given("published"):
        sheet.constant += change
        if option is not None:
            sheet.points[option.variable] -= change


def _add_shortage(options: Options, sheet: Sheet, demand: int) -> None:
    """Slots of equal price are one variable; the dearest are served first by themselves.

    Raises `ValueError` when a later slot is dearer than an earlier one: a sum cannot say that.
    """
    curve = options.facts.shortage(options.demands[demand])
    prices = [before - after for before, after in pairwise(curve)]
    if prices != sorted(prices, reverse=True):
        raise ValueError(f"demand {options.demands[demand]['id']}: later slots are dearer")
    sheet.constant += curve[0]
    filled = [
        (-1, sheet.variable(upper=len(list(group)), points=-price))
        for price, group in groupby(prices)
    ]
    sheet.row(slots_of(options.of_demand[demand]) + filled, at_least=0, at_most=0)


def _add_wishes(options: Options, sheet: Sheet, demand: int) -> None:
    """Preferred positions, and rhythm: visits off the `per_window` chosen positions cost."""
    asked, weights = options.demands[demand], options.facts.instance["weights"]
    preferred = {tuple(position) for position in asked["preferred"]}
    found = options.of_demand[demand]
    for option in found:
        if preferred and _position(options, option) not in preferred:
            sheet.points[option.variable] += weights["non_preferred"]
    if not asked["rhythm"] or not found:
        return
    chosen = {}
    for position, group in grouped(found, lambda o: _position(options, o)).items():
        chosen[position] = sheet.variable()
        for same_day in grouped(group, lambda o: o.day).values():
            off = sheet.variable(points=weights["off_rhythm"])
            visits = [(1, option.variable) for option in same_day]
            sheet.row([*visits, (-1, chosen[position]), (-1, off)], at_most=0)
    sheet.row([(1, mark) for mark in chosen.values()], at_most=asked["per_window"])


def _position(options: Options, option: Option) -> tuple[int, int]:
    return options.facts.weekday[option.day], option.slot


def _add_teams(options: Options, sheet: Sheet) -> dict[tuple[int, int], int]:
    """Extra and new CDOs, and H7; gives for each pair of demand and CDO whether it is used."""
    weights, frozen = options.facts.instance["weights"], options.facts.frozen_days
    pairs: dict[tuple[int, int], int] = {}
    for demand, found in options.of_demand.items():
        asked = options.demands[demand]
        open_marks = []
        for cdo, group in grouped(found, lambda o: o.cdo).items():
            is_new = asked["previous_cdo"] not in (None, "", options.cdos[cdo]["id"])
            used = sheet.variable(points=weights["new_cdo"] * is_new)
            pairs[demand, cdo] = used
            open_group = [option for option in group if option.day >= frozen]
            open_mark = used if len(open_group) == len(group) else sheet.variable()
            open_marks.append((1, open_mark))
            for option in group:
                sheet.row([(1, option.variable), (-1, used)], at_most=0)
            for option in open_group if open_mark != used else ():
                sheet.row([(1, option.variable), (-1, open_mark)], at_most=0)
        sheet.row(open_marks, at_most=asked["max_cdos"])
        if len(open_marks) > 1:
            extra = sheet.variable(upper=len(open_marks), points=weights["extra_cdo"])
            marks = [(1, used) for (d, _), used in pairs.items() if d == demand]
            sheet.row([*marks, (-1, extra)], at_most=1)
    return pairs


def _add_members(options: Options, sheet: Sheet, pairs: dict[tuple[int, int], int]) -> None:
    """H12 members per CDO, H11 members who must not share one."""
    meets: dict[tuple[int, str], int] = {}
    for (demand, cdo), used in pairs.items():
        key = (cdo, options.demands[demand]["member"])
        if key not in meets:
            meets[key] = sheet.variable()
        sheet.row([(1, used), (-1, meets[key])], at_most=0)
    for cdo, able in enumerate(options.cdos):
        marks = [(1, mark) for (other, _), mark in meets.items() if other == cdo]
        sheet.row(marks, at_most=able["max_members"])
        for one, two in options.facts.instance.get("conflicts", []):
            if (cdo, one) in meets and (cdo, two) in meets:
                sheet.at_most_one([meets[cdo, one], meets[cdo, two]])


def _add_balance(options: Options, sheet: Sheet, cdo: int) -> None:
    target = options.cdos[cdo].get("target_load")
    if target is None:
        return
    points = options.facts.instance["weights"]["balance"]
    most = max(target, sum(option.length for option in options.of_cdo[cdo]))
    below, above = (sheet.variable(upper=most, points=points) for _ in range(2))
    slots = [*slots_of(options.of_cdo[cdo]), (1, below), (-1, above)]
    sheet.row(slots, at_least=target, at_most=target)
