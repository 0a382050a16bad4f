"""What people call the programs that read calendars."""

import pytest
from flask import Flask

from cdo_share.web.feed_links import client_text


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("Google-Calendar-Importer", "Google Agenda"),
        ("Mac OS X/10.15.7 (19H15) CalendarAgent/930.5.1", "Mac"),
        ("macOS/15.1 (24B83) dataaccessd/1.0", "iPhone, iPad"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)", "Outlook"),
        ("ICSx5/2.2 (ical4j/3.2) Android/14", "ICSx⁵ (Android)"),
        ("Mozilla/5.0 (X11) Gecko/20100101 Thunderbird/140.0", "Thunderbird"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/128.0", "un navig"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130 Safari/537", "un navigateur"),
        ("x" * 300, "x" * 40),
    ],
)
def test_client_text_names_the_program(app: Flask, client: str, name: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert client_text(client)[: len(name)] == name
