"""What if: changes to an instance as a document of their own, `cdo-timeshare-edits/1`.

The document is `{"format", "name", "edits": [...]}`: edits are made in order, each an object with
its `op`; see `shapes` for the fields of each, `loosening` for the rules that can be put off.
"""

from solver.edits.apply import edit
from solver.edits.loosening import FIXED, LOOSE
from solver.edits.shapes import FORMAT

__all__ = ["FIXED", "FORMAT", "LOOSE", "edit"]
