"""The files that a command is asked to write, tried before the work: a plan must not be lost."""

import argparse
from pathlib import Path

from solver.faults import InvalidInstance


def output(text: str) -> Path:
    """Read the name of a file or folder to write."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty: name a file or folder")
    return Path(text)


def require_file(option: str, path: Path | None) -> None:
    """Raise InvalidInstance when the file of an option could not be written; None is no file."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise InvalidInstance([f"option {option}: {path} is not a file: name a file."])
    advice = "name a file in a folder that exists and that you may write in"
    try:
        _try(path)
    except OSError as error:
        fault = f"option {option}: {path} cannot be written: {error.strerror}: {advice}."
        raise InvalidInstance([fault]) from error


def require_folder(option: str, path: Path | None) -> None:
    """Make the folder of an option; raise InvalidInstance when files could not be put there."""
    if path is None:
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
        _try(path / "piece")
    except OSError as error:
        advice = "name a folder that you may write in, or a new one"
        fault = f"option {option}: {path} cannot be a folder: {error.strerror}: {advice}."
        raise InvalidInstance([fault]) from error


def _try(path: Path) -> None:
    """Make the draft that `io.save_json` would make, and take it away."""
    draft = path.with_name(path.name + ".part")
    draft.touch()
    draft.unlink()
