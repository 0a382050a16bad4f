"""How dear a guess is; everywhere else in the tests passwords are cheap."""

from argon2 import extract_parameters

from cdo_share.accounts import passwords
from tests.cheap_passwords import CHEAP, PRODUCTION, PRODUCTION_NOBODY


def test_hash_of_a_password_costs_three_passes_over_64_mebibytes() -> None:
    real = PRODUCTION.hash("le phare du bout du quai")

    assert real.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_unknown_address_costs_as_much_as_a_known_one() -> None:
    for hasher, nobody in ((PRODUCTION, PRODUCTION_NOBODY), (CHEAP, passwords._NOBODY)):
        known = hasher.hash("le phare du bout du quai")
        assert extract_parameters(nobody) == extract_parameters(known)


def test_nobody_is_refused_after_an_honest_comparison() -> None:
    assert not passwords.is_password_right(None, "nobody has this password")
