"""The numbers that decide how workspaces are taken along, brought, and how people are erased."""

FORMAT_VERSION = 1
"""Of the files in the zip. Raise it when an older site could no longer read what a newer wrote."""

KEEP_DAYS = 7
"""Days a finished export is kept. It holds everything; nobody should find it here next year."""

KEEP_UPLOAD_HOURS = 24
"""Hours an uploaded zip is kept that nobody said yes or no to."""

ROWS_AT_ONCE = 2_000
"""Rows read or written in one statement: some megabytes at most, whatever the workspace holds."""

READ_AGAIN = 5
"""How often the export begins anew because somebody changed something meanwhile."""

SHEET_ROWS = 100_000
"""The most rows of one sheet; whoever needs more reads the JSON Lines beside it."""

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of one row in a JSON Lines file. Our longest, a look at many goals, has some 100 kB."""

MOST_MEMBERS = 20_000
"""Files in a zip: one for each model and one for each import of quotes."""

MOST_UNPACKED = 8 * 1024**3
"""Bytes all files of a zip may unpack to: about 25 million events."""

MOST_RATIO = 200
"""How far a zip may unpack. Rows of events pack 10 to 30 times; a bomb packs a thousand times."""

MOST_MANIFEST = 16 * 1024 * 1024
"""Bytes of the manifest, which is read whole."""

SHORTEST_WORDS = 4
"""Characters of words to look for. Shorter ones stand in too many texts of other people."""

MOST_TERMS = 50
"""How many references, ids and words one erasure may name."""

SHOWN_ROWS = 10
"""How many rows a preview shows of each kind; all of them are counted."""
