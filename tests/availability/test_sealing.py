"""Secret addresses at rest."""

import pytest

from cdo_share.availability.sealing import Seal, Unsealable

ADDRESS = "https://agenda.example/secret/a.ics"
KEY = "a key of one installation, long enough"


def test_sealed_address_opens_with_the_same_key_and_shows_nothing() -> None:
    sealed = Seal(KEY).close(ADDRESS)

    assert Seal(KEY).open(sealed) == ADDRESS
    assert b"agenda" not in sealed
    assert b"secret" not in sealed


def test_same_address_never_looks_the_same() -> None:
    assert Seal(KEY).close(ADDRESS) != Seal(KEY).close(ADDRESS)


def test_key_of_another_installation_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        Seal(KEY + "!").open(Seal(KEY).close(ADDRESS))


def test_altered_text_opens_to_nothing() -> None:
    sealed = bytearray(Seal(KEY).close(ADDRESS))
    sealed[20] ^= 1

    with pytest.raises(Unsealable):
        Seal(KEY).open(bytes(sealed))
