"""`python -m cdo_share COMMAND`, the same as the installed `cdo-share COMMAND`."""

from cdo_share.cli import main

if __name__ == "__main__":
    main()
