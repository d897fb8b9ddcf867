"""Every address x method x who asks x which object, compared with the declared table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.http import HttpResponseBase

from tests.guards.addresses import Address
from tests.guards.matrix_stage import (
    CLOSED,
    FORM,
    JSON,
    NO_SLUG,
    NOWHERE,
    OWN,
    THEIRS,
    Caller,
    Stage,
)
from tests.guards.permissions_rest import DELIVERY
from tests.guards.permissions_table import KEY_IN_ADDRESS, SIGNED_IN, Row

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
SAFE = ("GET", "HEAD", "OPTIONS")
NO_ROW = "no-such-row-anywhere"
LOGIN = "/accounts/login/?next="
TOKENS = re.compile(rb"\b[A-Za-z0-9]{64}\b")
"""Against forged requests; another one on every page."""
PASSING = ("Content-Length", "Expires")
"""Headers that tell the length of the address, and the time of day."""
ALIKE = ("a session", "a made-up key", "an expired key", "a revoked key")
ALIKE = (*ALIKE, "a key of an archived workspace")
"""Refused at the same place as a stranger: they try what an address knows, and OPTIONS."""


@dataclass(frozen=True)
class Place:
    """One object a request is about. ``real`` says that it is there, and the caller's own."""

    name: str
    path: str
    said: tuple[str, ...]
    real: bool


@dataclass
class Findings:
    """What differed from the table, and how many combinations were tried."""

    faults: list[str] = field(default_factory=list)
    tried: int = 0

    def expect(self, right: bool, caller: Caller, method: str, place: Place, what: str) -> None:
        if not right:
            self.faults.append(f"{method} {place.path} ({place.name}) by {caller.name}: {what}")


def places_of_page(address: Address, row: Row, stage: Stage) -> list[Place]:
    """The objects a page is asked for: own, another workspace's, none, a closed workspace's."""

    def place(name: str, slug: str, row_id: object, *, real: bool = False) -> Place:
        path = address.path(slug, row.fill, other=row_id)
        return Place(name, path, (str(row_id), slug), real)

    if not row.of:
        own = their = absent = NOWHERE
    else:
        own, their = (stage.rows[slug][row.of] for slug in (OWN, THEIRS))  # type: ignore[assignment]
        absent = NOWHERE
    found = [place("own", OWN, own, real=True)]
    if row.of:
        found.append(place("another's row", OWN, their))
        found.append(place("no row", OWN, absent))
    found.append(place("another's workspace", THEIRS, their))
    found.append(place("no workspace", NO_SLUG, their))
    found.append(place("an archived workspace", CLOSED, own))
    return found


def places_of_rest(address: Address, row: Row, stage: Stage, caller: Caller) -> list[Place]:
    """The objects a program asks for: its workspace's own, another's, none."""
    if not row.of:
        return [Place("own", address.path("", row.fill), (), real=True)]
    own, their = (stage.rows[slug][row.of] for slug in (OWN, THEIRS))
    if caller.name == "a key of another workspace":
        own, their = their, own
    absent: object = NO_ROW if isinstance(own, str) else NOWHERE
    return [
        Place(name, address.path("", row.fill, other=value), (str(value),), name == "own")
        for name, value in (("own", own), ("another's row", their), ("no row", absent))
    ]


def try_page(address: Address, row: Row, stage: Stage, found: Findings) -> None:
    """One page of a workspace: everybody, every method, every object."""
    places = places_of_page(address, row, stage)
    for caller in stage.people:
        for method in METHODS:
            heard: dict[str, tuple[object, ...]] = {}
            if method == "HEAD" and caller.name in ("agency", "editor", "approver"):
                continue  # a page is as dear to make without its body
            for place in _worth_it(row, method, places):
                if caller.name.startswith("a member of another") and place.path.startswith(
                    f"/w/{THEIRS}/"
                ):
                    continue
                answer = _ask(caller, method, place, _may(row, caller, method, place), found)
                _judge_page(row, caller, method, place, answer, found)
                heard[place.name] = _told(answer, place)
            _same(heard, ("another's row", "no row"), caller, method, places, found)
            _same(heard, ("another's workspace", "no workspace"), caller, method, places, found)


def try_rest(address: Address, row: Row, stage: Stage, found: Findings) -> None:
    """One address for programs: every key, every method, every object."""
    for caller in stage.keys:
        places = places_of_rest(address, row, stage, caller)
        for method in METHODS:
            heard: dict[str, tuple[object, ...]] = {}
            if caller.name in ALIKE and not (row.permission(method) or method == "OPTIONS"):
                continue
            for place in _worth_it(row, method, places):
                allowed = _may(row, caller, method, place)
                answer = _ask(caller, method, place, allowed, found, row.body)
                _judge_rest(row, caller, method, place, answer, found, address.name in DELIVERY)
                heard[place.name] = _told(answer, place)
            _same(heard, ("another's row", "no row"), caller, method, places, found)


def try_other(address: Address, row: Row, stage: Stage, found: Findings) -> None:
    """An address outside workspaces. Rows that its blanks name are nobody's here."""
    place = Place("outside", address.path(THEIRS, row.fill, other=NOWHERE), (), real=False)
    lost = (404,) if "<" in address.route or row.absent else ()
    for caller in stage.people:
        for method in METHODS:
            needed = row.permission(method)
            answer = _ask(caller, method, place, False, found)
            status = answer.status_code
            if needed is None:
                keyless = 200 if address.route.startswith("api/") else 405
                right = 204 if KEY_IN_ADDRESS in row.methods.values() else keyless
                fine = status in (405, right if method == "OPTIONS" else 405)
                found.expect(fine, caller, method, place, f"answered {status}")
            elif needed == SIGNED_IN and caller.may is None:
                sent = answer.headers.get("Location", "").startswith(LOGIN)
                found.expect(sent, caller, method, place, f"answered {status}, not the way in")
            else:
                fine = status in ((401,) if needed == KEY_IN_ADDRESS else (200, 302, *lost))
                found.expect(fine, caller, method, place, f"is allowed, and answered {status}")


def _worth_it(row: Row, method: str, places: list[Place]) -> list[Place]:
    """A method which an address does not know is refused before any object is looked for: two
    objects show it."""
    known = row.permission(method) or method == "OPTIONS"
    return places if known else [place for place in places if place.name.endswith(("own", "row"))]


def tell(caller: Caller, method: str, place: Place, found: Findings) -> tuple[object, ...]:
    """What the caller hears who may not have what is at this place."""
    return _told(_ask(caller, method, place, False, found), place)


def _may(row: Row, caller: Caller, method: str, place: Place) -> bool:
    needed = row.permission(method)
    return bool(place.real and needed and caller.may is not None and needed in caller.may)


def _ask(
    caller: Caller, method: str, place: Place, allowed: bool, found: Findings, json: str = ""
) -> HttpResponseBase:
    """Ask; take back what an allowed request changed, and see that a refused one changed none."""
    found.tried += 1
    kind = JSON if json else FORM
    body = b"" if method in SAFE else json.encode()
    if allowed and method not in SAFE:
        with transaction.atomic():
            answer = caller.ask(method, place.path, body, kind)
            transaction.set_rollback(True)
    else:
        answer = caller.ask(method, place.path, body, kind)
        changed = "; ".join(caller.written)
        found.expect(not changed, caller, method, place, f"changed rows: {changed[:300]}")
    found.expect(answer.status_code < 500, caller, method, place, f"broke: {answer.status_code}")
    return answer


def _judge_page(
    row: Row, caller: Caller, method: str, place: Place, answer: HttpResponseBase, found: Findings
) -> None:
    status = answer.status_code
    needed = row.permission(method)
    if needed is None:
        right: tuple[int, ...] = (405,)
        if caller.name != "owner":
            right = (302, 405) if caller.may is None else (403, 404, 405)
        elif not place.real:
            right = (404, 405)
    elif caller.may is None:
        right = (302,)
    elif place.path.startswith(f"/w/{OWN}/") and caller.name in _MEMBERS:
        if needed not in caller.may:
            right = (403,)
        elif not place.real:
            right = (404,)
        else:
            lost = status == 404 and not row.absent
            fine = status not in (401, 403, 405) and not lost
            found.expect(fine, caller, method, place, f"is allowed, and answered {status}")
            return
    else:
        right = (404,)
    found.expect(status in right, caller, method, place, f"answered {status}, not {right}")
    if status == 302:
        sent = answer.headers["Location"].startswith(LOGIN)
        found.expect(sent, caller, method, place, f"sent to {answer.headers['Location']}")


_MEMBERS = ("agency", "viewer", "editor", "approver", "owner")


def _judge_rest(
    row: Row,
    caller: Caller,
    method: str,
    place: Place,
    answer: HttpResponseBase,
    found: Findings,
    delivery: bool,
) -> None:
    status = answer.status_code
    needed = row.permission(method)
    if method == "OPTIONS":
        right: tuple[int, ...] = (204,) if delivery else (200, 403, 404)
        if caller.may is None and not delivery:
            right = (401,)
    elif needed is None:
        right = (405,)
        if caller.may is None:
            right = (401, 405)
        elif caller.name not in ("all scopes", "a key of another workspace"):
            right = (403, 405)
    elif caller.may is None:
        right = (401,)
    elif needed not in caller.may:
        right = (403,)
    elif not place.real:
        right = (404,)
    else:
        lost = status == 404 and not row.absent
        fine = status not in (401, 403, 405) and not lost
        found.expect(fine, caller, method, place, f"is allowed, and answered {status}")
        return
    found.expect(status in right, caller, method, place, f"answered {status}, not {right}")


def _told(answer: HttpResponseBase, place: Place) -> tuple[object, ...]:
    """Everything an answer tells, apart from the id that was asked for."""
    body = b"" if answer.streaming else TOKENS.sub(b"", answer.content)  # type: ignore[attr-defined]
    headers = {name: value for name, value in answer.headers.items() if name not in PASSING}
    text = f"{sorted(headers.items())}".encode() + body
    for word in place.said:
        text = text.replace(word.encode(), b"*")
    return answer.status_code, text


def _same(
    heard: dict[str, tuple[object, ...]],
    names: tuple[str, str],
    caller: Caller,
    method: str,
    places: Iterable[Place],
    found: Findings,
) -> None:
    """Another's object answers exactly like one that does not exist."""
    if all(name in heard for name in names):
        place = next(place for place in places if place.name == names[0])
        alike = heard[names[0]] == heard[names[1]]
        found.expect(alike, caller, method, place, f"can be told from {names[1]}")


def fingerprint() -> dict[str, int]:
    """How many rows each table has, and the newest audit record: cheap, and moved by any change
    that is recorded."""
    tables = [name for name in connection.introspection.table_names() if "session" not in name]
    counts = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(counts)
        found = dict(cursor.fetchall())
        cursor.execute("SELECT MAX(id) FROM workspaces_auditrecord")
        return found | {"newest audit record": cursor.fetchone()[0]}


def chunks(names: Iterable[str], number: int) -> list[list[str]]:
    """``names`` in ``number`` heaps of about the same length."""
    ordered = sorted(names)
    return [ordered[start::number] for start in range(number)]
