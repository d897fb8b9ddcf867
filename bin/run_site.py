"""Run the whole site on one machine: web server and worker, started and stopped together.

    python bin/run_site.py [--host HOST] [--port PORT] [--sample]

Stops with Ctrl-C or SIGTERM. If one of the two dies the other is stopped as well and the exit
code is 1: half a site that looks whole would be worse. ``--sample`` loads the sample brand first.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15.0
"""Seconds a process gets to finish what it is doing before it is killed. Jobs survive that."""

SERVER = [
    *("granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4"),
    *("--respawn-failed-workers", "--no-ws", "--http", "1", "--no-access-log"),
    *("--log-level", "warning"),
]
WORKER = [
    *("celery", "--app", "config", "--quiet", "worker", "--beat", "--concurrency", "2"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
]


class Stopped(Exception):  # noqa: N818
    """Somebody asked us to stop."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--sample", action="store_true", help="load the sample brand first")
    options = parser.parse_args()
    reason = port_trouble(options.host, options.port)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    address = f"http://{options.host}:{options.port}"
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "SITE_URL": os.environ.get("SITE_URL", address),
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    for command in ["migrate --verbosity 0", *(["load_sample"] if options.sample else [])]:
        manage = [sys.executable, "manage.py", *command.split()]
        if subprocess.run(manage, cwd=ROOT, env=environment).returncode:
            return 1
    server = [
        *SERVER,
        "--host",
        options.host,
        "--port",
        str(options.port),
        "config.wsgi:application",
    ]
    return run_together({"web server": server, "worker": WORKER}, environment, address)


def port_trouble(host: str, port: int) -> str:
    """Why nothing can listen there, or the empty text."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            return (
                f"Cuppa cannot listen on {host}:{port} ({error.strerror}). "
                "Something else may be using it: try another, as in  make run PORT=8001"
            )
    return ""


def run_together(commands: dict[str, list[str]], environment: dict[str, str], address: str) -> int:
    """Run all until one ends or somebody says stop; 0 only for a stop that was asked for."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    processes: dict[str, subprocess.Popen[bytes]] = {}
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        for name, command in commands.items():
            # A session of its own each, so that Ctrl-C reaches them only through us, in order.
            processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        print(f"\nCuppa is at {address}/   (Ctrl-C stops it)\n", flush=True)
        while True:
            for name, process in processes.items():
                if process.poll() is not None:
                    print(f"The {name} ended ({process.returncode}); stopping.", file=sys.stderr)
                    return 1
            time.sleep(0.2)
    except Stopped:
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop_all(list(processes.values()))


def end_with_parent() -> None:
    """Have Linux stop this process when ours is killed, so that nothing keeps the port."""
    if sys.platform == "linux":
        ask_for_signal_at_death = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(ask_for_signal_at_death, signal.SIGTERM)


def stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to finish; whatever of its group is left after ``PATIENCE`` is killed."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            print("Something is still at work; its job goes on at the next start.")
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        finally:
            process.wait()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while the tables or the sample were being made
        sys.exit(0)
