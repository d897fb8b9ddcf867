"""How much of an import is done while a person waits, and how much at a time."""

# A file of this size is read within a second, in the request that brought it; more is a job.
READ_AT_ONCE_BYTES = 1024 * 1024
# So many rows are looked at and imported within a request; more is a job with a progress bar.
ROWS_AT_ONCE = 2_000
# Rows a transaction: the database is held for about a tenth of a second.
ROWS_A_BATCH = 1_000
# Rows between two looks at whether a job is still wanted.
ROWS_A_STEP = 1_000
# Numbers of faulty rows that are remembered; a file with more is mended in a spreadsheet.
FAULTY_KEPT = 20_000
# Faults a page, and quotes shown as examples.
FAULTS_A_PAGE = 25
EXAMPLES = 5
