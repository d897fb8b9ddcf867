"""How long drafts for a whole campaign take: python -m bench.campaigns [--database-url postgres://…].

Ten personas at eight stages on six channels (480 cells), ``--count`` drafts each, by the code that
the site's job runs; every text with its trace. The promise is a minute. The reference is the same
work a cell at a time, as the studio does it, for ``REFERENCE_CELLS`` cells. SQLite always;
PostgreSQL too if an address is given or DATABASE_URL is set. Each is measured by a process of its
own, whose memory is its peak.
"""

import argparse
import os
import subprocess
import sys

from bench.site import ROOT, own_environment


def run(database_url: str, count: int) -> None:
    with own_environment(database_url) as environment:
        told = subprocess.run(
            [sys.executable, "-m", "bench._campaigns_inside", str(count)],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        print(told.stdout, end="", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2, help="drafts for a cell, 1 to 5")
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    options = parser.parse_args()
    run("", options.count)
    if options.database_url.startswith("postgres"):
        run(options.database_url, options.count)
    else:
        print("PostgreSQL was not measured: give --database-url or DATABASE_URL.")


if __name__ == "__main__":
    main()
