"""How every part of the API is made: tag, refusals, rate; no cookie, so nothing to forge."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from cdo_share.web.api.guard import rate_key
from cdo_share.web.api.problems import MIMETYPE, Problem
from cdo_share.web.extensions import csrf, limiter

RATE = "300 per minute"
REFUSALS = {
    400: "A text holds the null character.",
    401: "No token, or one that is not valid now.",
    403: "The token or the role does not allow this.",
    404: "There is no such thing within the role's reach.",
    405: "The address takes other methods; Allow names them.",
    409: "The thing changed meanwhile, or the act was already done.",
    422: "The input cannot be accepted; every fault is listed.",
    429: "Too many requests; wait as long as Retry-After says.",
}


def resource(name: str, description: str) -> APIBlueprint:
    """Return the blueprint of one kind of thing; the parent's guard stands before it."""
    blueprint = APIBlueprint(
        name,
        __name__,
        abp_tags=[Tag(name=name, description=description)],
        abp_responses={status: told_refusal(words) for status, words in REFUSALS.items()},
    )
    csrf.exempt(blueprint)
    limiter.limit(RATE, key_func=rate_key)(blueprint)
    return blueprint


def told_refusal(words: str, problem: type[Problem] = Problem) -> dict[str, Any]:
    """Return what the description says of a refusal."""
    return {"description": words, "content": {MIMETYPE: {"schema": problem.model_json_schema()}}}
