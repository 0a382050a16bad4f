"""How the API says no: problem details (RFC 9457), every fault at its field."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from flask import Response, json, request
from flask_babel import gettext
from pydantic import BaseModel, ValidationError

from cdo_share.core.errors import AppError, InvalidInput
from cdo_share.web.languages import translate

PREFIX = "/api/"
MIMETYPE = "application/problem+json"


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
) -> Response:
    """Return the answer to a request that is refused or failed."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, faults=list(faults)
    )
    return Response(
        json.dumps(told.model_dump()), status, mimetype=MIMETYPE, headers=dict(headers or {})
    )


def refusal(error: AppError) -> Response:
    """Return the answer to an act that a capability refused."""
    faults = error.faults if isinstance(error, InvalidInput) else ()
    told = [FieldFault(field=fault.field, message=translate(fault.message)) for fault in faults]
    return problem(error.status, translate(error.message), told)


def malformed(error: ValidationError) -> Response:
    """Return the answer to input whose shape is wrong."""
    faults = [
        FieldFault(field=".".join(map(str, one["loc"])) or "body", message=one["msg"])
        for one in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return problem(
        422, str(gettext("The request does not have the form that is described.")), faults
    )
