"""Who may do what at which address: the declaration the matrix compares the site with.

One row for each URL name, with the permission each method takes. It repeats on purpose what the
views say: a view that opens a door wider than its row fails ``test_matrix.py``, and an address
without a row fails ``test_permissions_table.py``. Add the row for a new address to the file of its
area: ``permissions_pages.py`` (below ``/w/<slug>/``), ``permissions_rest.py`` (keys), or
``permissions_others.py`` (accounts, the operators' admin, what is open to anybody).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ANYBODY = "anybody"
SIGNED_IN = "signed in"
OPERATOR = "operator"
KEY_IN_ADDRESS = "a publishable key in the address"
VIEW = "view"
SHARE = "share"
EDIT = "edit"
APPROVE = "approve"
MANAGE = "manage"
DELIVER = "deliver"
REPORT = "report"

ROLES: dict[str, frozenset[str]] = {
    "agency": frozenset({SHARE}),
    "viewer": frozenset({VIEW, SHARE}),
    "editor": frozenset({VIEW, SHARE, EDIT}),
    "approver": frozenset({VIEW, SHARE, EDIT, APPROVE}),
    "owner": frozenset({VIEW, SHARE, EDIT, APPROVE, MANAGE}),
}
KEYS: dict[str, frozenset[str]] = {
    "publishable": frozenset({DELIVER, REPORT}),
    "read": frozenset({VIEW, SHARE, DELIVER}),
    "write": frozenset({VIEW, SHARE, EDIT, DELIVER, REPORT}),
    "approve": frozenset({VIEW, APPROVE}),
    "all scopes": frozenset({VIEW, SHARE, EDIT, APPROVE, DELIVER, REPORT}),
}
"""What a role and a key may do, as people were told; not read from the code that decides it."""


@dataclass(frozen=True)
class Row:
    """Method -> permission. ``of`` names the kind of row in the address (a model's name, or one
    of the odd ones that ``matrix_stage.py`` makes); ``fill`` holds what other blanks get.

    ``body`` is what a program sends where an empty object would not get as far as the row.
    ``absent`` says why an own row may not be found (404) although all is as it should be.
    """

    methods: Mapping[str, str]
    of: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    body: str = "{}"
    absent: str = ""
    head: bool = True

    def permission(self, method: str) -> str | None:
        """What ``method`` takes, or None where the address does not know the method."""
        if method == "HEAD" and not self.head:
            return None
        return self.methods.get("GET" if method == "HEAD" else method)


def row(
    *,
    get: str = "",
    post: str = "",
    patch: str = "",
    put: str = "",
    delete: str = "",
    of: str = "",
    fill: Mapping[str, str] | None = None,
    body: str = "{}",
    absent: str = "",
    head: bool = True,
) -> Row:
    given = {"GET": get, "POST": post, "PATCH": patch, "PUT": put, "DELETE": delete}
    methods = {method: permission for method, permission in given.items() if permission}
    return Row(methods, of=of, fill=fill or {}, body=body, absent=absent, head=head)
