"""Who asks, by the token in the request, and what the token may do."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from flask import Response, g, request
from flask_babel import gettext
from flask_openapi3.blueprint import APIBlueprint
from sqlalchemy.exc import OperationalError

from cdo_share.accounts.access_tokens import (
    SCOPES_OF,
    Scope,
    find_token,
    is_note_due,
    note_use,
)
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotAllowed
from cdo_share.core.i18n import N_
from cdo_share.web.api.problems import problem
from cdo_share.web.auth import Actor, actor
from cdo_share.web.extensions import SessionMakers, db

SCHEME = "token"
SECURITY_SCHEMES: dict[str, Any] = {
    SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from “My account”, in the header Authorization: Bearer ca_…",
    }
}
Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

log = structlog.get_logger()


def add_guard(blueprint: APIBlueprint) -> None:
    """Let nobody reach the blueprint without a token that is valid now."""

    @blueprint.before_request
    def _admit() -> Any:
        now = utc_now()
        token = find_token(db.session, _secret(), now=now) if _secret() else None
        if token is None:
            return problem(401, _why_unknown(), headers={"WWW-Authenticate": "Bearer"})
        g.actor = Actor(token.role.person_id, token.role, token.role.groupement)
        g.token_id, g.scopes = token.id, frozenset(token.scopes)
        g.noted_token = token.id if is_note_due(token, now) else None
        return None

    @blueprint.after_request
    def _note(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        if g.get("noted_token"):
            response.call_on_close(partial(_note_use, db.makers, g.noted_token))
        return response


def _why_unknown() -> str:
    if not _secret():
        return str(gettext("Send a token in the header “Authorization: Bearer ca_…”."))
    return str(
        gettext(
            "This token is not valid: it was taken back, has ended, or its role no longer belongs "
            "to the groupement. Create another one on the page “Access for programs”."
        )
    )


def _secret() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def rate_key() -> str:
    """Return what requests are counted by: the token, else the address."""
    secret = _secret()
    return token_hash(secret).hex() if secret else str(request.remote_addr)


def _note_use(makers: SessionMakers, token_id: int) -> None:
    """Remember the use after the answer is sent: a request that reads never waits for a writer."""
    try:
        with makers.writing() as writing:
            note_use(writing, token_id, now=utc_now())
            writing.commit()
    except OperationalError as error:
        log.warning("use_of_token_not_noted", error=str(error.orig))


def needs(scope: Scope) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """Refuse a token without the scope; stands nearest to the function."""

    def decorate(view: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(view)
        def guarded(*args: Parameters.args, **values: Parameters.kwargs) -> Answer:
            if scope not in g.scopes:
                raise NotAllowed(_why_refused(scope), scope=scope.value)
            return view(*args, **values)

        return guarded

    return decorate


def _why_refused(scope: Scope) -> str:
    if scope in SCOPES_OF[actor().role.kind]:
        return N_("This token lacks the right “%(scope)s”; create one that has it.")
    return N_("This needs the right “%(scope)s”, which the role of this token cannot have.")


def security(scope: Scope) -> list[dict[str, list[str]]]:
    """Return what the description says of an operation that needs the scope."""
    return [{SCHEME: [scope.value]}]
