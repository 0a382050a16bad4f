"""The pages of calendar links, for every audience: the list, a new link, acts on one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.tokens import new_token
from cdo_share.calendars.models import Feed, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import (
    PREFIX,
    create_token,
    find_made_token,
    rename_token,
    revoke_token,
    rotate_token,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.feed_links.forms import DETAIL_HINTS, FULL_HINTS, LinkForm, RenameForm
from cdo_share.web.feed_links.invitations import add_invitations, invitation_choice
from cdo_share.web.feed_links.links import FeedLink
from cdo_share.web.feed_links.rows import list_choices, list_rows
from cdo_share.web.feed_paths import write_path
from cdo_share.web.once import once_seed

More = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it is shown this once; `is_repeated`: its form had made it before."""

    token: FeedToken
    link: FeedLink
    is_replaced: bool = False
    is_repeated: bool = False


def calendar_pages(kind: RoleKind, more: More = dict) -> Blueprint:
    """Return the pages of one audience; `more` gives its list page further values."""
    blueprint = Blueprint("calendars", "cdo_share.web.feed_links", url_prefix="/agendas")
    folder = f"{kind.value}/calendars"

    def show(form: LinkForm, renaming: tuple[int, RenameForm] | None = None) -> str:
        return render_template(
            f"{folder}/index.html", **_page_values(kind, form, renaming), **more()
        )

    def show_new(made: NewLink) -> str:
        return render_template(f"{folder}/created.html", new=made)

    @blueprint.get("")
    def index() -> str:
        """Show the links of the person and the form for another."""
        return show(_blank())

    @blueprint.post("")
    def create() -> Any:
        """Make a link and show it, this once; only its hash is kept.

        The same form sent again, by a second tap or by reloading, shows the same link.
        """
        form = LinkForm()
        form.offer(list_choices())
        made = _make(form)
        return show_new(made) if made else (show(form), 422)

    @blueprint.post("/<int:token_id>/remplacer")
    def replace(token_id: int) -> Any:
        """Make a new link for the same device and show it, this once; the old one is dead."""
        with transaction(db.session):
            token, secret = rotate_token(db.session, **_whose(token_id), now=utc_now())
            link = _link(secret, db.session.get_one(Feed, token.feed_id).slug)
        return show_new(NewLink(token, link, is_replaced=True))

    @blueprint.post("/<int:token_id>/renommer")
    def rename(token_id: int) -> Any:
        """Call the device of a link something else."""
        refused = _rename(token_id)
        if refused is not None:
            return show(_blank(), (token_id, refused)), 422
        flash(gettext("The link has its new name."), "success")
        return redirect(url_for(".index"))

    @blueprint.post("/<int:token_id>/retirer")
    def revoke(token_id: int) -> Any:
        """Take a link back: its device sees an empty calendar from now on."""
        with transaction(db.session):
            revoke_token(db.session, **_whose(token_id), now=utc_now())
        flash(gettext("The link is taken back. The device shows nothing any more."), "success")
        return redirect(url_for(".index"))

    add_invitations(blueprint, kind)
    return blueprint


def _blank() -> LinkForm:
    form = LinkForm(formdata=None)
    form.offer(list_choices())
    return form


def _page_values(
    kind: RoleKind, form: LinkForm, renaming: tuple[int, RenameForm] | None
) -> dict[str, Any]:
    live, ended = list_rows(utc_now())
    hints = {"full": FULL_HINTS[kind], "busy": DETAIL_HINTS[kind]}
    return {
        "form": form,
        "invitations": invitation_choice(),
        "own_links": live,
        "ended": ended,
        "hints": hints,
        "renamed_id": renaming[0] if renaming else None,
        "rename_form": renaming[1] if renaming else RenameForm(formdata=None),
    }


def _whose(token_id: int) -> dict[str, Any]:
    acting = actor()
    whose = {"groupement_id": acting.groupement_id, "person_id": acting.person_id}
    return whose | {"token_id": token_id}


def _rename(token_id: int) -> RenameForm | None:
    """Return None, or the form with what is wrong with it."""
    form = RenameForm()
    form.validate()
    try:
        with transaction(db.session):
            rename_token(db.session, **_whose(token_id), label=form.label.data or "")
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return form
    return None


def _make(form: LinkForm) -> NewLink | None:
    """Return the new link, or None with what is wrong in the form."""
    if not form.validate():
        return None
    try:
        return _create(form.key, form.label.data or "")
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return None


def _create(key: FeedKey, label: str) -> NewLink:
    acting, now = actor(), utc_now()
    seed = once_seed("calendar link", acting.person_id)
    with transaction(db.session):
        feed = open_feed(
            db.session, groupement_id=acting.groupement_id, key=key, now=now, base_url=_base_url()
        )
        made = find_made_token(db.session, person_id=acting.person_id, seed=seed)
        token = made or _add(feed, label, now, seed)
        link = _link(new_token(PREFIX, seed), feed.slug)
    return NewLink(token, link, is_repeated=made is not None)


def _add(feed: Feed, label: str, now: datetime, seed: bytes) -> FeedToken:
    acting = actor()
    token, _secret = create_token(
        db.session,
        groupement_id=acting.groupement_id,
        feed_id=feed.id,
        person_id=acting.person_id,
        label=label,
        now=now,
        seed=seed,
    )
    return token


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def _link(secret: str, slug: str) -> FeedLink:
    name = f"{gettext('Visits')} – {actor().groupement.name}"
    return FeedLink(_base_url() + write_path(secret, slug), name)
