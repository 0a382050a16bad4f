"""What a what-if supposes and what came out, in words: names instead of numbers; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.planning.instance_parts import number_of
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.scenarios.form import RULE_WORDS
from cdo_share.web.formats import full_day, hours_text, percent_text

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Who stands behind the names in questions; who is added is like somebody."""

    members: Mapping[int, str]
    cdos: Mapping[int, CdoName]
    demands: Mapping[int, DemandName]

    def member(self, name: str) -> str:
        """Return the name of a member."""
        return self._named(name, self.members.get(_number(name)))

    def cdo(self, name: str) -> str:
        """Return the name of a CDO."""
        found = self.cdos.get(_number(name))
        return self._named(name, found.name if found else None)

    def demand(self, name: str) -> str:
        """Return the title of a demand and its member."""
        found = self.demands.get(_number(name))
        return self._named(name, f"{found.title} ({found.member_name})" if found else None)

    def _named(self, name: str, text: str | None) -> str:
        text = text or str(gettext("somebody who has left"))
        return str(gettext("one more, like %(name)s", name=text)) if "+" in name else text


def _number(name: str) -> int:
    return number_of(name.split("+")[0].split("/")[0])


def edit_lines(edits: Sequence[Json], names: Names) -> list[str]:
    """Return each change as a sentence without its full stop."""
    return [_WORDS[edit["op"]](edit, names) for edit in edits]


def _add_member(edit: Json, names: Names) -> str:
    return str(gettext("One member more, like %(name)s", name=names.member(edit["copy_of"])))


def _remove_member(edit: Json, names: Names) -> str:
    return str(gettext("%(name)s leaves", name=names.member(edit["member"])))


def _add_cdo(edit: Json, names: Names) -> str:
    texts = {"name": names.cdo(edit["copy_of"]), "share": percent_text(edit["share"])}
    return str(gettext("One CDO more, like %(name)s, for %(share)s of their time", **texts))


def _remove_cdo(edit: Json, names: Names) -> str:
    name = names.cdo(edit["cdo"])
    days = {key: full_day(date.fromisoformat(edit[key])) for key in ("from", "to") if key in edit}
    if not days:
        return str(gettext("%(name)s leaves", name=name))
    if "to" not in days:
        return str(gettext("%(name)s leaves on %(first)s", name=name, first=days["from"]))
    if "from" not in days:
        return str(gettext("%(name)s is away until %(last)s", name=name, last=days["to"]))
    texts = {"name": name, "first": days["from"], "last": days["to"]}
    return str(gettext("%(name)s is away from %(first)s to %(last)s", **texts))


def _more_time(edit: Json, names: Names) -> str:
    texts = {"name": names.cdo(edit["cdo"]), "share": percent_text(edit["percent"] / 100)}
    return str(gettext("%(name)s has %(share)s more time", **texts))


def _add_demand(edit: Json, names: Names) -> str:
    return str(gettext("One demand more, like %(name)s", name=names.demand(edit["copy_of"])))


def _rule_off(edit: Json, _names: Names) -> str:
    words = RULE_WORDS[edit["rule"]]
    return str(gettext("Without the rule “%(rule)s”", rule=gettext(words)))


_WORDS = {
    "add_member": _add_member,
    "remove_member": _remove_member,
    "add_cdo": _add_cdo,
    "remove_cdo": _remove_cdo,
    "more_time": _more_time,
    "add_demand": _add_demand,
    "rule_off": _rule_off,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer in words: of a plan made anew without the change (`before`), and with it.

    `basis` are the hours of the plan in question, `few` what the change brings when no more visits
    move than must ("" where nothing is published, or nobody looked without the change).
    `members`: name, before, after, difference, how they fare.
    """

    is_possible: bool
    is_possible_without: bool
    basis: str
    before: str
    after: str
    difference: str
    few: str
    stands: str
    members: tuple[tuple[str, str, str, str, str], ...]
    cdos: tuple[tuple[str, str, str], ...]
    visits: tuple[tuple[str, int], ...]


def is_told(outcome: Json | None) -> bool:
    """Say whether an answer is there, and compares two plans made anew; those of old did not."""
    return outcome is not None and "few_changes" in outcome


def tell(outcome: Json, names: Names, grid: Grid) -> Told:
    """Return the answer of a run that is done, see `jobs.anew`."""
    difference = outcome["difference"]
    one, two = difference["one"]["served_slots"], difference["two"]["served_slots"]
    basis = outcome["basis"]["served_slots"]
    return Told(
        is_possible=outcome["is_allowed"],
        is_possible_without=outcome["is_allowed_without"],
        basis=hours_text(basis, grid),
        before=hours_text(one, grid),
        after=hours_text(two, grid),
        difference=signed_hours(two - one, grid),
        few=_few(outcome["few_changes"], grid),
        stands=_stands(outcome),
        members=tuple(_member(row, names, grid) for row in _dearest(difference["members"])),
        cdos=tuple(_cdo(row, names, grid) for row in difference["cdos"] if _is_moved(row)),
        visits=_visits(difference),
    )


def signed_hours(slots: int, grid: Grid) -> str:
    """Return a difference, as “+7 h” or “−3,5 h”."""
    sign = "+" if slots > 0 else "−" if slots < 0 else ""
    return f"{sign}{hours_text(abs(slots), grid)}"


def _few(few: Json | None, grid: Grid) -> str:
    """Return what the change brings where little moves; answers of old know no other side."""
    if few is None or "served_without" not in few:
        return ""
    return signed_hours(few["served_slots"] - few["served_without"], grid)


def _stands(outcome: Json) -> str:
    if not outcome["today"]["feasible"]:
        return str(
            gettext(
                "The plan itself no longer suits today's data or pins, even without the change."
            )
        )
    if outcome["as_it_is"]["feasible"]:
        return str(gettext("The plan could stay as it is: it breaks no rule."))
    return str(gettext("The plan could not stay as it is: some of its visits would break a rule."))


def _dearest(members: Sequence[Json]) -> list[Json]:
    """Return the members, those whose hours change most first."""
    return sorted(members, key=lambda row: (-abs(row["difference"]), row["member"]))


def _member(row: Json, names: Names, grid: Grid) -> tuple[str, str, str, str, str]:
    hours = (hours_text(row["one"], grid), hours_text(row["two"], grid))
    changed = signed_hours(row["difference"], grid)
    return (names.member(row["member"]), *hours, changed, outcome_text(row))


def outcome_text(row: Json) -> str:
    """Return how a member fares: the hours first, then what hours do not tell."""
    if row["outcome"] in {"comes", "goes"}:
        return str(gettext("is new") if row["outcome"] == "comes" else gettext("leaves"))
    more = row["difference"]
    if more == 0:
        same = {
            "gains": gettext("as many hours, more as wished"),
            "loses": gettext("as many hours, less as wished"),
            "even": gettext("neither gains nor loses"),
        }
        return str(same[row["outcome"]])
    if more > 0:
        return str(
            gettext("gains") if row["outcome"] == "gains" else gettext("more hours, less as wished")
        )
    return str(
        gettext("loses") if row["outcome"] == "loses" else gettext("fewer hours, more as wished")
    )


def _is_moved(row: Json) -> bool:
    return bool(row["load"]["difference"])


def _cdo(row: Json, names: Names, grid: Grid) -> tuple[str, str, str]:
    load = row["load"]
    return (names.cdo(row["cdo"]), hours_text(load["one"], grid), hours_text(load["two"], grid))


def _visits(difference: Json) -> tuple[tuple[str, int], ...]:
    counts = {
        "stay": int(difference["same"]),
        "move": len(difference["moved"]),
        "fall away": len(difference["only_one"]),
        "are added": len(difference["only_two"]),
    }
    words = {
        "stay": ngettext("stays", "stay", counts["stay"]),
        "move": ngettext("moves", "move", counts["move"]),
        "fall away": ngettext("falls away", "fall away", counts["fall away"]),
        "are added": ngettext("is added", "are added", counts["are added"]),
    }
    return tuple((str(words[what]), number) for what, number in counts.items())
