"""The pages of results that come home, and of tests that run elsewhere, by URL name."""

from tests.guards.permissions_table import EDIT, VIEW, row

NO_EXPORT = "the job here wrote no file of texts"
SPLIT_HERE = "the test here is split by us, and has no card"
RESULTS_HOME = {
    "share-results": row(get=VIEW, post=EDIT),
    "share-results-one": row(get=VIEW, of="resultreport"),
    **{
        f"share-results-{step}": row(post=EDIT, of="resultreport")
        for step in ("columns", "assign", "apply", "undo", "discard")
    },
    "share-run-there": row(get=EDIT, post=EDIT, of="message"),
    "share-run-there-export": row(get=EDIT, of="job", absent=NO_EXPORT),
    "test-card": row(get=VIEW, of="experiment", absent=SPLIT_HERE),
    "test-card-file": row(get=VIEW, of="experiment", absent=SPLIT_HERE),
}
