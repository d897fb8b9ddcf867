"""Examples of addresses at which spreadsheets read tables."""

from tests.guards.audit_table import Ask, Example, Scene
from workspaces.models import TableAddress
from workspaces.table_addresses import make_table_address

NEW = {"table": "copy", "name": "Monday sheet"}


def address(scene: Scene) -> TableAddress:
    return make_table_address(access=scene.access, **NEW)


PAGES = [
    Example("share-tables", "created", "tableaddress", lambda scene: Ask(data=NEW), again=1),
    Example("share-table-revoke", "revoked", "tableaddress", lambda scene: Ask(address(scene))),
]
REST = [
    Example(
        "api-table-address-list", "created", "tableaddress", lambda scene: Ask(data=NEW), again=1
    ),
    Example(
        "api-table-address-revoke", "revoked", "tableaddress", lambda scene: Ask(address(scene))
    ),
]
