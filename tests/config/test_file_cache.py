"""Counting in the cache of files: exact under two processes, and not to be flushed."""

import subprocess
import sys
from pathlib import Path

from config import file_cache
from config.file_cache import FileCache

RACE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.file_cache import FileCache
cache = FileCache(sys.argv[1], {})
print("ready", flush=True)
sys.stdin.readline()
print(sum(cache.add(f"turn-{number}", 1, 60) for number in range(400)))
"""


def test_it_works(tmp_path: Path) -> None:
    cache = FileCache(str(tmp_path), {})
    assert cache.add("lock", 1, 60)
    assert not cache.add("lock", 1, 60)
    assert cache.get("lock") == 1
    cache.delete("lock")
    assert cache.add("lock", 1, 60)


def test_of_two_processes_one_gets_each_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RACE, str(tmp_path)]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [int(racer.communicate(timeout=60)[0]) for racer in racers]
    assert sum(won) == 400, won
    assert sum(count > 0 for count in won) > 1, "one won everything: nothing was raced for"


def test_many_entries_push_nothing_out(tmp_path: Path) -> None:
    cache = FileCache(str(tmp_path), {})
    cache.set("failures", 5, 60)
    for number in range(700):
        cache.set(f"noise-{number}", 1, 60)
    assert cache.get("failures") == 5


def test_what_has_run_out_is_swept(tmp_path: Path) -> None:
    cache = FileCache(str(tmp_path), {})
    cache.set("kept", 1, 60)
    for number in range(20):
        cache.set(f"old-{number}", 1, -1)
    file_cache.SWEEP_ONE_IN, before = 1, file_cache.SWEEP_ONE_IN
    try:
        cache.set("new", 1, 60)
    finally:
        file_cache.SWEEP_ONE_IN = before
    assert len(list(tmp_path.glob("*.djcache"))) == 2
    assert cache.get("kept") == 1
