"""The environment of every test process, set before Django reads its settings.

DATABASE_URL, REDIS_URL and BROKER_URL are left as they are: with them the same suite runs on
PostgreSQL and Redis.
"""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="cuppa-test-")
_starter = os.getpid()


def _tidy() -> None:
    if os.getpid() == _starter:
        shutil.rmtree(_data, ignore_errors=True)


atexit.register(_tidy)
os.environ["DATA_DIR"] = _data
os.environ["DEBUG"] = "true"
os.environ["SECRET_KEY"] = "a key for tests only, which protects nothing at all"
os.environ.setdefault("SQLITE_SYNCHRONOUS", "OFF")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
