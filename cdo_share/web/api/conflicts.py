"""Who must not be served by whom: members a CDO may not serve, members kept apart."""

from collections.abc import Set as AbstractSet
from typing import Any

from flask import Response
from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.conflicts import (
    add_member_conflict,
    list_engagement_conflicts,
    remove_member_conflict,
    set_engagement_conflicts,
)
from cdo_share.accounts.queries import get_engagement, list_conflicts
from cdo_share.availability.locks import lock_engagement
from cdo_share.core.orm import transaction
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.reach import reached_cdo
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Body, RowNumber
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("conflicts", "Who must not be served by whom")
OF_CDO = "/cdos/<int:cdo_id>/conflicts"
ONE = f"{OF_CDO}/<int:member_id>"
PAIR = "/members/<int:member_id>/kept-apart/<int:other_id>"


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


class ConflictAddress(CdoAddress):
    """The numbers of a CDO and of a member."""

    member_id: AddressNumber


class PairAddress(BaseModel):
    """The numbers of two members."""

    member_id: AddressNumber
    other_id: AddressNumber


class ConflictList(BaseModel):
    """The members whom a CDO must not serve."""

    member_ids: list[int]


class Pair(Body):
    """Two members who must not share a CDO."""

    member_id: RowNumber
    other_id: RowNumber


class PairList(BaseModel):
    """Every pair of members kept apart; of a pair the lower number comes first."""

    items: list[Pair]


@blueprint.get(OF_CDO, responses={200: ConflictList}, security=security(Scope.AVAILABILITY_READ))
@needs(Scope.AVAILABILITY_READ)
def index(path: CdoAddress) -> Any:
    """List the members whom a CDO must not serve."""
    get_engagement(db.session, actor().groupement_id, reached_cdo(path.cdo_id))
    return ConflictList(member_ids=sorted(_held(path.cdo_id))).model_dump(mode="json")


def _held(cdo_id: int) -> frozenset[int]:
    found = list_engagement_conflicts(db.session, actor().groupement_id)
    return found.get(cdo_id, frozenset())


@blueprint.put(ONE, responses={204: None}, security=security(Scope.AVAILABILITY_WRITE))
@needs(Scope.AVAILABILITY_WRITE)
def bar(path: ConflictAddress) -> Response:
    """Say that a CDO must not serve a member."""
    return _write("bar_member", path, {path.member_id}, frozenset())


@blueprint.delete(ONE, responses={204: None}, security=security(Scope.AVAILABILITY_WRITE))
@needs(Scope.AVAILABILITY_WRITE)
def unbar(path: ConflictAddress) -> Response:
    """Say that a CDO may serve a member again."""
    return _write("unbar_member", path, frozenset(), {path.member_id})


def _write(
    action: str, path: ConflictAddress, added: AbstractSet[int], removed: AbstractSet[int]
) -> Response:
    with transaction(db.session):
        lock_engagement(db.session, reached_cdo(path.cdo_id))
        set_engagement_conflicts(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=path.cdo_id,
            member_ids=(_held(path.cdo_id) | added) - removed,
        )
        note_act(action, ("engagement", path.cdo_id), member=path.member_id)
    return Response(status=204)


@blueprint.get("/kept-apart", responses={200: PairList}, security=security(Scope.PEOPLE_READ))
@needs(Scope.PEOPLE_READ)
def list_pairs() -> Any:
    """List the pairs of members who must not share a CDO."""
    pairs = list_conflicts(db.session, actor().groupement_id)
    items = [Pair(member_id=first, other_id=second) for first, second in pairs]
    return PairList(items=items).model_dump(mode="json")


@blueprint.post("/kept-apart", responses={201: Pair}, security=security(Scope.PEOPLE_WRITE))
@needs(Scope.PEOPLE_WRITE)
def keep_apart(body: Pair) -> Any:
    """Say that two members must not share a CDO."""
    with transaction(db.session):
        pair = add_member_conflict(
            db.session, groupement_id=actor().groupement_id, **body.model_dump()
        )
        note_act("keep_apart", ("member", body.member_id), other=body.other_id)
        told = Pair(member_id=pair.first_id, other_id=pair.second_id)
    return told.model_dump(mode="json"), 201


@blueprint.delete(PAIR, responses={204: None}, security=security(Scope.PEOPLE_WRITE))
@needs(Scope.PEOPLE_WRITE)
def let_together(path: PairAddress) -> Response:
    """Let two members share a CDO again."""
    with transaction(db.session):
        remove_member_conflict(db.session, groupement_id=actor().groupement_id, **path.model_dump())
        note_act("let_together", ("member", path.member_id), other=path.other_id)
    return Response(status=204)
