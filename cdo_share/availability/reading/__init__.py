"""Reading calendar files from anywhere, with limits, in a process that may break.

`guard` asks; `child` is the process; `sieve`, `lines` and `rules` cut a file down to what
may be expanded; what an event then means is decided in `busy` and `meaning`.
"""
