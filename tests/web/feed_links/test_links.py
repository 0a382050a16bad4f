"""The forms of a feed's address: what Outlook is told, and what a camera reads."""

import re
from urllib.parse import parse_qs, urlsplit

import segno

from cdo_share.web.feed_links import FeedLink

LINK = FeedLink("https://cdo.example/cal/cf_" + "x" * 43 + "/zoe-martin.ics", "Visites – Zoé & Cie")


def modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules of a drawing, as (column, row) from the corner of the border."""
    dark = set()
    path = re.findall(r'stroke="#000" d="([^"]+)"', svg)[0]
    column, row = 0.0, 0.0
    for move, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if move == "h":
            start = int(column)
            dark |= {(start + step, int(row - 0.5)) for step in range(int(values[0]))}
            column += values[0]
        elif move == "M":
            column, row = values
        else:
            column, row = column + values[0], row + values[1]
    return dark


def expected(address: str) -> set[tuple[int, int]]:
    """Return the dark modules of the address, with the border of four that readers need."""
    matrix = segno.make_qr(address, error="m").matrix
    return {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_code_holds_the_address_that_opens_calendars_and_no_other() -> None:
    drawn = modules(LINK.qr_svg)

    assert drawn == expected(LINK.webcal)
    assert drawn != expected(LINK.webcal.replace("cf_x", "cf_y"))  # the planted fault


def test_code_is_drawn_without_a_style_that_the_policy_forbids() -> None:
    assert re.findall(r"style|<script|href", LINK.qr_svg) == []
    assert 'fill="#fff"' in LINK.qr_svg  # readable where the page is dark


def test_outlook_is_told_address_and_name() -> None:
    asked = [urlsplit(url) for url in (LINK.outlook, LINK.microsoft_365)]

    assert [(one.netloc, one.path) for one in asked] == [
        ("outlook.live.com", "/calendar/0/addfromweb"),
        ("outlook.office.com", "/calendar/0/addfromweb"),
    ]
    for one in asked:
        assert parse_qs(one.query) == {"url": [LINK.https], "name": [LINK.name]}
        assert "+" not in one.query
