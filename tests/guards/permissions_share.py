"""The pages of sharing, by URL name."""

from tests.guards.permissions_results_home import RESULTS_HOME
from tests.guards.permissions_share_links import SHARE_LINKS
from tests.guards.permissions_table import APPROVE, EDIT, SHARE, VIEW, Row, row

NOT_SENT = "an agency sees the sheets it sent, and the one here is another's"
NO_FILE = "the sheet here came without its file"
SHARED: dict[str, Row] = {
    **RESULTS_HOME,
    **SHARE_LINKS,
    "share-reviews": row(get=VIEW),
    "share-review-new": row(get=EDIT, post=EDIT),
    "share-review": row(get=VIEW, of="review"),
    "share-review-edit": row(get=EDIT, post=EDIT, of="review"),
    "share-review-close": row(post=EDIT, of="review"),
    "share-review-reopen": row(post=EDIT, of="review"),
    "share-review-remove": row(post=EDIT, of="review"),
    "share-review-approve": row(post=APPROVE, of="review"),
    "share-review-download": row(get=VIEW, of="review", fill={"kind": "csv"}),
    "share-review-take": row(post=EDIT, of="reviewnote"),
    "share-review-take-all": row(post=EDIT, of="reviewitem"),
    "share-review-decline": row(post=EDIT, of="reviewnote"),
    "share": row(get=SHARE, post=SHARE),
    "share-fill": row(get=SHARE, post=SHARE),
    "share-fill-columns": row(get=SHARE, post=SHARE),
    "share-sheets": row(get=SHARE, post=SHARE),
    "share-sheet": row(get=SHARE, of="sheetimport", absent=NOT_SENT),
    "share-sheet-file": row(get=SHARE, of="sheetimport", absent=NO_FILE),
    "share-sheet-marked": row(get=SHARE, of="sheetimport", absent=NO_FILE),
    "share-sheet-choose": row(post=EDIT, of="sheetimport"),
    "share-sheet-row": row(
        post=EDIT, of="sheetimport", fill={"row": "0"}, absent="a sheet has no row 0"
    ),
    "share-sheet-apply": row(post=EDIT, of="sheetimport"),
    "share-sheet-again": row(post=SHARE, of="sheetimport", absent=NOT_SENT),
    "share-sheet-undo": row(post=EDIT, of="sheetimport"),
    "share-sheet-discard": row(post=EDIT, of="sheetimport"),
    "share-uses": row(get=VIEW, post=EDIT),
    "share-uses-download": row(get=VIEW),
    "share-uses-of-export": row(get=EDIT, post=EDIT, of="job", absent="the job here is no export"),
    "share-use-end": row(post=EDIT, of="inuse"),
    "share-use-resume": row(post=EDIT, of="inuse"),
    "write-use-add": row(post=EDIT, of="variant"),
    "share-bring": row(get=EDIT, post=EDIT),
    "share-bring-look": row(get=EDIT, post=EDIT, of="broughtin"),
    "share-bring-columns": row(post=EDIT, of="broughtin"),
    "share-bring-apply": row(post=EDIT, of="broughtin"),
    "share-bring-undo": row(post=EDIT, of="broughtin"),
    "share-bring-discard": row(post=EDIT, of="broughtin"),
    "share-reports": row(get=VIEW, post=EDIT),
    "share-report-preview": row(get=VIEW, post=VIEW),
    "share-report-schedule": row(get=VIEW, post=EDIT, of="reportschedule"),
    "share-report-remove": row(post=EDIT, of="reportschedule"),
    "share-tables": row(get=VIEW, post=EDIT),
    "share-table-revoke": row(post=EDIT, of="tableaddress"),
}
