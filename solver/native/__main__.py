"""`python -m solver.native`: compile what the solver needs to be fast."""

import sys

from solver.native.build import main

if __name__ == "__main__":
    sys.exit(main())
