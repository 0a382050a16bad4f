"""The price and the contact of a groupement."""

from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.accounts.groupements import GroupementWish, change_settings
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from tests.factories import a_groupement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

BUREAU = "bureau@groupement.example"
BEFORE = GroupementWish(None, BUREAU)


def test_settings_are_stored_over_those_that_were_seen(session: Session) -> None:
    groupement = a_groupement(session)
    wish = GroupementWish(22_450, "Contact@Groupement.example ")

    change_settings(session, groupement_id=groupement.id, wish=wish, seen=BEFORE)
    with pytest.raises(Conflict):
        change_settings(session, groupement_id=groupement.id, wish=BEFORE, seen=BEFORE)

    assert GroupementWish.of(groupement) == GroupementWish(22_450, "contact@groupement.example")


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        (GroupementWish(0, BUREAU), []),
        (GroupementWish(1_000_000, BUREAU), []),
        (GroupementWish(-1, BUREAU), ["halfday_price"]),
        (GroupementWish(None, BUREAU, 60, 240), []),
        (GroupementWish(None, BUREAU, 61, 241), ["cancel_notice_days", "hold_hours"]),
        (GroupementWish(None, BUREAU, -1, 0), ["cancel_notice_days", "hold_hours"]),
        (GroupementWish(None, BUREAU, None, None), ["hold_hours"]),
        (GroupementWish(1_000_001, "nobody"), ["halfday_price", "contact_email"]),
    ],
)
def test_settings_with_faults_are_refused_with_all_of_them(
    session: Session, wish: GroupementWish, fields: list[str]
) -> None:
    groupement = a_groupement(session)
    change = partial(change_settings, session, groupement_id=groupement.id, wish=wish, seen=BEFORE)

    if not fields:
        change()
        assert groupement.halfday_price_cents == wish.halfday_price_cents
        return
    with pytest.raises(InvalidInput) as refusal:
        change()
    assert [fault.field for fault in refusal.value.faults] == fields
    assert GroupementWish.of(groupement) == BEFORE


def test_two_coordinators_at_once_do_not_overwrite_each_other(own_engine: Engine) -> None:  # noqa: F811
    with Session(own_engine) as session, transaction(session):
        groupement_id = a_groupement(session).id
    acts = [
        partial(
            change_settings,
            groupement_id=groupement_id,
            wish=GroupementWish(cents, BUREAU),
            seen=BEFORE,
        )
        for cents in (20_000, 21_000)
    ]

    assert race(own_engine, acts) == ["Conflict", "done"]
