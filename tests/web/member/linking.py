"""What tests of calendar links do and read, shared by several."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.calendars.models import FeedToken


def links(page: str) -> list[str]:
    """Return the names of the links of the list."""
    return re.findall(r'<h2 class="h3">(.*?)</h2>', page)


def create(browser: FlaskClient, address: str, label: str = "Mon téléphone") -> str:
    """Return the address of the feed that a new link shows."""
    page = browser.post(address, data={"label": label})
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def once_of(browser: FlaskClient, address: str) -> str:
    """Return what tells the form of the page from every other."""
    found = re.search(r'name="once"[^>]* value="(\w+)"', browser.get(address).text)
    assert found is not None
    return found[1]


def token_of(session: Session, label: str = "Mon téléphone") -> FeedToken:
    """Return the link that works under this name."""
    session.expire_all()
    live = FeedToken.label == label, FeedToken.revoked_at.is_(None)
    return session.scalars(select(FeedToken).where(*live)).one()
