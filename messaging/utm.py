"""Links that say where a visitor came from: utm_* on a final URL, added once and readably. [pure]

What the link carries already is left alone, letter for letter; only what is new is encoded.
"""

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

NAMES = ("source", "medium", "campaign", "term", "content")
LONGEST = 2048
"""Characters; the longest final URL that the ad platforms take."""
PLACEHOLDER = re.compile(r"\{(?:_|if[a-z]*:)?[A-Za-z][\w.:]*\}")
"""What an ad platform fills in when somebody clicks, such as ``{keyword}``."""
NO_WEB_ADDRESS = "This is no web address: it begins with https:// or http:// and a host."


class UnusableUrlError(ValueError):
    """Nothing can be added to this; the sentence says why."""


def build(
    final_url: str, utm: Mapping[str, str], content: str = "", *, replace: bool = False
) -> str:
    """``final_url`` with what ``utm`` says (source, medium, campaign, term) and utm_content.

    A utm_* that the link has stays, or is replaced where ``replace`` is true; it is never there
    twice because of us. Empty values add nothing. The host of a name such as müller.example is
    written as browsers send it; the fragment stays last. UnusableUrlError for what is no link.
    """
    address = final_url.strip()
    split = _split(address)
    if split is None:
        raise UnusableUrlError(NO_WEB_ADDRESS)
    wanted = {
        f"utm_{name}": value.strip()
        for name in NAMES
        if (value := content if name == "content" else utm.get(name, "")).strip()
    }
    pieces = [piece for piece in split.query.split("&") if piece]
    if replace:
        pieces = _replaced(pieces, wanted)
    there = {_name(piece) for piece in pieces}
    pieces += [f"{name}={_encoded(value)}" for name, value in wanted.items() if name not in there]
    path = quote(split.path, safe="/%:@!$&'()*+,;=-._~{}")
    query = quote("&".join(pieces), safe="=&%/?:@!$'()*+,;-._~{}[]")
    fragment = quote(split.fragment, safe="=&%/?:@!$'()*+,;-._~{}[]#")
    return urlunsplit((split.scheme, _host(split.netloc), path, query, fragment))


def carrying(url: str, more: Mapping[str, str]) -> str:
    """``url`` with ``more`` in its query, each once: what a name said there before is replaced."""
    split = _split(url)
    if split is None or not more:
        return url
    pieces = [piece for piece in split.query.split("&") if piece and _name(piece) not in more]
    pieces += [f"{_encoded(name)}={_encoded(value)}" for name, value in more.items()]
    return urlunsplit(split._replace(query="&".join(pieces)))


def problems(url: str) -> list[str]:
    """What would go wrong with this link, a sentence each; empty where nothing would."""
    address = url.strip()
    if not address:
        return ["There is no link yet."]
    split = _split(address)
    if split is None or not split.hostname:
        return [NO_WEB_ADDRESS]
    found: list[str] = []
    if re.search(r"\s", address):
        found.append("There is a blank in it. Links have none.")
    if split.username or split.password:
        found.append("It carries a name or a password, which everybody who gets it could read.")
    if split.scheme.lower() == "http":
        found.append("It begins with http://. Browsers warn of such pages; use https://.")
    if "." not in split.hostname and split.hostname != "localhost":
        found.append(f"“{split.hostname}” has no ending such as .com.")
    try:
        _host(split.netloc)
    except UnusableUrlError as error:
        found.append(str(error))
    names = [_name(piece) for piece in split.query.split("&") if piece]
    twice = dict.fromkeys(each for each in names if names.count(each) > 1)
    found += [f"“{name}” is in it twice; analytics reads one of them." for name in twice]
    if "utm_" in split.fragment:
        found.append("Its utm_ stand after the #, where no server sees them.")
    if len(address) > LONGEST:
        found.append(f"It has {len(address):,} characters; ad platforms take {LONGEST:,}.")
    return found


def already_there(url: str) -> list[str]:
    """The utm_* a link has of its own, in their order; they win unless told otherwise."""
    split = _split(url.strip())
    names = [_name(piece) for piece in split.query.split("&") if piece] if split else []
    return list(dict.fromkeys(name for name in names if name.startswith("utm_")))


def layered(*layers: Mapping[str, str]) -> dict[str, str]:
    """What is said last about source, medium, campaign and term; empty says nothing."""
    found: dict[str, str] = {}
    for layer in layers:
        found |= {name: layer[name] for name in NAMES if layer.get(name, "").strip()}
    return found


def _split(address: str) -> SplitResult | None:
    """The parts of a link of the web; None for what is none."""
    try:
        split = urlsplit(address)
    except ValueError:
        return None
    return split if split.scheme.lower() in ("http", "https") and split.hostname else None


def _replaced(pieces: list[str], wanted: Mapping[str, str]) -> list[str]:
    """``pieces`` with the values of ``wanted`` in the place of what they said, each once."""
    kept: list[str] = []
    done: set[str] = set()
    for piece in pieces:
        name = _name(piece)
        if name not in wanted:
            kept.append(piece)
        elif name not in done:
            done.add(name)
            kept.append(f"{name}={_encoded(wanted[name])}")
    return kept


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0]).lower()


def _encoded(value: str) -> str:
    """Percent-encoded, but for what an ad platform has to find again."""
    written: list[str] = []
    position = 0
    for match in PLACEHOLDER.finditer(value):
        written += [quote(value[position : match.start()], safe=""), match[0]]
        position = match.end()
    return "".join([*written, quote(value[position:], safe="")])


def _host(netloc: str) -> str:
    """The host as browsers send it; a name with a port or a login keeps both."""
    if netloc.isascii():
        return netloc
    login, at, rest = netloc.rpartition("@")
    host, colon, port = rest.partition(":")
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UnusableUrlError(f"“{host}” is no host that a browser can find.") from error
    return f"{quote(login, safe=':%')}{at}{plain}{colon}{port}"
