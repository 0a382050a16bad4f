"""The token itself: which role it acts in, and what it may do."""

from typing import Any

from flask import g
from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import RoleKind
from cdo_share.web.api.resource import resource
from cdo_share.web.auth import actor

blueprint = resource("me", "The token that asks")


class Me(BaseModel):
    """In which role the token acts; `subject_id` is the member or CDO, 0 for a coordinator."""

    role: RoleKind
    subject_id: int
    groupement: str
    groupement_name: str
    scopes: list[Scope]


@blueprint.get("/me", responses={200: Me})
def show() -> Any:
    """Say in which role the token acts and what it may do."""
    acting = actor()
    me = Me(
        role=acting.role.kind,
        subject_id=acting.role.subject_id,
        groupement=acting.groupement.slug,
        groupement_name=acting.groupement.name,
        scopes=sorted(Scope(scope) for scope in g.scopes),
    )
    return me.model_dump(mode="json")
