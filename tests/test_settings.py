"""Settings from the environment: the safe default, and one sentence for what is unsafe."""

import stat
from pathlib import Path

import pytest

from cdo_share.settings import BadSetting, read_settings


def test_settings_of_a_new_installation_make_a_key_that_only_the_owner_reads(
    tmp_path: Path,
) -> None:
    environ = {"CDO_SHARE_DATA": str(tmp_path / "data")}

    first, second = read_settings(environ), read_settings(environ)

    mode = stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode)
    assert (len(first.secret_key), mode) == (64, 0o600)
    assert first == second
    assert first.database_url == f"sqlite:///{tmp_path}/data/cdo-share.sqlite3"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "CDO_SHARE_SECRET_KEY",
            "short",
            "CDO_SHARE_SECRET_KEY has 5 characters: it needs 32 or more",
        ),
        (
            "CDO_SHARE_BASE_URL",
            "cdo.example",
            "CDO_SHARE_BASE_URL is 'cdo.example': write it like https://partage.example",
        ),
        (
            "CDO_SHARE_BASE_URL",
            "http://127.0.0.1:99999",
            "CDO_SHARE_BASE_URL is 'http://127.0.0.1:99999': write it like https://partage.example",
        ),
        (
            "CDO_SHARE_BASE_URL",
            "http://",
            "CDO_SHARE_BASE_URL is 'http:': write it like https://partage.example",
        ),
        (
            "CDO_SHARE_DATABASE_URL",
            "mysql://me:secret@host/cdo",
            "CDO_SHARE_DATABASE_URL begins with 'mysql': write sqlite:///… or postgresql://…",
        ),
        (
            "CDO_SHARE_SMTP_URL",
            "http://me:secret@host",
            "CDO_SHARE_SMTP_URL begins with 'http': write smtp://host:587 or smtps://host",
        ),
        (
            "CDO_SHARE_DATA",
            "/dev/null/data",
            "CDO_SHARE_DATA is '/dev/null/data', which cannot be written to (Not a directory)",
        ),
    ],
)
def test_settings_refuse_a_bad_value_naming_it(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(BadSetting) as refusal:
        read_settings({"CDO_SHARE_DATA": str(tmp_path), name: value})

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("address", "is_accepted"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0:8000", False),
        ("https://partage.example", False),
        ("http://127.0.0.1.partage.example", False),
    ],
)
def test_demonstration_is_refused_away_from_the_loopback_address(
    tmp_path: Path, address: str, is_accepted: bool
) -> None:
    environ = {
        "CDO_SHARE_DATA": str(tmp_path),
        "CDO_SHARE_BASE_URL": address,
        "CDO_SHARE_DEMONSTRATION": "1",
    }

    if is_accepted:
        assert read_settings(environ).demonstration
    else:
        with pytest.raises(BadSetting, match="loopback address only"):
            read_settings(environ)
