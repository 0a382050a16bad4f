"""What people type, made fit to be stored and shown on one line."""


def clean_line(text: str) -> str:
    r"""Return `text` on one line: invisible characters go, runs of white space become a space.

    >>> clean_line(" Refaire\n le\x00  site ")
    'Refaire le site'
    """
    visible = (character for character in text if character.isprintable() or character.isspace())
    return " ".join("".join(visible).split())
