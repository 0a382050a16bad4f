"""Fetch the pinned browser libraries again and prove that the vendored copies are theirs.

`python -m cdo_share.vendoring` fetches each release with `npm pack`, checks it against
`static/vendor/vendor.json` and writes the files; `--pin` records the hashes of new versions.
The site never runs this: it serves what is committed.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parent / "static" / "vendor"
MANIFEST = VENDOR / "vendor.json"
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

Library = dict[str, Any]


class VendorError(Exception):
    """A release or a file is not what vendor.json says."""


def integrity(content: bytes, algorithm: str) -> str:
    """Return the hash of `content` as browsers and npm write it: `sha384-<base64>`."""
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}-{base64.b64encode(digest).decode()}"


def read_manifest(folder: Path = VENDOR) -> list[Library]:
    """Return the pinned libraries, each with its version, licence and file hashes."""
    libraries: list[Library] = json.loads((folder / MANIFEST.name).read_text("utf-8"))["libraries"]
    return libraries


def list_faults(folder: Path = VENDOR) -> list[str]:
    """Return one sentence per committed file that is missing, changed, unlisted or unlicensed."""
    libraries = read_manifest(folder)
    listed = {name: entry["sha384"] for lib in libraries for name, entry in lib["files"].items()}
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {
        MANIFEST.name
    }
    faults = [f"{name} is not listed in {MANIFEST.name}" for name in sorted(present - set(listed))]
    faults += [f"{name} is missing" for name in sorted(set(listed) - present)]
    faults += [
        f"{name} is not the released file"
        for name in sorted(present & set(listed))
        if integrity((folder / name).read_bytes(), "sha384") != listed[name]
    ]
    return faults + [
        f"{lib['name']} has no licence text" for lib in libraries if not _licence_text(folder, lib)
    ]


def _licence_text(folder: Path, library: Library) -> str:
    path: Path = folder / library["licence_file"]
    is_listed = library["licence_file"] in library["files"]
    return path.read_text("utf-8").strip() if is_listed and path.is_file() else ""


def fetch_release(library: Library, workspace: Path) -> bytes:
    """Return the release archive of the pinned version, as `npm pack` delivers it."""
    command = ["npm", "pack", "--silent", f"{library['name']}@{library['version']}"]
    done = subprocess.run(  # noqa: S603 - fixed command, names come from our own vendor.json
        command, cwd=workspace, check=True, capture_output=True, text=True
    )
    return (workspace / done.stdout.split()[-1]).read_bytes()


def released_files(library: Library, archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each vendored file's name and the bytes that the release archive gives it."""
    with tarfile.open(archive) as release:
        for name, entry in library["files"].items():
            if "icons" in entry:
                yield name, build_sprite(release, entry["icons"])
            else:
                yield name, _member(release, entry["member"])


def build_sprite(release: tarfile.TarFile, icons: list[str]) -> bytes:
    """Return one SVG with a `<symbol>` for each named icon, ids being the icons' names."""
    symbols = (_symbol(icon, _member(release, f"icons/{icon}.svg").decode()) for icon in icons)
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    return "\n".join(lines).encode()


def _symbol(icon: str, source: str) -> str:
    body = SVG_BODY.search(source)
    if body is None:
        raise VendorError(f"icon {icon} is not an SVG file")
    inner = "".join(line.strip() for line in body[1].splitlines())
    return f'<symbol id="{icon}" viewBox="0 0 16 16">{inner}</symbol>'


def _member(release: tarfile.TarFile, name: str) -> bytes:
    stream = release.extractfile(f"package/{name}")
    if stream is None:
        raise VendorError(f"{name} is not a file of the release")
    return stream.read()


def vendor(library: Library, *, pin: bool) -> None:
    """Fetch one library and write its files.

    Without `pin`, raises `VendorError` before writing anything that does not match the manifest.
    """
    with tempfile.TemporaryDirectory() as workspace:
        content = fetch_release(library, Path(workspace))
        archive = Path(workspace) / "release.tgz"
        archive.write_bytes(content)
        _agree(library, "tarball", integrity(content, "sha512"), pin=pin)
        for name, file_content in list(released_files(library, archive)):
            _agree(library["files"][name], "sha384", integrity(file_content, "sha384"), pin=pin)
            path = VENDOR / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file_content)


def _agree(record: Library, key: str, found: str, *, pin: bool) -> None:
    if pin:
        record[key] = found
    elif record[key] != found:
        raise VendorError(f"{key} is {found}, but {MANIFEST.name} says {record[key]}")


def main() -> None:
    """Vendor every library; leave a non-zero status if one is not the pinned release."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true", help="record the hashes of what is fetched")
    pin = parser.parse_args().pin
    libraries = read_manifest()
    for library in libraries:
        vendor(library, pin=pin)
        print(f"{library['name']} {library['version']}: {len(library['files'])} files")
    MANIFEST.write_text(json.dumps({"libraries": libraries}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
