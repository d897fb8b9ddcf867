"""The stage of the matrix: two workspaces full of rows, one in the archive, and everybody who asks.

It is set up once for a module, inside a transaction that is never committed.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone

from experiments.models import QuarantinedEvent
from home.load_brand import load_brand, load_sample, sample_documents
from messaging.models import Campaign, Claim, Voice
from personas.import_evidence import start_paste
from tests import make
from tests.guards import scoped_sql
from tests.guards.tenancy import workspace_models
from tests.listening_rows import fill_listening
from workspaces.access import Access
from workspaces.invitations import invite
from workspaces.keys import create_key, revoke_key
from workspaces.membership import add_member, create_workspace
from workspaces.models import Job, Role, User, Workspace

NOWHERE = 987_654_321
"""An id no row has."""
OWN, THEIRS, CLOSED, NO_SLUG = "tea", "elsewhere", "closed", "nowhere"
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.I)
NOT_A_CHANGE = {
    "django_session": "who is signed in",
    "usersessions_usersession": "when a session was last seen",
    "workspaces_apikey": "when a key was last used: see LAST_USED",
    "django_cache": "how often somebody asked",
}
"""Tables that a refused request may write to, and what for."""
LAST_USED = re.compile(r'^UPDATE "workspaces_apikey" SET "last_used_at"')


@dataclass
class Caller:
    """Somebody who asks, below Django's test client, which is slow on purpose."""

    name: str
    may: frozenset[str] | None
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.factory = RequestFactory(**self.headers)
        if self.cookie:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = self.cookie

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> HttpResponseBase:
        """The answer; ``written`` then holds the statements that changed rows."""
        request: Any = self.factory.generic(method, path, body, content_type=kind or FORM)
        request._dont_enforce_csrf_checks = True
        self.written = []
        with connection.execute_wrapper(self._note), connection.execute_wrapper(scoped_sql.check):
            answer = HANDLER.get_response(request)
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[arg-type]
                _close(answer)
        return answer

    def _note(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found and (found[1] not in NOT_A_CHANGE or _is_change_of_a_key(sql)):
            self.written.append(sql)
        return execute(sql, parameters, many, context)


def _close(answer: HttpResponseBase) -> None:
    """Close the file of an answer, but not the connection with our transaction in it."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def _is_change_of_a_key(sql: str) -> bool:
    return "workspaces_apikey" in sql and not LAST_USED.match(sql)


FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
HANDLER: Any = ClientHandler(enforce_csrf_checks=False)


@dataclass
class Stage:
    """Who asks, and what there is: workspace's slug -> kind of row -> its id in an address."""

    people: list[Caller]
    keys: list[Caller]
    rows: dict[str, dict[str, object]]

    def caller(self, name: str) -> Caller:
        return next(each for each in [*self.people, *self.keys] if each.name == name)


@contextmanager
def set_stage() -> Iterator[Stage]:
    """Everything in one transaction, which is rolled back at the end."""
    if HANDLER._middleware_chain is None:
        HANDLER.load_middleware()
    with transaction.atomic():
        yield _stage()
        transaction.set_rollback(True)


def _stage() -> Stage:
    _count_from_far_apart()
    owner, outsider = make.make_user("owner@example.org"), make.make_user("out@example.org")
    ours = create_workspace(user=owner, name="Tea and Sons", slug=OWN)
    theirs = create_workspace(user=outsider, name="Elsewhere", slug=THEIRS)
    closed = create_workspace(user=owner, name="Closed", slug=CLOSED)
    people = {"owner": owner}
    for role in Role.values:
        if role != Role.OWNER:
            people[role] = make.make_user(f"{role}@example.org")
            add_member(access=ours, user=people[role], role=role)
            add_member(access=closed, user=people[role], role=role)
    rows = {
        OWN: _fill(ours, make.make_user("member@example.org")),
        THEIRS: _fill(theirs, make.make_user("guest@example.org")),
    }
    keys = _keys(ours, theirs, closed, owner)
    Workspace.objects.filter(slug=CLOSED).update(archived_at=timezone.now())
    return Stage(_people(people, outsider, keys), keys, rows)


def _count_from_far_apart() -> None:
    """Ids of each table begin somewhere else, so that none is right by chance, nor a number that
    an answer holds for another reason."""
    with connection.cursor() as cursor:
        for number, model in enumerate(workspace_models(), start=1):
            table, first = model._meta.db_table, 100_000 * number + 7_000
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, first])
            elif model._meta.pk.name == "id":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first]
                )


def _fill(access: Access, guest: User) -> dict[str, object]:
    """Rows of every kind: the sample brand (its copy and its test in one place only, for they
    take long), and what it does not have."""
    workspace = access.workspace
    if workspace.slug == OWN:
        load_sample(access=access)
    else:
        load_brand(access=access, document=sample_documents()[0])
    create_key(access=access, name="spare", kind="secret")
    add_member(access=access, user=guest, role=Role.VIEWER)
    evidence = make.make_evidence(workspace)
    live = make.make_message(workspace)
    make.make_live(live)
    goal = make.make_goal(workspace)
    make.make_experiment(make.make_message(workspace), goal=goal)
    make.make_offer(workspace, make.make_pain(workspace))
    Campaign.objects.create(workspace=workspace, name="Spring")
    voice, _ = Voice.objects.get_or_create(workspace=workspace)
    Claim.objects.create(workspace=workspace, voice=voice, text="The best tea in town")
    QuarantinedEvent.objects.create(
        workspace=workspace, received_at=timezone.now(), code="x", detail="x", body={}
    )
    make.make_delivery(make.make_webhook(workspace))
    invite(access=access, email="somebody@example.org", role=Role.VIEWER)
    job = Job.objects.create(workspace=workspace, kind="test", state=Job.State.DONE)
    job.result_file.save("a.txt", ContentFile(b"a"))
    start_paste(access=access, text="I lost my Sunday again.", persona=None, defaults={})
    fill_listening(workspace)
    rows: dict[str, object] = {}
    for model in workspace_models():
        found = model._default_manager.filter(workspace=workspace).order_by("pk").first()
        if found is not None:
            rows[model._meta.model_name or ""] = found.pk
    rows["evidence"] = evidence.pk
    rows["membership"] = guest.memberships.get(workspace=workspace).pk
    rows["variant"] = make.make_variant(live).pk  # a draft, which an editor may still change
    rows["placement key"] = live.placement.key  # which no other workspace has
    return rows


def _people(people: dict[str, User], outsider: User, keys: list[Caller]) -> list[Caller]:
    from tests.guards.permissions_table import ROLES

    token = next(each.headers for each in keys if each.name == "all scopes")
    members = [Caller(role, ROLES[role], cookie=_session_of(user)) for role, user in people.items()]
    return [
        Caller("a stranger", None),
        Caller("a key", None, headers=token),
        Caller("a member of another workspace", frozenset(), cookie=_session_of(outsider)),
        *members,
    ]


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _keys(ours: Access, theirs: Access, closed: Access, owner: User) -> list[Caller]:
    from tests.guards.permissions_table import KEYS

    def key(access: Access, **more: Any) -> dict[str, str]:
        _, token = create_key(access=access, name="k", kind=more.pop("kind", "secret"), **more)
        return {"HTTP_AUTHORIZATION": f"Bearer {token}"}

    revoked, token = create_key(access=ours, name="old", kind="secret")
    revoke_key(access=ours, key=revoked)
    past = timezone.now() - timedelta(days=1)
    made_up = "sk_" + hashlib.sha256(b"made up").hexdigest()
    return [
        Caller("a stranger", None),
        Caller("a session", None, cookie=_session_of(owner)),
        Caller("a made-up key", None, headers={"HTTP_X_API_KEY": made_up}),
        Caller("an expired key", None, headers=key(ours, expires_at=past)),
        Caller("a revoked key", None, headers={"HTTP_AUTHORIZATION": f"Bearer {token}"}),
        Caller("a key of an archived workspace", None, headers=key(closed)),
        Caller("publishable", KEYS["publishable"], headers=key(ours, kind="publishable")),
        *(
            Caller(scope, KEYS[scope], headers=key(ours, scopes=[scope]))
            for scope in ("read", "write", "approve")
        ),
        Caller("all scopes", KEYS["all scopes"], headers=key(ours)),
        Caller("a key of another workspace", KEYS["all scopes"], headers=key(theirs)),
    ]
