"""What the prices of a proof say to a person: what one more slot of time would be worth."""

from dataclasses import dataclass

import numpy as np

from solver.stages.climb import Engine
from solver.stages.patterns import GRAINS_PER_POINT, Floats, Whole
from solver.stages.prices import Prices


@dataclass(frozen=True, eq=False)
class Tariff:
    """The prices behind a bound, in points, all at least 0; arrays are not to be changed.

    They are the best dual prices that the proof found, so they say what the *bound* would fall by
    if one thing more were to be had: an estimate of what the cost would fall by, not a promise.

    Attributes
    ----------
    hours
        CDO × slot of the period (day · slots a day + slot): what it is worth that the CDO is free
        in this slot rather than in another; 0 where nobody competes for it. Worth nothing by itself
        where the caps leave no room.
    weeks
        CDO × ISO week: what one more slot of the week's cap is worth.
    time
        CDO: what one more slot of the CDO's whole time is worth (period and average caps). One more
        free slot t in a week w, with all caps one slot wider, is worth hours + weeks + time.
    members
        CDO: what one more place for a member is worth.
    demands
        Demand: what the bound says that serving the demand at all is worth; its rent. High where
        many CDOs could serve it cheaply and all are needed elsewhere.
    """

    hours: Floats
    weeks: Floats
    time: Floats
    members: Floats
    demands: Floats

    def slot_worth(self, cdo: int, slot: int, week: int) -> float:
        """Give what one more free slot of a CDO in a week is worth, caps widened with it."""
        return float(self.hours[cdo, slot] + self.weeks[cdo, week] + self.time[cdo])


def tariff_of(engine: Engine, prices: Prices) -> Tariff:
    """Give prices as a person reads them; CDOs whom nobody can ask for have prices of 0."""
    market = engine.market
    cdos = [stall.cdo for stall in market.stalls]

    def spread(values: Whole) -> Floats:
        full = np.zeros((len(market.problem.cdos), *values.shape[1:]))
        full[cdos] = values / GRAINS_PER_POINT
        return full

    return Tariff(
        hours=spread(prices.hour),
        weeks=spread(prices.week),
        time=spread(engine.time_prices(prices)),
        members=spread(prices.member),
        demands=prices.demand / GRAINS_PER_POINT,
    )
