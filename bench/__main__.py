"""Run what measures speed: ``python -m bench`` all of it, ``python -m bench lens`` one.

Every module of this package with a ``main()`` is a measurement, except ``fit_...``, which make
something and are started by hand; ``--list`` names them. Figures depend on the machine; each stands
beside a plain baseline of the same run, so compare the ratio.
"""

import os
import pkgutil
import platform
import sys
import time
from collections.abc import Callable
from importlib import import_module

import bench


def measurements() -> dict[str, Callable[[], object]]:
    """The measurements by name."""
    found = {}
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith(("_", "fit_")):
            continue
        main = getattr(import_module(f"bench.{module.name}"), "main", None)
        if main is not None:
            found[module.name] = main
    return found


def run(wanted: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    found = measurements()
    if wanted == ["--list"]:
        print("\n".join(found))
        return 0
    unknown = [name for name in wanted if name not in found]
    if unknown:
        print(f"There is no {', '.join(unknown)}. There is: {', '.join(found)}.", file=sys.stderr)
        return 2
    cores, version = os.cpu_count(), platform.python_version()
    print(f"Python {version} on {cores} cores, {platform.machine()}; load {os.getloadavg()[0]:.1f}")
    failed = []
    for name in wanted or found:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        sys.argv = [f"bench.{name}"]
        try:
            found[name]()
        except Exception as error:  # one broken measurement must not hide the others
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            failed.append(name)
        print(f"({time.monotonic() - began:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
