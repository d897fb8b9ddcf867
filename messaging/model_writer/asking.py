"""Asking an OpenAI-compatible endpoint once, and saying plainly what went wrong.

The ``openai`` package is loaded here, when it is needed, and never by a web process. It gets a
client whose requests go through ``workspaces.outbound``; it tries nothing again by itself.
"""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from messaging.model_writer.cleaning import clean
from messaging.model_writer.constants import MOST_BYTES
from messaging.model_writer.manner import Manner, body_of, gentler
from messaging.model_writer.refusals import (
    LONGEST_SAID,
    AskError,
    Endpoint,
    HttpAnswer,
    MalformedError,
    refused,
    told,
    unreached,
)
from messaging.model_writer.tokens import estimate_messages, estimate_tokens
from workspaces.outbound import OutboundError, check_address

if TYPE_CHECKING:
    import openai

for _name in ("openai", "httpx2", "httpcore2"):
    # At DEBUG they write down what was asked, which holds customers' words.
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``is_estimated``: the endpoint did not count, so we did. ``is_cut``: it
    stopped at the most it may say. ``refusal`` is its reason for not answering, if it gave one."""

    text: str
    tokens_in: int
    tokens_out: int
    is_estimated: bool
    seconds: float
    manner: Manner
    is_cut: bool = False
    refusal: str = ""


def ask(
    endpoint: Endpoint,
    *,
    messages: Sequence[dict[str, str]],
    schema: Any,
    most_out: int,
    manner: Manner | None = None,
) -> Reply:
    """One answer. AskError if there is none.

    An endpoint that does not know how we ask is asked more simply at once: it read nothing, so
    that costs nothing. ``manner`` is how it was asked with success before.
    """
    manner = manner or Manner()
    client, transport = _client(endpoint)
    began = time.monotonic()  # loading the package is not the model's slowness
    while True:
        body = body_of(
            manner,
            model=endpoint.model,
            messages=list(messages),
            schema=schema,
            most_out=most_out,
        )
        try:
            response = _post(client, body, endpoint)
            break
        except MalformedError as refusal:
            simpler = gentler(manner, refusal.said)
            if simpler is None:
                raise AskError(
                    f"The endpoint does not take our question. {told(refusal.said, endpoint)}",
                    code="refused",
                ) from refusal
            manner = simpler
    if transport.was_cut:
        raise AskError("The answer was far too long.", code="nonsense", may_cost=True)
    return _reply(response, messages, manner, time.monotonic() - began)


def _client(endpoint: Endpoint) -> tuple["openai.OpenAI", Any]:
    try:
        check_address(endpoint.base_url)
    except OutboundError as error:
        raise unreached(error) from error
    import openai

    from workspaces.outbound.transport import GuardedTransport, guarded_client

    http = guarded_client(total_seconds=endpoint.seconds, most_bytes=MOST_BYTES)
    transport = http._transport
    assert isinstance(transport, GuardedTransport)
    client = openai.OpenAI(
        api_key=endpoint.key or "none",
        base_url=endpoint.base_url,
        http_client=http,
        max_retries=0,
        timeout=endpoint.seconds,
        organization="",
        project="",
    )
    return client, transport


def _post(client: "openai.OpenAI", body: dict[str, Any], endpoint: Endpoint) -> HttpAnswer:
    import openai

    try:
        answer = client.chat.completions.with_raw_response.create(**body)
    except OutboundError as error:
        raise unreached(error) from None
    except openai.APIStatusError as error:
        raise refused(error.response, endpoint) from None
    except openai.APIConnectionError as error:
        if isinstance(error.__cause__, OutboundError):
            raise unreached(error.__cause__) from None
        raise AskError("The endpoint could not be asked.", code="line", again=True) from None
    return answer.http_response


def _reply(
    response: HttpAnswer,
    messages: Sequence[dict[str, str]],
    manner: Manner,
    seconds: float,
) -> Reply:
    kind = response.headers.get("content-type", "")
    nonsense = AskError(
        "What answered does not speak the OpenAI protocol. Look at the address: it often ends "
        "in /v1.",
        code="nonsense",
        may_cost=True,
    )
    if "html" in kind or "event-stream" in kind:
        raise nonsense
    try:
        document = json.loads(response.content)
        choice = document["choices"][0]
        message = choice["message"]
        text = message.get("content")
        refusal = message.get("refusal")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise nonsense from error
    text = text if isinstance(text, str) else ""
    counted = _usage(document.get("usage"))
    is_cut = choice.get("finish_reason") == "length"
    return Reply(
        text=text,
        tokens_in=counted[0] if counted else estimate_messages(messages),
        tokens_out=counted[1] if counted else estimate_tokens(text),
        is_estimated=counted is None,
        seconds=seconds,
        manner=manner,
        is_cut=is_cut,
        refusal=clean(refusal, LONGEST_SAID) if isinstance(refusal, str) else "",
    )


MOST_COUNTED = 10_000_000


def _usage(given: object) -> tuple[int, int] | None:
    """Tokens in and out as the endpoint counted; None if it did not, or told nonsense."""
    if not isinstance(given, dict):
        return None
    numbers = (given.get("prompt_tokens"), given.get("completion_tokens"))
    if not all(type(each) is int and 0 <= each <= MOST_COUNTED for each in numbers):
        return None
    return int(numbers[0] or 0), int(numbers[1] or 0)
