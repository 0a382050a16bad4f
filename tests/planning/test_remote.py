"""Which visits are remote when a demand wishes so many of each."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.planning.identities import PublishedVisit, SolvedVisit
from cdo_share.planning.remote import RemoteWish, choose_remote

MONDAY = date(2027, 1, 4)


def visits(count: int) -> dict[SolvedVisit, uuid.UUID]:
    """Return a visit of demand 1 every Monday, with its id."""
    days = (MONDAY + timedelta(weeks=week) for week in range(count))
    return {SolvedVisit(1, 7, day, 0, 1): uuid.UUID(int=n) for n, day in enumerate(days, 1)}


def numbers(found: set[uuid.UUID]) -> list[int]:
    return sorted(one.int for one in found)


def published(ids: dict[SolvedVisit, uuid.UUID], *remote: int) -> list[PublishedVisit]:
    """Return the visits as they stand; those numbered are remote."""
    return [
        PublishedVisit(
            one, v.demand_id, v.engagement_id, v.day, v.slot, v.length, one.int not in remote
        )
        for v, one in ids.items()
    ]


@pytest.mark.parametrize(
    ("wish", "granted", "quota"),
    [
        (RemoteWish(10, 3), 10, 3),
        (RemoteWish(10, 3), 5, 2),  # 1.5, rounded up
        (RemoteWish(10, 3), 1, 0),
        (RemoteWish(4, 4), 3, 3),
        (RemoteWish(4, 0), 4, 0),
        (RemoteWish(4, 2), 0, 0),
    ],
)
def test_quota_is_the_same_share_of_what_is_granted(
    wish: RemoteWish, granted: int, quota: int
) -> None:
    assert wish.quota(granted) == quota


def test_remote_visits_are_spread_over_the_period() -> None:
    assert numbers(choose_remote(visits(9), {1: RemoteWish(9, 3)}, [])) == [3, 6, 9]


def test_demand_that_wishes_none_has_none() -> None:
    assert choose_remote(visits(4), {}, []) == set()


def test_what_is_published_keeps_its_kind() -> None:
    ids = visits(6)
    standing = published(dict(list(ids.items())[:4]), 1)

    assert numbers(choose_remote(ids, {1: RemoteWish(6, 2)}, standing)) == [1, 6]


def test_wish_that_shrank_brings_published_visits_back_on_site() -> None:
    ids = visits(4)

    assert numbers(choose_remote(ids, {1: RemoteWish(4, 1)}, published(ids, 1, 2, 3))) == [3]


def test_demand_that_became_remote_turns_all_of_them() -> None:
    ids = visits(3)

    assert numbers(choose_remote(ids, {1: RemoteWish(3, 3)}, published(ids))) == [1, 2, 3]


@given(st.integers(1, 30), st.data())
def test_as_many_are_remote_as_the_quota_says(count: int, data: st.DataObject) -> None:
    ids = visits(count)
    wish = RemoteWish(count, data.draw(st.integers(0, count)))
    standing = published(ids, *data.draw(st.sets(st.integers(1, count))))

    found = choose_remote(ids, {1: wish}, data.draw(st.sampled_from([[], standing])))

    assert len(found) == wish.quota(count)
