"""Tidying what people type."""

import pytest

from cdo_share.core.text import clean_line


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Refaire le site", "Refaire le site"),
        ("  Refaire\r\n\tle   site ", "Refaire le site"),
        ("Re\x00fai\u200bre\u2028le site", "Refaire le site"),
        ("Élan\N{NO-BREAK SPACE}: 10\N{NARROW NO-BREAK SPACE}% d’été 🦪", "Élan : 10 % d’été 🦪"),
        (" \n\x07", ""),
    ],
)
def test_clean_line_is_one_visible_line(typed: str, expected: str) -> None:
    assert clean_line(typed) == expected
