"""A real OpenAI-compatible endpoint on this machine, that answers as a test tells it to."""

import contextlib
import http.server
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

HERO = {
    "headline": [{"text": "Close the books by the third", "sources": ["P8"]}],
    "subline": [
        {"text": "You spend your Sundays chasing people for receipts.", "sources": ["P2", "P4"]},
        {"text": "Have every receipt asked for instead.", "sources": ["R1"]},
    ],
    "button": [{"text": "See how", "sources": []}],
}
"""An answer that can be used, for the pain of tests/make.py in a web hero."""


@dataclass
class Asked:
    """One request as the endpoint saw it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes

    @property
    def words(self) -> str:
        """All that the model was told."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def nonce(self) -> str:
        found = re.search(r"----- material (\w+) begins", self.words)
        return found[1] if found else ""


@dataclass
class Said:
    """One answer. ``content`` is what the model says; ``raw`` replaces the whole body."""

    content: str = ""
    status: int = 200
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    usage: dict[str, Any] | None = field(
        default_factory=lambda: {"prompt_tokens": 700, "completion_tokens": 90}
    )
    message: dict[str, Any] = field(default_factory=dict)
    finish: str = "stop"
    after: float = 0.0
    hangs_up: bool = False

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        message = {"role": "assistant", "content": self.content} | self.message
        document: dict[str, Any] = {
            "id": "x",
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": self.finish}],
        }
        if self.usage is not None:
            document["usage"] = self.usage
        return json.dumps(document).encode()


def says(document: object, **more: Any) -> Said:
    return Said(json.dumps(document), **more)


def error(status: int, message: str = "no", **headers: str) -> Said:
    raw = json.dumps({"error": {"message": message, "type": "x"}}).encode()
    return Said(status=status, raw=raw, headers=headers)


Script = Callable[[Asked], Said]


@dataclass
class Endpoint:
    """``script`` makes each answer; ``says`` sets a list of answers, of which the last stays."""

    port: int = 0
    script: Script = lambda asked: says(HERO)
    asked: list[Asked] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def says(self, *answers: Said) -> None:
        left = list(answers)
        self.script = lambda asked: left.pop(0) if len(left) > 1 else left[0]


@contextlib.contextmanager
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, json.loads(raw), raw)
            found.asked.append(asked)
            said = found.script(asked)
            time.sleep(said.after)
            if said.hangs_up:
                self.connection.close()
                return
            body = said.body()
            self.send_response(said.status)
            self.send_header("Content-Type", said.kind)
            for name, value in said.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """A caller who hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()
