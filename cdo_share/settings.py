"""What an installation decides, read once from the environment (CDO_SHARE_*)."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cdo_share.core.reply_addresses import ReplyAddresses, is_intake

MAIL_FROM = "CDO Share <ne-pas-repondre@cdo-share.example>"
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
MAIL_SERVERS = ("smtp", "smtps")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class BadSetting(ValueError):
    """A setting cannot be used; the sentence names it, its value and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one installation.

    `smtp_url` is like smtp://user:password@host:587 (smtps:// for TLS from the start);
    empty means that mails wait in the outbox. `demonstration` allows the demonstration
    log-ins and is refused on any address but a loopback one. `caldav` lets phones write into a
    calendar here (two-way calendars). `mail_in` is the address at which answers to invitations
    come in; empty means that nobody can choose invitations.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = MAIL_FROM
    demonstration: bool = False
    caldav: bool = False
    mail_in: str = ""

    @property
    def replies(self) -> ReplyAddresses | None:
        """Return the addresses of invitations; None where invitations are off."""
        return ReplyAddresses(self.mail_in, self.secret_key) if self.mail_in else None

    @property
    def host(self) -> str:
        """Return the host of `base_url`, without the port."""
        authority = self.base_url.split("://", 1)[1].split("/", 1)[0]
        return authority if authority.endswith("]") else authority.rsplit(":", 1)[0]

    @property
    def trusted_hosts(self) -> list[str]:
        """Return the host names that requests may carry."""
        return list(LOOPBACK_HOSTS) if self.host in LOOPBACK_HOSTS else [self.host]

    @property
    def is_proxied(self) -> bool:
        """Return whether requests come through a proxy, which says from whom they are."""
        return self.host not in LOOPBACK_HOSTS

    @property
    def queue_path(self) -> Path:
        """Return the file of the job queue."""
        return self.data_dir / "queue.sqlite3"

    @property
    def is_secure(self) -> bool:
        """Return whether people reach the site through HTTPS."""
        return self.base_url.startswith("https://")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process; make the data directory and its key when missing.

    Raises BadSetting when a value cannot be used.
    """
    data_dir = Path(environ.get("CDO_SHARE_DATA", "var")).absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        kept_key = _kept_key(data_dir / "secret-key")
    except OSError as error:
        raise BadSetting(
            f"CDO_SHARE_DATA is '{data_dir}', which cannot be written to ({error.strerror})"
        ) from error
    settings = Settings(
        data_dir=data_dir,
        database_url=environ.get(
            "CDO_SHARE_DATABASE_URL", f"sqlite:///{data_dir / 'cdo-share.sqlite3'}"
        ),
        secret_key=environ.get("CDO_SHARE_SECRET_KEY") or kept_key,
        base_url=environ.get("CDO_SHARE_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=environ.get("CDO_SHARE_SMTP_URL", ""),
        mail_from=environ.get("CDO_SHARE_MAIL_FROM", MAIL_FROM),
        demonstration=environ.get("CDO_SHARE_DEMONSTRATION", "") == "1",
        caldav=environ.get("CDO_SHARE_CALDAV", "") == "1",
        mail_in=environ.get("CDO_SHARE_MAIL_IN", "").lower(),
    )
    _refuse_unreadable(settings)
    _refuse_unsafe(settings)
    return settings


def _kept_key(path: Path) -> str:
    """Return the key of this installation; made at the first start, readable by the owner only."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _refuse_unreadable(settings: Settings) -> None:
    """Raise BadSetting for an address of a wrong form; passwords in it are not repeated."""
    if not _is_site_address(settings.base_url):
        raise BadSetting(
            f"CDO_SHARE_BASE_URL is {settings.base_url!r}: write it like https://partage.example"
        )
    if settings.mail_in and not is_intake(settings.mail_in):
        raise BadSetting(
            f"CDO_SHARE_MAIL_IN is {settings.mail_in!r}: write it like reponses@partage.example, "
            "short and without a +"
        )
    forms = (
        ("DATABASE_URL", settings.database_url, DATABASES, "sqlite:///… or postgresql://…"),
        ("SMTP_URL", settings.smtp_url, MAIL_SERVERS, "smtp://host:587 or smtps://host"),
    )
    for name, value, kinds, remedy in forms:
        kind = value.split(":", 1)[0]
        if value and kind not in kinds:
            raise BadSetting(f"CDO_SHARE_{name} begins with {kind!r}: write {remedy}")


def _is_site_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or too great
        return False


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < 32:
        raise BadSetting(
            f"CDO_SHARE_SECRET_KEY has {len(settings.secret_key)} characters: it needs 32 or more"
        )
    if settings.demonstration and settings.host not in LOOPBACK_HOSTS:
        raise BadSetting(
            f"CDO_SHARE_DEMONSTRATION is 1 but the address is {settings.host}: "
            "the demonstration log-ins work on a loopback address only"
        )
