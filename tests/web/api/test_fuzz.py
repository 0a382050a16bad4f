"""Whatever is sent to the API, right or wrong, is answered as described and never with a 5xx."""

from contextlib import suppress

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.conftest import Program

EXAMPLES = 15  # of each kind for each operation; `--hypothesis-profile` does not matter here
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
QUICKLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def fuzz(app: Flask, program: Program, mode: GenerationMode) -> int:
    """Send examples to every operation; return how many were sent."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    headers = {"Authorization": f"Bearer {program.secret}"}
    sent = 0
    for result in schema.get_all_operations():
        strategy = result.ok().as_strategy(generation_mode=mode)

        @QUICKLY
        @given(case=strategy)
        def send(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        with suppress(Unsatisfiable):  # nothing of the operation can be right, or wrong
            send()
    return sent


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_any_request_is_answered_as_described(
    app: Flask, coordinator: Program, mode: GenerationMode
) -> None:
    assert fuzz(app, coordinator, mode) > 100


@pytest.mark.own_site
def test_planted_failure_is_found(app: Flask, coordinator: Program) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.view_functions["api.me.show"] = lambda: 1 / 0

    with pytest.raises(Exception, match="division by zero"):
        fuzz(app, coordinator, GenerationMode.POSITIVE)
