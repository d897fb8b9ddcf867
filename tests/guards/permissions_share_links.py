"""The pages of who may see what leaves: links, guests, history, settings."""

from tests.guards.permissions_table import EDIT, MANAGE, VIEW, Row, row

SHARE_LINKS: dict[str, Row] = {
    "share-links": row(get=VIEW, post=EDIT),
    "share-link": row(get=VIEW, post=EDIT, of="sharelink"),
    "share-link-revoke": row(post=EDIT, of="sharelink"),
    "share-link-file": row(post=EDIT, of="sharelink"),
    "share-history": row(get=VIEW),
    "share-history-download": row(get=VIEW),
    "write-campaign-guests": row(get=VIEW, post=EDIT, of="campaign"),
    "write-guest-remove": row(post=EDIT, of="campaignguest"),
    "settings-sharing": row(get=MANAGE, post=MANAGE),
    "settings-sharing-logo": row(get=VIEW, absent="no logo was uploaded"),
    "settings-sharing-logo-remove": row(post=MANAGE),
}
