"""A running site as a client sees it, for invented visitors. Only the standard library."""

import http.client
import json
from urllib.parse import urlencode, urlsplit

AGENT = "cuppa-simulated-visitors"
BOT_AGENT = "cuppa-simulated-crawler/1.0 (bot)"
TIMEOUT_SECONDS = 60


class SimulationError(RuntimeError):
    """The site did not answer as it should; the message says what it said."""


class RefusedError(SimulationError):
    """The key is not known or may not do this."""


class Site:
    """A connection to the site that is kept open."""

    def __init__(self, url: str, key: str, agent: str = AGENT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SimulationError(f"{url} is no address of a site.")
        connection = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = connection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": agent}

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """The JSON answer. Raises SimulationError for any other than 200."""
        data = None if body is None else json.dumps(body).encode()
        headers = dict(self._headers)
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, self._prefix + path, data, headers)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise SimulationError(f"The site cannot be reached: {error}.") from error
        if response.status in (401, 403):
            raise RefusedError(f"{method} {path} was refused: {_told(text)}")
        if response.status != 200:
            raise SimulationError(f"{method} {path} was answered {response.status}: {_told(text)}")
        answer: dict[str, object] = json.loads(text)
        return answer

    def find_experiment(self, key: str) -> dict[str, object]:
        """The experiment as REST tells it. RefusedError unless the key is a secret one."""
        answer = self.call("GET", f"/api/v1/experiments/?{urlencode({'key': key})}")
        rows = answer["results"]
        assert isinstance(rows, list)
        if not rows:
            raise SimulationError(f"There is no experiment “{key}”.")
        found: dict[str, object] = rows[0]
        return found


def _told(text: bytes) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return text[:200].decode("utf-8", "replace")
