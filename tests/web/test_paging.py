"""Long lists: the part that an address names, and the addresses of its neighbours."""

import pytest
from flask import Flask

from cdo_share.web.paging import part_of, searched_words


@pytest.mark.parametrize(
    ("address", "shown", "neighbours"),
    [
        ("/x", (1, 50, 120), ("", "/x?page=2")),
        ("/x?q=a+b&page=2", (51, 100, 120), ("/x?q=a+b&page=1", "/x?q=a+b&page=3")),
        ("/x?page=3", (101, 120, 120), ("/x?page=2", "")),
        ("/x?page=99", (101, 120, 120), ("/x?page=2", "")),
        ("/x?page=-1", (1, 50, 120), ("", "/x?page=2")),
        ("/x?page=" + "9" * 5000, (1, 50, 120), ("", "/x?page=2")),
        ("/x?page=deux", (1, 50, 120), ("", "/x?page=2")),
    ],
)
def test_part_of_shows_fifty_and_keeps_the_rest_of_the_address(
    site: Flask, address: str, shown: tuple[int, int, int], neighbours: tuple[str, str]
) -> None:
    with site.test_request_context(address):
        part = part_of(range(1, 121))

    assert (part.first, part.last, part.total) == shown
    assert list(part.things) == list(range(part.first, part.last + 1))
    assert (part.previous_url, part.next_url) == neighbours


def test_part_of_nothing_is_empty(site: Flask) -> None:
    with site.test_request_context("/x?page=4"):
        part = part_of([])
    assert (part.first, part.last, part.total, part.previous_url, part.next_url) == (
        *(0, 0, 0),
        *("", ""),
    )


def test_searched_words_are_one_short_line(site: Flask) -> None:
    with site.test_request_context("/x?q=%20%20le%0A%20goff" + "x" * 200):
        assert searched_words() == "le goff" + "x" * 73
