"""The coordinator subscribes to the visits of the whole groupement."""

import re

from flask.testing import FlaskClient


def test_link_of_the_coordinator_shows_the_groupement(browser: FlaskClient, pages: str) -> None:
    page = browser.post(f"{pages}/agendas", data={"label": "Bureau"}).text
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page)

    assert found is not None
    feed = browser.get(found[1])
    assert (feed.status_code, feed.data[:15]) == (200, b"BEGIN:VCALENDAR")
    assert "Bureau" in browser.get(f"{pages}/agendas").text
