"""The process that reads one mail: a message in, JSON out; `replies` starts it.

It limits itself before it looks at a single byte, and prints first to whom the mail is: should the
calendar in it be too much, that is known all the same.
"""

import sys
import warnings

from cdo_share.core.confined import confine

CPU_SECONDS = 8
MEMORY_BYTES = 768 * 1024 * 1024


def main() -> None:
    """Read a mail on standard input, print what it says."""
    confine(cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES)
    warnings.simplefilter("ignore")
    raw = sys.stdin.buffer.read()
    # Loaded only now: within the limits.
    from cdo_share.calendars.reply_reading import look

    for line in look(raw):
        print(line, flush=True)
