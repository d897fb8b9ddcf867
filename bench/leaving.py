"""How fast many texts leave, and in how much memory, next to a bare loop over the same rows.

    python -m bench.leaving [--texts 200000] [--database-url postgres://...]

A workspace of its own is filled with approved texts of four channels. Every format is written by
the code that the site's job runs, in a process of its own, from a quarter of the texts and from all
of them: memory that is bounded hardly differs between the two. The reference reads the columns of
the same rows and writes them with Python's csv, without channels, links, merge tags or progress.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping

from bench.site import ROOT, own_environment

TEXTS = 200_000
FORMATS = ("bare loop", "generic_csv", "generic_xlsx", "generic_jsonl", "google_ads_editor")


def inside(environment: Mapping[str, str], *said: str) -> list[float]:
    """What a process of its own measured: rows, seconds, megabytes and bytes of the file."""
    command = [sys.executable, "-m", "bench._leaving_inside", *said]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    told: list[float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run(database_url: str, texts: int) -> None:
    with own_environment(database_url) as environment:
        inside(environment, "fill", str(texts))
        print(f"leaving: {'PostgreSQL' if database_url else 'SQLite'}, {texts:,} texts")
        usual = 0.0
        for name in FORMATS:
            few = inside(environment, name, "quarter")
            rows, seconds, memory, size = inside(environment, name, "all")
            usual = usual or rows / seconds
            print(
                f"  {name:<18} {rows:8,.0f} rows {seconds:7.2f} s, {rows / seconds:8,.0f} a second "
                f"({rows / seconds / usual:5.2f} of the bare loop), {size / 2**20:5.1f} MB; "
                f"memory {memory:4.0f} MB, of {few[0]:,.0f} rows {few[2]:4.0f} MB",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    options = parser.parse_args()
    run("", options.texts)
    if options.database_url.startswith("postgres"):
        run(options.database_url, options.texts)
    else:
        print("PostgreSQL was not measured: give --database-url or DATABASE_URL.")


if __name__ == "__main__":
    main()
