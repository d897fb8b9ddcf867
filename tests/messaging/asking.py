"""What tests of ask-tests share: one of some texts, and a form as a page of ours would send it."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.test import Client
from django.utils import timezone

from messaging.ask_tests import Asking, create_ask_test
from messaging.models import AskTest, Variant
from personas.survey_ticket import SALT
from tests import make
from tests.conftest import Cast
from workspaces.access import Access

HEADLINES = ("Sundays are not for receipts", "Stop chasing people", "Books by the third", "Sleep")


def variants(access: Access, count: int = 2, **fields: Any) -> list[Variant]:
    message = make.make_message(access.workspace)
    return [
        make.make_variant(message, parts=make.HERO | {"headline": HEADLINES[place]}, **fields)
        for place in range(count)
    ]


def begin(cast: Cast, count: int = 2, **asking: Any) -> AskTest:
    return create_ask_test(
        access=cast.access,
        persona=make.make_persona(cast.workspace),
        variants=variants(cast.access, count),
        asking=Asking(**asking),
    )


def ticket(test: AskTest, *, number: str = "a", age: float = 60, kind: str = "asktest") -> str:
    made = timezone.now() - timedelta(seconds=age)

    class Signer(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(made.timestamp()))

    return str(Signer(salt=SALT).sign_object({kind: test.pk, "number": number}))


def send(test: AskTest, *, client: Client | None = None, number: str = "a", **fields: Any) -> Any:
    """The first text of the first pair is chosen, with a reason, unless ``fields`` say else."""
    pair = test.pairs.all()[0]
    said = {
        "ticket": ticket(test, number=number),
        "pair": [pair.pk],
        f"p{pair.pk}": "first",
        f"why{pair.pk}": "Because my Sundays are gone, every month.",
    }
    return (client or Client()).post(f"/a/{test.token}/", said | fields)
