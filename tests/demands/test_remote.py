"""How many visits of a demand on site may be remote."""

from typing import Any

import pytest

from cdo_share.demands.faults import list_faults
from cdo_share.demands.models import Cadence, Place
from tests.demands.wishes import ENDS_ON, STARTS_ON, a_frame, a_wish


def faults_of(**values: Any) -> list[tuple[str, str]]:
    """Return field and sentence of each fault; four visits are asked for unless said."""
    wish = a_wish(**values).completed(STARTS_ON, ENDS_ON)
    return [(fault.field, str(fault.message)) for fault in list_faults(wish, a_frame())]


@pytest.mark.parametrize("remote", [0, 1, 3])
def test_up_to_all_but_one_visit_may_be_remote(remote: int) -> None:
    assert faults_of(remote_visits=remote) == []


@pytest.mark.parametrize("remote", [-1, 4, 99])
def test_more_or_fewer_are_refused_with_the_range(remote: int) -> None:
    sentence = f"Of 4 visits, 1 to 3 may be remote; you wrote {remote}."
    assert faults_of(remote_visits=remote) == [("remote_visits", sentence)]


def test_a_share_without_a_number_is_asked_for() -> None:
    sentence = "Say how many of the visits may be remote, at least 1."
    assert faults_of(remote_visits=None) == [("remote_visits", sentence)]


def test_one_visit_cannot_be_shared() -> None:
    sentence = "There is one visit only: choose “At my firm” or “Remotely” for it."
    once = {"cadence": Cadence.ONCE, "total_visits": 1}
    assert faults_of(remote_visits=1, **once) == [("remote_visits", sentence)]


def test_beside_a_fault_of_the_numbers_only_that_one_is_told() -> None:
    assert [field for field, _ in faults_of(remote_visits=2, visit_amount=None)] == ["visit_amount"]


def test_remote_demand_has_no_share() -> None:
    wish = a_wish(place=Place.REMOTE, remote_visits=9).completed(STARTS_ON, ENDS_ON)
    assert wish.remote_visits == 0
