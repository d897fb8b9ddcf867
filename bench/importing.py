"""Rows a second and memory of importing quotes, next to a bare bulk insert of the same rows.

    python -m bench.importing [--rows 100000] [--database-url postgres://...]

A CSV file of quotes is read, looked at and applied by the code that the site's jobs run. The
reference is ``bulk_create`` of the same finished rows in batches of the same size, which reads,
hashes and masks nothing and does not ask what is there already. SQLite always; PostgreSQL too if
an address is given or DATABASE_URL is set. Each is measured by a process of its own, and memory is
its peak before the reference runs.
"""

import argparse
import os
import subprocess
import sys

from bench.site import ROOT, own_environment

ROWS = 100_000


def run(database_url: str, rows: int) -> None:
    with own_environment(database_url) as environment:
        told = subprocess.run(
            [sys.executable, "-m", "bench._importing_inside", str(rows)],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        print(told.stdout, end="", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    options = parser.parse_args()
    run("", options.rows)
    if options.database_url.startswith("postgres"):
        run(options.database_url, options.rows)
    else:
        print("PostgreSQL was not measured: give --database-url or DATABASE_URL.")


if __name__ == "__main__":
    main()
