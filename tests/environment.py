"""The environment of every test process, set before Django reads its settings.

With DATABASE_URL and REDIS_URL (which names its database: redis://localhost:6379/9) the same
suite runs on PostgreSQL and Redis.
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
os.mkdir(os.path.join(_data, "static"))

_parallel = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _parallel and os.environ.get("REDIS_URL"):
    # One Redis database for each process of a parallel run, counted from the one that was given.
    _server, _, _number = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{_server}/{int(_number) + int(_parallel)}"
os.environ["DEBUG"] = "true"
os.environ["SECRET_KEY"] = "a key for tests only, which protects nothing at all"
os.environ.setdefault("SQLITE_SYNCHRONOUS", "OFF")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Tests ask as quickly as they can; those about limits set their own.
for _name in (
    "DELIVERY_LIMIT_PER_KEY",
    "DELIVERY_LIMIT_PER_ADDRESS",
    "API_LIMIT_PER_KEY",
    "API_LIMIT_PER_ADDRESS",
    "WRONG_KEY_LIMIT",
    "SURVEY_LIMIT_PER_ADDRESS",
    "SURVEY_LIMIT",
    "TRAFFIC_FLUSH_SECONDS",
):
    os.environ[_name] = "0"
# One thread for arithmetic: the tests run in as many processes as there are cores already.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
