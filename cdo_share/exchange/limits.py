"""How large a table may be."""

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELL_CHARACTERS = 32_767  # what a cell of a spreadsheet holds
