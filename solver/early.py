"""Ctrl-C while `python -m solver` is still loading: it ends quietly, there being nothing to keep.

Imported before all that takes long. Programs that only use the solver are left as they are.
"""

import os
import signal
import sys

INTERRUPTED = 130

# This is what the command line looks like while Python looks for the module to run.
if sys.argv[:1] == ["-m"] and "solver" in sys.orig_argv:
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
