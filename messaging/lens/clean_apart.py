"""A long page is cleaned in a process of its own, which the system stops when it takes too much.

A parser of HTML looks at each attribute of a tag against all before it, so that one tag with a
hundred thousand of them takes a quarter of a minute, and no thread can be stopped.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Set
from typing import Final

import nh3

SHORT: Final = 64_000
"""Characters that cannot take long, whatever they are."""
CPU_SECONDS: Final = 3
MEMORY_BYTES: Final = 512 * 1024 * 1024
PATIENCE_SECONDS: Final = 6.0
"""By the clock, on a machine that has other things to do."""
CHILD: Final = """
import json, resource, sys
cpu, memory = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import nh3
said = json.load(sys.stdin.buffer)
clean = nh3.clean(
    said["html"],
    tags=set(said["tags"]),
    clean_content_tags=set(said["without"]),
    attributes={tag: set(names) for tag, names in said["attributes"].items()},
    link_rel=None,
)
sys.stdout.buffer.write(clean.encode())
"""


class TooHeavyError(ValueError):
    """Cleaning the page takes more than a page of words needs."""


def clean(
    html: str, *, tags: Set[str], without: Set[str], attributes: Mapping[str, Set[str]]
) -> str:
    """``html`` with only ``tags`` and ``attributes``, and nothing of what stands in ``without``."""
    # A lone surrogate is no letter, and no parser takes it.
    html = html.encode("utf-8", "replace").decode()
    if len(html) <= SHORT:
        return nh3.clean(
            html,
            tags=set(tags),
            clean_content_tags=set(without),
            attributes={tag: set(names) for tag, names in attributes.items()},
            link_rel=None,
        )
    said = {
        "html": html,
        "tags": sorted(tags),
        "without": sorted(without),
        "attributes": {tag: sorted(names) for tag, names in attributes.items()},
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-c", CHILD, str(CPU_SECONDS), str(MEMORY_BYTES)],
            input=json.dumps(said).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
            timeout=PATIENCE_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise TooHeavyError from error
    return done.stdout.decode()
