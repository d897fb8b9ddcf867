"""Every address has a row in the table of permissions, and every row an address."""

from tests.guards.addresses import Address, addresses
from tests.guards.permissions_others import OTHERS, OWN, PREFIXES
from tests.guards.permissions_pages import PAGES
from tests.guards.permissions_rest import REST
from tests.guards.permissions_table import KEYS, ROLES
from workspaces.access import (
    PUBLISHABLE_PERMISSIONS,
    ROLE_PERMISSIONS,
    SCOPE_PERMISSIONS,
)

ALL = addresses()
TABLES = {
    "permissions_pages.py": PAGES,
    "permissions_rest.py": REST,
    "permissions_others.py": OTHERS,
}


def home_of(address: Address) -> str:
    """The file which the row of an address belongs to."""
    if address.route.startswith("w/<slug:slug>/"):
        return "permissions_pages.py"
    machine = address.route.startswith(("api/", "ofrep/"))
    return "permissions_rest.py" if machine else "permissions_others.py"


def is_of_a_package(address: Address) -> bool:
    return address.route.startswith(tuple(PREFIXES)) and address.name not in OTHERS


def test_every_address_has_a_row() -> None:
    missing = [
        f'{address.route}: add "{address.name}": row(get=..., post=...) to '
        f"tests/guards/{home_of(address)}, with the permission each method takes"
        for address in ALL
        if not is_of_a_package(address)
        and address.name not in {**TABLES[home_of(address)], **OTHERS}
    ]
    assert not missing, "\n".join(missing)


def test_every_row_has_an_address() -> None:
    names = {address.name for address in ALL}
    left = [
        f"tests/guards/{file}: no address is named {name} any more; remove its row"
        for file, table in TABLES.items()
        for name in table
        if name not in names
    ]
    left += [f"PREFIXES: nothing begins with {each}" for each in PREFIXES if not _begins(each)]
    left += [f"OWN: no address is named {name}" for name in OWN if name not in names]
    assert not left, "\n".join(left)


def _begins(prefix: str) -> bool:
    return any(address.route.startswith(prefix) for address in ALL)


def test_every_row_says_which_row_its_address_names() -> None:
    """An address with an id in it is tried with another workspace's id: of what kind?"""
    for address in ALL:
        row = {**PAGES, **REST}.get(address.name)
        if row is None:
            continue
        blanks = [name for name in address.blanks if name not in row.fill]
        assert bool(blanks) == bool(row.of), f"{address.name}: of= says what {blanks} is"
        assert row.methods, f"{address.name}: which methods does it know?"


def test_no_two_addresses_share_a_name() -> None:
    ours = [each.name for each in ALL if not is_of_a_package(each)]
    assert sorted(ours) == sorted(set(ours))
    assert "" not in ours, "An address of ours needs a name."


def test_roles_and_keys_may_what_people_were_told() -> None:
    assert {str(role): may for role, may in ROLE_PERMISSIONS.items()} == ROLES
    scopes = {scope: KEYS[scope] for scope in SCOPE_PERMISSIONS}
    assert scopes == SCOPE_PERMISSIONS
    assert KEYS["publishable"] == PUBLISHABLE_PERMISSIONS
    assert KEYS["all scopes"] == frozenset().union(*SCOPE_PERMISSIONS.values())
