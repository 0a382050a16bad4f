"""Refusals carry their sentence, their values and their status."""

import pytest

from cdo_share.core.errors import AppError, Conflict, Fault, InvalidInput, NotAllowed, NotFound


@pytest.mark.parametrize(
    ("kind", "status"), [(NotAllowed, 403), (NotFound, 404), (Conflict, 409), (AppError, 500)]
)
def test_refusal_has_its_status_and_sentence(kind: type[AppError], status: int) -> None:
    refusal = kind("Release %(number)s exists.", number=3)

    assert (refusal.status, str(refusal)) == (status, "Release 3 exists.")


def test_invalid_input_keeps_every_fault_in_order() -> None:
    faults = (Fault("a", "Wrong %(v)s", {"v": 1}), Fault("b", "Empty"))

    refusal = InvalidInput(*faults)

    assert (refusal.status, refusal.faults, str(refusal)) == (422, faults, "Wrong 1")


def test_invalid_input_without_a_fault_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one fault"):
        InvalidInput()
