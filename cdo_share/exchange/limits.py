"""How large a table may be, and what the process that opens a workbook may take."""

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELL_CHARACTERS = 32_767  # what a cell of a spreadsheet holds
MOST_CHARACTERS = 8_000_000  # of all cells together; a full table of members has half of that

# Of the process; an honest table of 20,000 rows takes less than half of each.
CPU_SECONDS = 30
MEMORY_BYTES = 768 * 1024 * 1024
WALL_SECONDS = 45.0
MOST_ANSWER_BYTES = 32 * 1024 * 1024
MOST_CHILDREN = 2  # at once, in one process of the site
WAIT_SECONDS = 20.0  # for one of them to end

UNCALCULATED = "#FORMULA?"  # read in place of a formula without a result
