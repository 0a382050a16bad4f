"""When CDOs can work: the usual week and what differs from it. A CDO's token reaches its own."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import RoleKind
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import add_exception, remove_exception, set_pattern
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.web.api.availability_bodies import AvailabilityOut, ExceptionBody, PatternBody
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = resource("availability", "When CDOs can work")
READ = security(Scope.AVAILABILITY_READ)
WRITE = security(Scope.AVAILABILITY_WRITE)
ADDRESS = "/cdos/<int:cdo_id>/availability"


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


class ExceptionAddress(CdoAddress):
    """The number of an entry of a CDO."""

    exception_id: AddressNumber


def _whose(path: CdoAddress) -> dict[str, Any]:
    """Return the numbers that name the CDO; raises NotFound for one beyond the token's reach."""
    acting = actor()
    if acting.role.kind is RoleKind.CDO and path.cdo_id != acting.engagement.id:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return {"groupement_id": acting.groupement_id, "engagement_id": path.cdo_id}


@blueprint.get(ADDRESS, responses={200: AvailabilityOut}, security=READ)
@needs(Scope.AVAILABILITY_READ)
def show(path: CdoAddress) -> Any:
    """Give the usual week and the entries that differ from it."""
    return _told(path)


def _told(path: CdoAddress) -> Any:
    known = get_availability(db.session, **_whose(path))
    return AvailabilityOut.of(known).model_dump(mode="json")


@blueprint.put(f"{ADDRESS}/week", responses={200: AvailabilityOut}, security=WRITE)
@needs(Scope.AVAILABILITY_WRITE)
def update_week(path: CdoAddress, body: PatternBody) -> Any:
    """Replace the usual week."""
    with transaction(db.session):
        set_pattern(db.session, pattern=body.pattern(), **_whose(path))
        return _told(path)


@blueprint.post(f"{ADDRESS}/exceptions", responses={201: AvailabilityOut}, security=WRITE)
@needs(Scope.AVAILABILITY_WRITE)
def create(path: CdoAddress, body: ExceptionBody) -> Any:
    """Enter a stretch of half-days that differs from the usual week."""
    with transaction(db.session):
        add_exception(db.session, wish=body.wish(), **_whose(path))
        return _told(path), 201


@blueprint.delete(
    f"{ADDRESS}/exceptions/<int:exception_id>", responses={200: AvailabilityOut}, security=WRITE
)
@needs(Scope.AVAILABILITY_WRITE)
def delete(path: ExceptionAddress) -> Any:
    """Remove a stretch."""
    with transaction(db.session):
        remove_exception(db.session, exception_id=path.exception_id, **_whose(path))
        return _told(path)
