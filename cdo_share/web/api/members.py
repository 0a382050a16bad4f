"""Members: the firms of the groupement, as its coordinator sees and keeps them."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.firms import edit_member, register_member
from cdo_share.accounts.queries import get_member, list_members
from cdo_share.core.orm import transaction
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.member_bodies import MemberBody, MemberChange, MemberList, MemberOut
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("members", "The firms that belong to the groupement")
READ = security(Scope.PEOPLE_READ)
WRITE = security(Scope.PEOPLE_WRITE)


class MemberAddress(BaseModel):
    """The number of a member."""

    member_id: AddressNumber


@blueprint.get("/members", responses={200: MemberList}, security=READ)
@needs(Scope.PEOPLE_READ)
def index(query: Page) -> Any:
    """List the active members by name."""
    rows = list_members(db.session, actor().groupement_id)
    items = [MemberOut.of(row) for row in query.of(rows)]
    return MemberList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/members/<int:member_id>", responses={200: MemberOut}, security=READ)
@needs(Scope.PEOPLE_READ)
def show(path: MemberAddress) -> Any:
    """Give one member."""
    row = get_member(db.session, actor().groupement_id, path.member_id)
    return MemberOut.of(row).model_dump(mode="json")


@blueprint.post("/members", responses={201: MemberOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def create(body: MemberBody) -> Any:
    """Register a member."""
    groupement_id = actor().groupement_id
    with transaction(db.session):
        made = register_member(db.session, groupement_id=groupement_id, wish=body.wish())
        note_act("register_member", ("member", made.id))
        told = MemberOut.of(get_member(db.session, groupement_id, made.id))
    return told.model_dump(mode="json"), 201


@blueprint.put("/members/<int:member_id>", responses={200: MemberOut}, security=WRITE)
@needs(Scope.PEOPLE_WRITE)
def update(path: MemberAddress, body: MemberChange) -> Any:
    """Replace what is known of a member; 409 when `version` is not the present one."""
    with transaction(db.session):
        changed = edit_member(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=path.member_id,
            wish=body.wish(),
            version=body.version,
        )
        note_act("edit_member", ("member", path.member_id))
        told = MemberOut.of(changed)
    return told.model_dump(mode="json")
