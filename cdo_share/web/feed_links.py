"""The page on which a person subscribes to their calendar: one link for each device.

The same for every audience: an audience makes its blueprint with `calendar_pages` and gives
the templates `<audience>/calendars/index.html` and `created.html`, which consist of the
macros of components/calendars.html.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import Feed, FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey, list_tokens
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, revoke_token, rotate_token
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import Actor, actor
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, required

OWNERS = {
    RoleKind.MEMBER: FeedOwner.MEMBER,
    RoleKind.CDO: FeedOwner.CDO,
    RoleKind.COORDINATOR: FeedOwner.GROUPEMENT,
}
# What calendar programs call themselves when they fetch a feed, and what people call them.
CLIENTS = (
    ("google", "Google Agenda"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("dataaccessd", "iPhone, iPad"),
    ("ios/", "iPhone, iPad"),
    ("calendaragent", "Mac"),
    ("macos", "Mac"),
    ("icsx5", "ICSx⁵"),
    ("nextcloud", "Nextcloud"),
)


class LinkForm(Form):
    """The device that will read the calendar."""

    label = StringField(
        _l("Which device is it for?"),
        [required],
        description=_l("For example “My phone”: you will know which link to take back."),
    )


@dataclass(frozen=True, slots=True)
class FeedLink:
    """The address of a feed with its secret, in the forms that calendars want."""

    https: str

    @property
    def webcal(self) -> str:
        """Return the address that opens Apple's and other calendars."""
        return "webcal://" + self.https.split("://", 1)[1]

    @property
    def google(self) -> str:
        """Return the address at which Google offers to subscribe."""
        query = urlencode({"cid": self.webcal})
        return f"https://calendar.google.com/calendar/render?{query}"


def calendar_pages(kind: RoleKind) -> Blueprint:
    """Return the pages of one audience: the list, a new link, taking one back."""
    blueprint = Blueprint("calendars", "cdo_share.web.feed_links", url_prefix="/agendas")
    folder = f"{kind.value}/calendars"

    @blueprint.get("")
    def index() -> str:
        """Show the links of the person and the form for another."""
        return _show(folder, LinkForm())

    @blueprint.post("")
    def create() -> Any:
        """Make a link and show it, this once; only its hash is kept."""
        form = LinkForm()
        if not form.validate():
            return _show(folder, form), 422
        try:
            token, link = _create(form.label.data or "")
        except InvalidInput as refusal:
            form.take_faults(refusal)
            return _show(folder, form), 422
        return render_template(f"{folder}/created.html", token=token, link=link)

    @blueprint.post("/<int:token_id>/remplacer")
    def replace(token_id: int) -> Any:
        """Make a new link for the same device and show it, this once; the old one is dead."""
        with transaction(db.session):
            token, secret = rotate_token(
                db.session,
                groupement_id=actor().groupement_id,
                token_id=token_id,
                person_id=actor().person_id,
                now=utc_now(),
            )
            link = _link(secret, db.session.get_one(Feed, token.feed_id).slug)
        return render_template(f"{folder}/created.html", token=token, link=link)

    @blueprint.post("/<int:token_id>/retirer")
    def revoke(token_id: int) -> Any:
        """Take a link back: its device sees an empty calendar from now on."""
        with transaction(db.session):
            revoke_token(
                db.session,
                groupement_id=actor().groupement_id,
                token_id=token_id,
                person_id=actor().person_id,
                now=utc_now(),
            )
        flash(gettext("The link is taken back. The device shows nothing any more."), "success")
        return redirect(url_for(".index"))

    return blueprint


def _show(folder: str, form: LinkForm) -> str:
    return render_template(
        f"{folder}/index.html", form=form, tokens=list_feed_links(), client_text=client_text
    )


def list_feed_links() -> list[FeedToken]:
    """Return the links of the person to the calendar of the role they act in."""
    acting = actor()
    tokens = list_tokens(db.session, groupement_id=acting.groupement_id, person_id=acting.person_id)
    return [token for token in tokens if _key_of(token.feed) == _key(acting)]


def _key(acting: Actor) -> FeedKey:
    return FeedKey(OWNERS[acting.role.kind], acting.role.subject_id)


def _key_of(feed: Feed) -> FeedKey:
    return FeedKey(feed.owner, feed.subject_id, feed.detail)


def _create(label: str) -> tuple[FeedToken, FeedLink]:
    acting, now, base_url = actor(), utc_now(), current_app.config["SETTINGS"].base_url
    with transaction(db.session):
        feed = open_feed(
            db.session,
            groupement_id=acting.groupement_id,
            key=_key(acting),
            now=now,
            base_url=base_url,
        )
        token, secret = create_token(
            db.session,
            groupement_id=acting.groupement_id,
            feed_id=feed.id,
            person_id=acting.person_id,
            label=label,
            now=now,
        )
        return token, _link(secret, feed.slug)


def _link(secret: str, slug: str) -> FeedLink:
    base_url: str = current_app.config["SETTINGS"].base_url
    return FeedLink(base_url + url_for("feeds.show", token=secret, name=slug))


def client_text(client: str | None) -> str:
    """Return the name people know a calendar program by; empty when it has not come yet."""
    sent = (client or "").lower()
    for mark, name in CLIENTS:
        if mark in sent:
            return name
    return (client or "").split("/", 1)[0][:40]
