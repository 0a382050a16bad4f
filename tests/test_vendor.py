"""The vendored browser libraries are the released files, each with its licence."""

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from cdo_share import vendoring


@pytest.fixture
def vendor_copy(tmp_path: Path) -> Path:
    """Return a copy of the vendored folder that a test may damage."""
    return Path(shutil.copytree(vendoring.VENDOR, tmp_path / "vendor"))


def test_vendored_files_as_committed_match_the_manifest() -> None:
    assert vendoring.list_faults() == []


def test_vendored_file_with_one_changed_byte_is_named(vendor_copy: Path) -> None:
    path = vendor_copy / "htmx" / "htmx.min.js"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)

    assert vendoring.list_faults(vendor_copy) == ["htmx/htmx.min.js is not the released file"]


def test_vendored_file_that_nobody_pinned_is_named(vendor_copy: Path) -> None:
    (vendor_copy / "htmx" / "extra.js").write_text("alert(1)")

    faults = vendoring.list_faults(vendor_copy)

    assert faults == ["htmx/extra.js is not listed in vendor.json"]


def test_library_without_licence_text_is_named(vendor_copy: Path) -> None:
    (vendor_copy / "inter" / "LICENSE").unlink()

    assert vendoring.list_faults(vendor_copy) == [
        "inter/LICENSE is missing",
        "@fontsource-variable/inter has no licence text",
    ]


def test_library_whose_licence_is_not_pinned_is_named(vendor_copy: Path) -> None:
    manifest = vendor_copy / "vendor.json"
    content = json.loads(manifest.read_text("utf-8"))
    del content["libraries"][0]["files"]["bootstrap/LICENSE"]
    manifest.write_text(json.dumps(content), "utf-8")

    assert vendoring.list_faults(vendor_copy) == [
        "bootstrap/LICENSE is not listed in vendor.json",
        "bootstrap has no licence text",
    ]


def test_every_pinned_icon_is_in_the_sprite() -> None:
    sprite = (vendoring.VENDOR / "bootstrap-icons" / "sprite.svg").read_text("utf-8")
    pinned = vendoring.read_manifest()[-1]["files"]["bootstrap-icons/sprite.svg"]["icons"]

    assert [icon for icon in pinned if f'<symbol id="{icon}"' not in sprite] == []


def test_sprite_of_a_release_holds_one_symbol_per_icon(tmp_path: Path) -> None:
    archive = a_release(tmp_path, {"icons/sun.svg": '<svg class="bi">\n  <path d="M1"/>\n</svg>'})

    with tarfile.open(archive) as release:
        sprite = vendoring.build_sprite(release, ["sun"]).decode()

    assert sprite == (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        '<symbol id="sun" viewBox="0 0 16 16"><path d="M1"/></symbol>\n'
        "</svg>\n"
    )


def a_release(folder: Path, members: dict[str, str]) -> Path:
    """Write an npm-shaped archive holding `members` and return its path."""
    path = folder / "release.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return path
