"""The wheel carries the compiled library of the machine that builds it, or none."""

import runpy
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NativeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the library to the wheel, and mark the wheel for this kind of machine."""
        # By path: while a wheel is being built, the package itself cannot be imported.
        build = runpy.run_path(str(Path(__file__).with_name("build.py")))["build"]
        try:
            library = build()
        except (OSError, subprocess.SubprocessError) as error:
            self.app.display_warning(f"No compiled library in this wheel: {error}")
            return
        build_data["artifacts"].append(f"/solver/native/{library.name}")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
