"""Limits of what may be imported, and why each is what it is."""

# What the largest exports of a survey or review program hold; a larger one is split.
MAX_ROWS = 200_000
# Lines that a pasted quote takes on average, at most, its blank lines included.
LINES_A_QUOTE = 10
# Survey exports reach about sixty columns.
MAX_COLUMNS = 200
# A workbook of 100,000 rows and 15 columns unpacks to about 85 MB; this holds MAX_ROWS of them.
MAX_UNPACKED_BYTES = 224 * 1024 * 1024
# A large real workbook has about a hundred members (sheets, drawings, comments).
MAX_MEMBERS = 1_000
# A sheet is held as a full rectangle while it is read, whatever of it is filled: 32 bytes a cell.
MAX_SHEET_CELLS = 4_000_000
# Rows of a sheet, empty ones among them: whoever formats a whole sheet gets a million.
MAX_SHEET_ROWS = 220_000
# Characters of a line: a hundred of the longest quotes. Cutting more into cells takes seconds.
LONGEST_LINE = 1_000_000
# Characters of a cell: Excel holds 32,767, and four times as many are no answer either.
LONGEST_CELL = 131_072
# The longest quote that is kept; longer ones are almost always a missing quotation mark.
MAX_QUOTE_LENGTH = 10_000
# Faults a page shows; all of them are in the file that can be downloaded.
FAULTS_SHOWN = 50

# Matching of quotes with pains. Chosen on labelled support questions; the figures are
# in docs/how-to/import-quotes.md. Runs of four letters forgive spelling; they count less than
# whole stems, since several of them make one word.
LETTER_RUN = 4
LETTER_RUN_WEIGHT = 0.3
# How much of a pain's likeness comes from its single nearest text; the rest from all its texts.
NEAREST_QUOTE_SHARE = 0.3
# A page that offers more is not read; the right pain is nearly always among the first two.
SUGGESTIONS_PER_QUOTE = 2
# Below this hardly one suggestion in five is right.
LEAST_CONFIDENCE = 0.25
# A search for pains takes a quote for one of a known pain from here on; below it three suggestions
# in ten are right, and the quote is grouped with its like instead.
MATCHED_FROM = 0.4
# The newest quotes that a pain is known by when others are compared with it.
QUOTES_TO_KNOW_A_PAIN_BY = 60
# Below this many quotes a search still works, but what it finds are single voices.
FEW_QUOTES = 30
