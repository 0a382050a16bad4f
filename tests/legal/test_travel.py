"""Two estimates of a way, written apart: the law's never asks for more than the model leaves."""

from hypothesis import assume, given
from hypothesis import strategies as st

from cdo_share.legal.places import Place
from cdo_share.legal.travel import trip_minutes
from cdo_share.planning.instance import TRAVEL
from solver.grid import Grid
from solver.reading import read_instance
from tests.legal.work import AURAY, LOCMINE, VANNES
from tests.solver.instances import an_instance

MOST_ROUNDING = 3  # the model rounds kilometres and minutes up, the law minutes only

latitudes = st.floats(47.0, 48.5)
longitudes = st.floats(-3.5, -1.5)
places = st.builds(Place, latitudes, longitudes, st.just("56260"))


def minutes_of_model(one: Place, other: Place) -> float:
    """Return what the model leaves for a way, without the break."""
    points = {"one": one, "other": other}
    sites = [{"id": name, "lat": place.lat, "lon": place.lon} for name, place in points.items()]
    empty = an_instance(sites=sites, cdos=[], demands=[], travel=dict(TRAVEL))
    gap = Grid(read_instance(empty)).gap_minutes("one", "other")
    return gap - TRAVEL["pause_minutes"] if gap else 0


@given(places, places)
def test_law_and_model_agree_within_their_rounding(one: Place, other: Place) -> None:
    assume(abs(one.lat - other.lat) > 0.001)

    assert 0 <= minutes_of_model(one, other) - trip_minutes(one, other) <= MOST_ROUNDING


def test_ways_around_vannes() -> None:
    ways = [trip_minutes(*pair) for pair in ((VANNES, AURAY), (VANNES, LOCMINE), (AURAY, AURAY))]

    assert ways == [30, 41, 0]
    assert trip_minutes(AURAY, VANNES) == 30
