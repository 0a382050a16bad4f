"""Names of communes as people type them: without accents, case, hyphens; “st” means “saint”."""

import re
import unicodedata

SAINTS = {"st": "saint", "ste": "sainte"}
UNSPOKEN = re.compile(r"[^a-z0-9\n ]+")
SPACES = re.compile(r"  +")
CODE = re.compile(r"\d[\dab]?\d{0,3}")


def plain(text: str) -> str:
    r"""Return the text in small letters without accents or punctuation; line ends stay.

    >>> plain("L'Haÿ-les-Roses\nÉvry (91)")
    'l hay les roses\nevry 91'
    """
    small = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    bare = unicodedata.normalize("NFD", small).encode("ascii", "ignore").decode()
    return SPACES.sub(" ", UNSPOKEN.sub(" ", bare)).strip(" ")


def split_words(text: str) -> tuple[str, str]:
    """Return the name and the code of what was typed; either may be empty.

    >>> split_words("56000 Vannes"), split_words("St-Avé (56)")
    (('vannes', '56000'), ('saint ave', '56'))
    """
    words = plain(text).split()
    code = next((word for word in words if CODE.fullmatch(word)), "")
    return " ".join(SAINTS.get(word, word) for word in words if word != code), code.upper()


def spellings(text: str) -> list[str]:
    """Return the ways in which an unfinished name may go on: “st” is a saint or a Strasbourg.

    >>> spellings("st"), spellings("Pont St")
    (['saint', 'st'], ['pont saint', 'pont st'])
    """
    name, _ = split_words(text)
    last = plain(text).rpartition(" ")[2]
    if last not in SAINTS:
        return [name]
    return [name, name.removesuffix(SAINTS[last]) + last]
