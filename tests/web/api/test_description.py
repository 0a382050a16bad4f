"""The description of the API: whole, valid, the same as what answers, shown without script."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cdo_share.web.api.reading import Field, kind_of, read_operations

OPEN = {"/api/v1/me", "/api/v1/skills"}  # need a token, but no scope


@pytest.fixture
def description(client: FlaskClient) -> dict:
    return client.get("/api/v1/openapi.json").json


def test_every_operation_that_answers_is_described_and_no_other(
    app: Flask, description: dict
) -> None:
    described = {(method, path) for path, item in description["paths"].items() for method in item}
    answering = {
        (method.lower(), rule.rule.replace("<int:", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert description["openapi"] == "3.1.0"
    assert described == answering


def test_every_operation_names_its_scope_and_its_refusals(description: dict) -> None:
    operations = [
        (path, operation)
        for path, item in description["paths"].items()
        for operation in item.values()
    ]

    assert {path for path, one in operations if not one.get("security")} == OPEN
    assert all(
        {"401", "403", "404", "409", "422", "429"} <= one["responses"].keys()
        for _, one in operations
    )
    assert all(one["summary"].endswith(".") for _, one in operations)


def test_ordinary_pages_are_not_described(description: dict) -> None:
    assert all(path.startswith("/api/v1/") for path in description["paths"])


def test_page_shows_every_operation_with_its_fields(client: FlaskClient, description: dict) -> None:
    page = client.get("/api/").get_data(as_text=True)

    for group in read_operations(description):
        for operation in group.operations:
            assert f"{operation.method} {operation.path}" in page
            assert all(f">{one.name}<" in page for one in operation.body)


def test_fields_of_a_body_are_read_with_type_and_need(description: dict) -> None:
    demands = next(g for g in read_operations(description) if g.name == "demands")
    create = next(one for one in demands.operations if one.method == "POST")

    fields = {one.name: one for one in create.body}
    assert fields["cadence"] == Field("cadence", "weekly | fortnightly | monthly | once", True, "")
    assert fields["period_id"].kind == "integer 1–2147483647"
    assert fields["level"].words == "1 basics, 2 independent, 3 expert"
    assert create.scope == "demands:write"


def test_kind_of_a_list_and_of_a_choice() -> None:
    assert kind_of({"type": "array", "items": {"type": "integer"}}, {}) == "list of integer"
    assert kind_of({"anyOf": [{"format": "date", "type": "string"}, {"type": "null"}]}, {}) == (
        "date | null"
    )
