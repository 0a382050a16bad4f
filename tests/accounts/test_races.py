"""One invitation, or two for one address, accepted twice at the same moment."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import set_engagement_conflicts
from cdo_share.accounts.engaging import engage_cdo
from cdo_share.accounts.invitations import Invitee, accept_invitation, accept_invitation_as, invite
from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.core.orm import transaction
from tests.accounts.test_engaging import a_wish
from tests.factories import a_groupement, a_member, a_person, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

EMAIL = "zoe@firm.example"
ACCEPTED = {"name": "Zoé", "password": "une phrase assez longue"}


def invited(engine: Engine, count: int, now: datetime, *, is_known: bool = False) -> list[str]:
    """Return the secrets of `count` invitations of one address."""
    invitee = Invitee(EMAIL, "Zoé", RoleKind.COORDINATOR)
    with Session(engine) as session, transaction(session):
        if is_known:
            a_person(session, email=EMAIL)
        whose = {"groupement_id": a_groupement(session).id, "invited_by_id": None, "now": now}
        return [invite(session, invitee, **whose)[1] for _ in range(count)]


def count_rows(engine: Engine) -> tuple[int | None, int | None]:
    """Return how many people and roles there are."""
    with Session(engine) as session:
        people = session.scalar(select(func.count()).select_from(Person))
        return people, session.scalar(select(func.count()).select_from(Role))


@pytest.mark.parametrize(("links", "loser"), [(1, "NotFound"), (2, "Conflict")])
def test_accept_invitation_twice_at_once_makes_one_person_and_refuses_the_other(
    own_engine: Engine,  # noqa: F811
    now: datetime,
    links: int,
    loser: str,
) -> None:
    tokens = invited(own_engine, links, now)
    acts = [
        partial(accept_invitation, token=token, now=now, **ACCEPTED)
        for token in (tokens[0], tokens[-1])
    ]

    assert race(own_engine, acts) == [loser, "done"]
    assert count_rows(own_engine) == (1, 1)


@pytest.mark.parametrize(("links", "ends"), [(1, ["NotFound", "done"]), (2, ["done", "done"])])
def test_accept_invitation_as_a_known_person_twice_at_once_gives_one_role(
    own_engine: Engine,  # noqa: F811
    now: datetime,
    links: int,
    ends: list[str],
) -> None:
    tokens = invited(own_engine, links, now, is_known=True)

    def accept(session: Session, token: str) -> object:
        person = session.scalars(select(Person)).one()
        return accept_invitation_as(session, token, person=person, now=now)

    acts = [partial(accept, token=token) for token in (tokens[0], tokens[-1])]

    assert race(own_engine, acts) == ends
    assert count_rows(own_engine) == (1, 1)


def test_entered_cdo_and_member_voice_accepted_at_once_make_one_account(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    with Session(own_engine) as session, transaction(session):
        groupement = a_groupement(session)
        engagement = engage_cdo(
            session, groupement_id=groupement.id, wish=a_wish(email=EMAIL), now=now
        )
        offers = (
            Invitee(EMAIL, "Zoé", RoleKind.CDO, engagement.id),
            Invitee(EMAIL, "Zoé", RoleKind.MEMBER, a_member(session, groupement).id),
        )
        whose = {"groupement_id": groupement.id, "invited_by_id": None, "now": now}
        tokens = [invite(session, offer, **whose)[1] for offer in offers]

    acts = [partial(accept_invitation, token=token, now=now, **ACCEPTED) for token in tokens]

    assert race(own_engine, acts) == ["Conflict", "done"]
    with Session(own_engine) as session:
        accounts = select(Person.password_hash).where(Person.known_to_id.is_(None))
        assert len(session.scalars(accounts).all()) == 1


def test_members_a_cdo_must_not_serve_stored_twice_at_once_are_stored_once(
    own_engine: Engine,  # noqa: F811
) -> None:
    with Session(own_engine) as session, transaction(session):
        groupement = a_groupement(session)
        member_id = a_member(session, groupement).id
        whose = {
            "groupement_id": groupement.id,
            "engagement_id": an_engagement(session, groupement).id,
        }
    act = partial(set_engagement_conflicts, **whose, member_ids=[member_id])

    assert race(own_engine, [act, act]) == ["done", "done"]
