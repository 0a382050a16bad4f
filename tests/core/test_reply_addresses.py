"""An address for answers is known again by whoever made it, and can be made by nobody else."""

import pytest

from cdo_share.core.reply_addresses import ReplyAddresses, is_intake

OURS = ReplyAddresses("reponses@partage.example", "k" * 40)
OTHERS = ReplyAddresses("reponses@partage.example", "l" * 40)


@pytest.mark.parametrize("number", [1, 17, 2**31 - 1])
def test_address_is_known_again_however_it_is_written(number: int) -> None:
    address = OURS.of(number)

    assert len(address.partition("@")[0]) <= 64
    assert [OURS.number_in(one) for one in (address, address.upper(), f" {address} ")] == [
        number
    ] * 3


def test_longest_intake_leaves_room_for_the_mark() -> None:
    longest = ReplyAddresses(f"{'r' * 28}@partage.example", "k" * 40)

    assert is_intake(longest.intake)
    assert len(longest.of(2**31 - 1).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        "",
        "reponses@partage.example",
        "reponses+17@partage.example",
        f"reponses+17.{'0' * 24}@partage.example",
        OTHERS.of(17),
        OURS.of(17).replace("+17.", "+18."),
        OURS.of(17).replace("+17.", "+017."),
        OURS.of(17).replace("@partage", "@ailleurs"),
        OURS.of(17).replace("reponses", "autre"),
        OURS.of(17)[:-1],
        OURS.of(17) + "\n.evil.example",
    ],
)
def test_planted_address_that_was_never_given_is_of_no_invitation(address: str) -> None:
    assert OURS.number_in(address) is None


def test_secret_key_never_stands_in_a_trace() -> None:
    assert "kkkk" not in repr(OURS)


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("reponses@partage.example", True),
        ("a+b@partage.example", False),
        ("reponses", False),
        (f"{'r' * 29}@partage.example", False),
        ("r@p\nx", False),
    ],
)
def test_intake_is_one_plain_short_address(address: str, is_good: bool) -> None:
    assert is_intake(address) is is_good
