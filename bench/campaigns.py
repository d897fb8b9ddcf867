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
import tempfile

from bench.site import ROOT
from bench.site import _database as fresh_database


def run(database_url: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh_database(database_url) as url:
        environment = os.environ | {
            "DATA_DIR": folder,
            "DEBUG": "false",
            "HTTPS": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "a key for benchmarks only, which protects nothing at all",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
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
