"""Members and CDOs who leave and come back; whoever is archived loses every access."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.archive import (
    list_archived_engagements,
    list_archived_members,
)
from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.joining import bring_back
from cdo_share.parting import archive_engagement, set_member_active
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.cdo_bodies import CdoList, CdoOut
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.member_bodies import MemberList, MemberOut
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Body, Page, Version
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.sending import sending

blueprint = resource("archives", "Members and CDOs who left")
READ = security(Scope.PEOPLE_READ)
WRITE = security(Scope.PEOPLE_WRITE)


class MemberAddress(BaseModel):
    """The number of a member."""

    member_id: AddressNumber


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


class Seen(Body):
    """The version that was read."""

    version: Version


@blueprint.get("/members/archived", responses={200: MemberList}, security=READ)
@needs(Scope.PEOPLE_READ)
def list_members(query: Page) -> Any:
    """List the members who left, by name."""
    rows = list_archived_members(db.session, actor().groupement_id)
    items = [MemberOut.of(row) for row in query.of(rows)]
    return MemberList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/cdos/archived", responses={200: CdoList}, security=READ)
@needs(Scope.PEOPLE_READ)
def list_cdos(query: Page) -> Any:
    """List the CDOs who left, by number."""
    rows = list_archived_engagements(db.session, actor().groupement_id)
    items = [CdoOut.of(row) for row in query.of(rows)]
    return CdoList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.post("/members/<int:member_id>/archive", responses={200: MemberOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def archive_member(path: MemberAddress, body: Seen) -> Any:
    """Let a member leave: its demands take no part."""
    return _move_member(path.member_id, body.version, is_active=False)


@blueprint.post("/members/<int:member_id>/reactivate", responses={200: MemberOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def reactivate_member(path: MemberAddress, body: Seen) -> Any:
    """Let a member who left come back."""
    return _move_member(path.member_id, body.version, is_active=True)


@blueprint.post("/cdos/<int:cdo_id>/archive", responses={200: CdoOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def archive_cdo(path: CdoAddress, body: Seen) -> Any:
    """Let a CDO leave: they take no part in allocations."""
    return _move_cdo(path.cdo_id, body.version, is_active=False)


@blueprint.post("/cdos/<int:cdo_id>/reactivate", responses={200: CdoOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def reactivate_cdo(path: CdoAddress, body: Seen) -> Any:
    """Let a CDO come back; who left by themselves has not accepted until a new invitation."""
    return _move_cdo(path.cdo_id, body.version, is_active=True)


def _move_member(member_id: int, version: int, *, is_active: bool) -> Any:
    return _move(
        lambda **values: MemberOut.of(_set_member_active(member_id, **values)),
        ("member", member_id),
        version,
        is_active=is_active,
    )


def _move_cdo(cdo_id: int, version: int, *, is_active: bool) -> Any:
    return _move(
        lambda **values: CdoOut.of(_set_cdo_active(cdo_id, **values)),
        ("engagement", cdo_id),
        version,
        is_active=is_active,
    )


def _set_member_active(member_id: int, **values: Any) -> Member:
    return set_member_active(
        db.session, member_id=member_id, now=utc_now(), sending=sending(), **values
    )


def _set_cdo_active(cdo_id: int, *, is_active: bool, **values: Any) -> Engagement:
    values |= {"engagement_id": cdo_id, "now": utc_now()}
    if is_active:
        return bring_back(db.session, **values)
    return archive_engagement(db.session, sending=sending(), **values)


def _move(
    move: Callable[..., BaseModel], thing: tuple[str, int], version: int, *, is_active: bool
) -> Any:
    with transaction(db.session):
        told = move(groupement_id=actor().groupement_id, version=version, is_active=is_active)
        note_act("reactivate" if is_active else "archive", thing)
    return told.model_dump(mode="json")
