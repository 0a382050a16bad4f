"""Load the compiled library, compiling it first where that is possible.

Calls through `ctypes` release Python's lock, so that compiled code runs beside other threads.
"""

import ctypes
import os
import subprocess
from functools import cache

from solver.native import build

# Set to 0, the solver does without compiled code: for tests, and for a machine where it fails.
SWITCH = "CDO_SHARE_NATIVE"


@cache
def load() -> ctypes.CDLL | None:
    """Give the library, or None where there is none and none can be compiled."""
    if os.environ.get(SWITCH) == "0":
        return None
    try:
        return ctypes.CDLL(str(build.build()))
    except (OSError, subprocess.SubprocessError):
        return None
