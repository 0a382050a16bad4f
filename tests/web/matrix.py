"""Asks every route of the site as every actor, with own and with foreign addresses."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from cdo_share.accounts.models import RoleKind
from cdo_share.web.policy import API, AUDIENCES, PUBLIC_ENDPOINTS, audience_of
from tests.web.two_groupements import Tenant

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SUBJECTS = {
    RoleKind.MEMBER: "member_id",
    RoleKind.CDO: "engagement_id",
    RoleKind.COORDINATOR: "groupement_slug",
}


@dataclass(frozen=True)
class Question:
    """One request of the matrix."""

    rule: Rule
    method: str
    path: str


def guarded_rules(app: Flask) -> list[Rule]:
    """Return the rules that stand behind an audience's guard."""
    return [rule for rule in app.url_map.iter_rules() if audience_of(rule.endpoint) is not None]


def unclassified_endpoints(app: Flask) -> list[str]:
    """Return the endpoints that are neither behind a guard nor listed as public."""
    guards = dict.fromkeys(AUDIENCES, "guard.") | {API: "add_guard."}
    guarded = {
        name
        for name, guard in guards.items()
        if any(
            function.__qualname__.startswith(guard)
            for function in app.before_request_funcs.get(name, [])
        )
    }
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC_ENDPOINTS and rule.endpoint.split(".", 1)[0] not in guarded
    )


def questions(app: Flask, rules: list[Rule], addresses: dict[str, Any]) -> Iterator[Question]:
    """Yield every rule with every method it allows; raises KeyError for an unknown argument."""
    adapter = app.url_map.bind("localhost")
    for rule in rules:
        kind = audience_of(rule.endpoint)
        values = {name: _value(addresses, name, kind) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Question(rule, method, path)


def _value(addresses: dict[str, Any], name: str, kind: RoleKind | None) -> Any:
    if name not in addresses:
        raise KeyError(f"tests/web/two_groupements.py must say what {name!r} is")
    value = addresses[name]
    return value.get(kind, 0) if isinstance(value, dict) else value


def mixed(own: Tenant, foreign: Tenant, kind: RoleKind) -> dict[str, Any]:
    """Return the foreign tenant's things under the own tenant's subject."""
    subject = SUBJECTS[kind]
    return foreign.addresses | {subject: own.addresses[subject]}


def ask(client: FlaskClient, question: Question) -> tuple[int, str]:
    """Return status and everything that can be read of the answer."""
    answer = client.open(question.path, method=question.method)
    return answer.status_code, readable(answer.get_data()) + str(answer.headers)


def readable(content: bytes) -> str:
    """Return a page as text, a workbook or an archive as the text of all that is in it."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())
