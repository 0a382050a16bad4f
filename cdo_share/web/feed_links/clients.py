"""What calendar programs call themselves when they fetch a feed, and what people call them."""

from flask_babel import gettext

from cdo_share.core.i18n import N_

# The first mark that is found decides: some programs name others to be let in.
CLIENTS = (
    ("google", "Google Agenda"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("calendaragent", "Mac"),
    ("dataaccessd", "iPhone, iPad"),
    ("ios/", "iPhone, iPad"),
    ("macos", "Mac"),
    ("mac os x", "Mac"),
    ("icsx5", "ICSx⁵ (Android)"),
    ("davx5", "DAVx⁵ (Android)"),
    ("nextcloud", "Nextcloud"),
    ("evolution", "Evolution"),
    ("gnome", "Agenda GNOME"),
    ("akonadi", "KOrganizer"),
    ("zimbra", "Zimbra"),
    ("proton", "Proton"),
    ("infomaniak", "Infomaniak"),
)
BROWSERS = ("firefox/", "chrome/", "safari/")
BROWSER = N_("a web browser")
MOST_CHARACTERS = 40


def client_text(client: str | None) -> str:
    """Return the name people know a calendar program by; empty when it has not come yet."""
    sent = (client or "").lower()
    for mark, name in CLIENTS:
        if mark in sent and not (name == "Mac" and _is_browser(sent)):
            return name
    if _is_browser(sent):
        return str(gettext(BROWSER))
    return (client or "").split("/", 1)[0][:MOST_CHARACTERS]


def _is_browser(sent: str) -> bool:
    return sent.startswith("mozilla/") and any(mark in sent for mark in BROWSERS)
