"""Examples of ask-tests."""

from typing import Any

from messaging.ask_tests import Asking, close_ask_test, create_ask_test
from messaging.models import AskTest
from tests import make
from tests.guards.audit_examples_rest import on_row, rows_of
from tests.guards.audit_table import Ask, Example, Scene
from tests.messaging.asking import variants


def ask_test(scene: Scene) -> AskTest:
    return create_ask_test(
        access=scene.access,
        persona=make.make_persona(scene.workspace),
        variants=variants(scene.access),
        asking=Asking(),
    )


def closed(scene: Scene) -> AskTest:
    test = ask_test(scene)
    close_ask_test(access=scene.access, test=test)
    return test


def new(scene: Scene) -> dict[str, Any]:
    return {
        "persona": make.make_persona(scene.workspace).pk,
        "variants": [row.pk for row in variants(scene.access)],
        "language": "en",
    }


PAGES = [
    Example("test-ask-new", "created", "asktest", lambda scene: Ask(data=new(scene)), again=1),
    on_row("test-ask-close", "closed", "asktest", ask_test),
    on_row("test-ask-reopen", "reopened", "asktest", closed),
    on_row("test-ask-delete", "removed", "asktest", ask_test),
]
REST = [
    *rows_of("ask-test", "asktest", ask_test, new=new, change={"title": "Whose is it?"}, again=1),
    on_row("api-ask-test-close", "closed", "asktest", ask_test),
    on_row("api-ask-test-reopen", "reopened", "asktest", closed),
]
