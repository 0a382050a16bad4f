"""How the API says no: problem details (RFC 9457), every fault at its field."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json, request
from flask_babel import gettext
from pydantic import BaseModel, ValidationError

from cdo_share.core.errors import AppError, InvalidInput
from cdo_share.web.api.shapes import shape_text
from cdo_share.web.languages import translate

PREFIX = "/api/"
MIMETYPE = "application/problem+json"
# What a body calls otherwise than the capability that refuses it.
BODY_NAMES = {"previous_engagement_id": "previous_cdo_id", "pattern": "halfdays"}


class FieldFault(BaseModel):
    """One thing wrong with one field of what was sent."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was refused; `faults` lists every fault of the input at once."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    faults: list[FieldFault] = []


def is_api() -> bool:
    """Return whether the present request is one of a program."""
    return request.path.startswith(PREFIX)


def problem(
    status: int,
    detail: str = "",
    faults: Iterable[FieldFault] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the answer to a request that is refused or failed; `more` stands beside the rest."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, faults=list(faults)
    )
    return Response(
        json.dumps(told.model_dump() | more), status, mimetype=MIMETYPE, headers=dict(headers or {})
    )


def refusal(error: AppError, **more: Any) -> Response:
    """Return the answer to an act that a capability refused."""
    faults = error.faults if isinstance(error, InvalidInput) else ()
    told = [
        FieldFault(field=BODY_NAMES.get(fault.field, fault.field), message=translate(fault.message))
        for fault in faults
    ]
    return problem(error.status, translate(error.message), told, **more)


def malformed(error: ValidationError) -> Response:
    """Return the answer to input whose shape is wrong."""
    faults = [
        FieldFault(field=".".join(map(str, one["loc"])) or "body", message=shape_text(one))
        for one in error.errors(include_url=False, include_input=False)
    ]
    return problem(
        422, str(gettext("The request does not have the form that is described.")), faults
    )
