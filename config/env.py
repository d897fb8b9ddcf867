"""Typed readers of the environment.

Every reader also accepts ``NAME_FILE``: the value is then read from that file, as container
secrets are handed over. A value that cannot be read stops the start with its name and the reason.
``VARIABLES`` collects what was asked for, so that a test can compare it with the documentation.
"""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network
VARIABLES: set[str] = set()

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def _raw(name: str) -> str | None:
    VARIABLES.add(name)
    file_name = os.environ.get(f"{name}_FILE")
    if file_name is None:
        return os.environ.get(name)
    if name in os.environ:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def text(name: str, default: str = "") -> str:
    """The value as it stands, or ``default`` when the variable is not set."""
    value = _raw(name)
    return default if value is None else value


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and the empty value."""
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, minimum: int | None = None) -> int:
    """A whole number, at least ``minimum`` where one is given."""
    value = _raw(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if minimum is not None and number < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {number}.")
    return number


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list: the values between commas, without blanks around them."""
    value = _raw(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def address(name: str, schemes: tuple[str, ...], default: str = "") -> str:
    """The address of a server, as redis://host:6379/0. Refused without being repeated: it may
    hold a password.
    """
    value = text(name)
    if not value:
        return default
    try:
        parts = urlsplit(value)
        names_a_place = bool(parts.hostname) or (parts.scheme == "unix" and bool(parts.path))
        is_whole = parts.scheme in schemes and names_a_place
        parts.port  # noqa: B018 - raises ValueError unless it is a number a port can have
    except ValueError:
        is_whole = False
    if not is_whole:
        kinds = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(
            f"{name} must look like {schemes[0]}://user:password@host:port and begin with one of "
            f"{kinds}."
        )
    return value


def networks(name: str) -> list[Network]:
    """A list of IP networks as 10.1.2.0/24, an address alone being a network of one."""
    found: list[Network] = []
    for word in words(name):
        try:
            found.append(ip_network(word))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must hold IP networks such as 10.1.2.0/24, with commas between: {error}."
            ) from error
    return found


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    """One of ``options``."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")
    return value
