"""What the tests of the benchmark share: a small instance, and a compiler."""

import os
from typing import Any

import pytest

from bench import generate
from bench.peers.anneal.build import compiler

Json = dict[str, Any]


@pytest.fixture
def small() -> Json:
    """Three weeks of a small groupement: every peer ends within a second or two."""
    made: Json = generate.generate("S", weeks=3, seed=3)
    return made


@pytest.fixture(scope="session")
def c_compiler() -> str:
    """A C compiler; only outside the official test run may it be missing."""
    found = compiler()
    if found is None and os.environ.get("CI") != "true":
        pytest.skip("no C compiler: the annealing peer is not tested")
    assert found, "the official test run needs a C compiler"
    return found
