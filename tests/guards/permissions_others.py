"""What lies outside workspaces: the way in, a person's own pages, the operators' admin."""

from tests.guards.permissions_table import (
    ANYBODY,
    KEY_IN_ADDRESS,
    OPERATOR,
    SIGNED_IN,
    Row,
    row,
)

OTHERS: dict[str, Row] = {
    "start": row(get=SIGNED_IN),
    "workspaces": row(get=SIGNED_IN),
    "workspace-new": row(get=SIGNED_IN, post=SIGNED_IN),
    "styleguide": row(get=SIGNED_IN),
    "workspace-restore": row(post=SIGNED_IN),
    "workspace-delete": row(get=SIGNED_IN, post=SIGNED_IN),
    "bring": row(get=SIGNED_IN, post=SIGNED_IN),
    "bring-job": row(get=SIGNED_IN, of="job"),
    "bring-look": row(get=SIGNED_IN, post=SIGNED_IN, of="token"),
    "bring-drop": row(post=SIGNED_IN, of="token"),
    # Whoever holds the link may see to which workspace it leads; accepting takes signing in.
    "invitation": row(get=ANYBODY, post=ANYBODY, absent="no link was opened"),
    "invitation-open": row(get=ANYBODY, of="token"),
    # Whoever holds the link of a survey may answer it; none of these tokens is one.
    "survey": row(get=ANYBODY, post=ANYBODY, of="token"),
    "survey-thanks": row(get=ANYBODY, of="token"),
    "ask-test": row(get=ANYBODY, post=ANYBODY, of="token"),
    "ask-test-thanks": row(get=ANYBODY, of="token"),
    # Whoever holds the link of a review, and its password where there is one, may answer it.
    "review": row(get=ANYBODY, post=ANYBODY, of="token"),
    "review-done": row(get=ANYBODY, of="token"),
    "review-text": row(get=ANYBODY, post=ANYBODY, of="token", fill={"number": "1"}),
    # GrowthBook's SDKs say the key in the address; no header opens these (test_growthbook.py).
    "growthbook-features": row(get=KEY_IN_ADDRESS, of="token", head=False),
    "growthbook-eval": row(post=KEY_IN_ADDRESS, of="token"),
    "growthbook-track": row(post=KEY_IN_ADDRESS),
    # Whoever has a split link may open it, and any site may load the script.
    "split-link-go": row(get=ANYBODY, of="token"),
    "script-tag": row(get=ANYBODY),
    # Whoever holds a share link, and its password, fetches its file; none of these is one.
    "shared": row(get=ANYBODY, post=ANYBODY, of="token"),
    "shared-file": row(post=ANYBODY, of="token"),
    "shared-send": row(post=ANYBODY, of="token"),
    "shared-sent": row(get=ANYBODY, of="token"),
    # Whoever has the address of a table reads it, until it is revoked.
    "live-table": row(get=ANYBODY, of="token"),
    # Whoever holds the letter may stop it, and nothing else.
    "letter-stop": row(get=ANYBODY, post=ANYBODY, of="token"),
    "healthz": row(get=ANYBODY),
    "api-schema": row(get=ANYBODY),
    "api-docs": row(get=ANYBODY),
}
PREFIXES: dict[str, str] = {
    "accounts/": ANYBODY,
    "operators": OPERATOR,
}
"""Addresses of other packages, by how their route begins: who may get past their first page.

``ANYBODY`` is the way in; what lies behind it (sessions, second factors) is for the person signed
in and is theirs alone, as ``OWN`` says.
"""
OWN = (
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "account-profile",
    "account-data",
)
"""Pages of other packages that send a stranger to sign in."""
