"""Constraints in words, made or still to be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import Grid
from cdo_share.planning.constraint_queries import Holding
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.formats import day_text, visit_time, weekday_text


@dataclass(frozen=True, slots=True)
class ConstraintNames:
    """What constraints name, in words, and the grid of the period."""

    cdos: Mapping[int, CdoName]
    demands: Mapping[int, DemandName]
    grid: Grid

    def values(self, row: Constraint | Holding) -> dict[str, str]:
        """Return the words of what a constraint names; empty for what it does not."""
        cdo, demand = self.cdos.get(row.engagement_id or 0), self.demands.get(row.demand_id or 0)
        return {
            "cdo": cdo.name if cdo else "",
            "demand": demand.title if demand else "",
            "member": demand.member_name if demand else "",
            "day": self._day(row, cdo),
            "weekday": weekday_text(row.weekday) if row.weekday is not None else "",
        }

    def _day(self, row: Constraint | Holding, cdo: CdoName | None) -> str:
        if row.day is None:
            return ""
        if row.slot is None or row.length is None:
            return day_text(row.day)
        regime = cdo.regime if cdo else Regime.FORFAIT_JOURS
        return f"{day_text(row.day)}, {visit_time(self.grid, row.slot, row.length, regime)}"


def constraint_text(row: Constraint | Holding, names: ConstraintNames) -> str:
    """Return a constraint, made or still to be made, as a sentence."""
    values = names.values(row)
    # gettext must see each sentence whole.
    texts = {
        ConstraintKind.KEEP_VISIT: gettext(
            "%(member)s, “%(demand)s”: %(cdo)s comes on %(day)s", **values
        ),
        ConstraintKind.KEEP_TIME: gettext("%(member)s, “%(demand)s”: a visit on %(day)s", **values),
        ConstraintKind.KEEP_CDO: gettext("%(member)s, “%(demand)s”: only %(cdo)s comes", **values),
        ConstraintKind.KEEP_WEEKDAY: gettext(
            "%(member)s, “%(demand)s”: only on the weekday %(weekday)s", **values
        ),
        ConstraintKind.AVOID_DEMAND: gettext(
            "%(member)s, “%(demand)s”: no visit on %(day)s", **values
        ),
        ConstraintKind.AVOID_CDO: gettext("%(cdo)s does not work on %(day)s", **values)
        if row.demand_id is None
        else gettext("%(member)s, “%(demand)s”: %(cdo)s does not come", **values),
    }
    return str(texts[row.kind])
