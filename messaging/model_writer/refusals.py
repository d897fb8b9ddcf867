"""What an endpoint's refusals mean, in sentences for the person who asked."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Protocol

from django.utils import timezone

from messaging.model_writer.cleaning import clean
from workspaces.outbound import AddressRefusedError, OutboundError, TooSlowError

LONGEST_SAID = 200


class HttpAnswer(Protocol):
    """What of an HTTP client's answer is looked at."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, whom, with which key; ``seconds`` is the most one call may take."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 60.0


class AskError(Exception):
    """No usable reply. The text is for the person who asked, and says what to do.

    ``again``: another try may help. ``wait``: the seconds the endpoint asks for. ``may_cost``: it
    had the question and may bill for it. ``hopeless``: no further call will go better.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        again: bool = False,
        wait: float | None = None,
        may_cost: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.again = again
        self.wait = wait
        self.may_cost = may_cost

    @property
    def hopeless(self) -> bool:
        return self.code in ("key", "model", "address", "refused")


class MalformedError(Exception):
    """The endpoint does not know how it was asked; ``said`` is what it answered."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def unreached(error: OutboundError) -> AskError:
    if isinstance(error, AddressRefusedError):
        return AskError(str(error), code="address")
    if isinstance(error, TooSlowError):
        said = f"{error} Give it more time in the settings, or choose a quicker model."
        return AskError(said, code="slow", again=True, may_cost=True)
    return AskError(f"{error} Is it running?", code="line", again=True)


def refused(response: HttpAnswer, endpoint: Endpoint) -> Exception:
    """What a status other than 2xx means, for a person."""
    status, said = response.status_code, _said(response)
    if status in (400, 422) and "context" not in said.lower():
        return MalformedError(said)
    if status in (401, 403):
        return AskError(
            "The key was refused. Look whether it is the right one, and still valid.", code="key"
        )
    if status == 404:
        return AskError(
            f"There is no model “{endpoint.model}” at this address. Look at the name, and whether "
            f"the address ends as the provider says (often /v1). {told(said, endpoint)}".strip(),
            code="model",
        )
    if status == 429:
        paid = "quota" in said.lower() or "credit" in said.lower() or "billing" in said.lower()
        if paid:
            return AskError(
                "The provider says that there is no credit left. Look at your account there.",
                code="refused",
            )
        return AskError(
            "The endpoint is asked too often. Wait a little, then try again.",
            code="busy",
            again=True,
            wait=retry_after(response.headers.get("retry-after", "")),
        )
    if status >= 500:
        return AskError(
            f"The endpoint failed on its side ({status}). Try again later.",
            code="broken",
            again=True,
            wait=retry_after(response.headers.get("retry-after", "")),
        )
    if 300 <= status < 400:
        return AskError(
            "The address only points to another one, and we do not follow. Enter the other one.",
            code="address",
        )
    return AskError(
        f"The endpoint refused the question ({status}). {told(said, endpoint)}".strip(),
        code="refused",
    )


def retry_after(value: str) -> float | None:
    """The seconds a Retry-After header asks for; None if it says nothing we understand."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - timezone.now()).total_seconds())


def _said(response: HttpAnswer) -> str:
    """The sentence in an error's body, wherever endpoints put it."""
    try:
        document = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    for name in ("error", "message", "detail"):
        if isinstance(document, dict) and name in document:
            document = document[name]
    if isinstance(document, dict):
        document = document.get("message", "")
    return document if isinstance(document, str) else ""


def told(said: str, endpoint: Endpoint) -> str:
    """What the endpoint said, fit to be shown: without the key, addresses and markup."""
    if endpoint.key:
        said = said.replace(endpoint.key, "")
    said = re.sub(r"\b(?:sk|key|Bearer)[-_ ][\w*-]{6,}", "", said)
    cleaned = clean(said, LONGEST_SAID)
    return f"It says: {cleaned}" if cleaned else ""
