"""The way out for libraries that bring their own HTTP client: its requests go through ``send``.

What such a library would do by itself (look names up, follow, retry, keep lines open, read proxies
from the environment) does not happen, since it never gets a line of its own. Only the headers an
endpoint needs are passed on: none that tells of this machine, or comes from its environment.
"""

import httpx2

from workspaces.outbound.sending import send

PASSED_ON = frozenset({"accept", "authorization", "content-type"})
NOT_TOLD = frozenset({"connection", "content-encoding", "content-length", "transfer-encoding"})


class GuardedTransport(httpx2.BaseTransport):
    """Sends each request once, to an address that was checked. ``was_cut`` says whether the last
    answer was longer than is read."""

    def __init__(self, *, total_seconds: float, most_bytes: int) -> None:
        self.total_seconds = total_seconds
        self.most_bytes = most_bytes
        self.was_cut = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """OutboundError, whose text is for people, if there is no answer."""
        headers = {
            name: value for name, value in request.headers.items() if name.lower() in PASSED_ON
        }
        answer = send(
            str(request.url),
            method=request.method,
            headers=headers,
            body=request.read(),
            total_seconds=self.total_seconds,
            most_bytes=self.most_bytes,
        )
        self.was_cut = not answer.is_whole
        told = {name: value for name, value in answer.headers.items() if name not in NOT_TOLD}
        return httpx2.Response(answer.status, headers=told, content=answer.body, request=request)


def guarded_client(*, total_seconds: float, most_bytes: int) -> httpx2.Client:
    """A client whose every request goes the guarded way; no redirect, no proxy, no cookies kept."""
    transport = GuardedTransport(total_seconds=total_seconds, most_bytes=most_bytes)
    return httpx2.Client(transport=transport, follow_redirects=False, trust_env=False)
