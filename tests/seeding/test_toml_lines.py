"""Lines of tables and keys, also of arrays within arrays."""

from cdo_share.seeding.toml_lines import toml_lines

TEXT = """\
# a comment = no key
[period]
name = "Hiver"

[[cdo]]
id = "anne"
weekly = [
  "mon-am",
]
[cdo.skills]
GEST-FACT = 3
"IA-AUTO" = 2
[[cdo.exception]] # first
kind = "leave"
[[cdo.exception]]
kind = "training"

[[cdo]]
id = "malo"
[[cdo.exception]]
kind = "leave"
"""


def test_toml_lines_nested_arrays_are_counted_within_their_own_table() -> None:
    assert toml_lines(TEXT) == {
        ("period",): 2,
        ("period", "name"): 3,
        ("cdo", 0): 5,
        ("cdo", 0, "id"): 6,
        ("cdo", 0, "weekly"): 7,
        ("cdo", 0, "skills"): 10,
        ("cdo", 0, "skills", "GEST-FACT"): 11,
        ("cdo", 0, "skills", "IA-AUTO"): 12,
        ("cdo", 0, "exception", 0): 13,
        ("cdo", 0, "exception", 0, "kind"): 14,
        ("cdo", 0, "exception", 1): 15,
        ("cdo", 0, "exception", 1, "kind"): 16,
        ("cdo", 1): 18,
        ("cdo", 1, "id"): 19,
        ("cdo", 1, "exception", 0): 20,
        ("cdo", 1, "exception", 0, "kind"): 21,
    }


def test_toml_lines_key_given_twice_keeps_the_first_line() -> None:
    assert toml_lines("a = 1\na = 2\n") == {("a",): 1}
