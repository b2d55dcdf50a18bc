"""Whether locks hold in the state folder: all that keeps two processes apart rests on them.

A network's file system may say yes to every lock, or know none.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from hwlab_cli.diagnosis.finding import Finding, fault, warning

_SECONDS = 10.0
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORKS = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "lustre",
    "glusterfs",
    "fuse.sshfs",
    "davfs",
)
_HINT = (
    "set HWLAB_HOME to a folder on a disk of this machine; until then, never run two hwlabs at once"
)

# What another process gets: `taken`, or `refused` as it should be while we hold the lock.
_OTHER = """
import fcntl, os, sys
lock = {"flock": fcntl.flock, "lockf": fcntl.lockf}[sys.argv[2]]
descriptor = os.open(sys.argv[1], os.O_RDWR)
try:
    lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("taken")
except BlockingIOError:
    print("refused")
"""


def look(probe: Path) -> Iterator[Finding]:
    """Yield whether another process is kept from a file that this one has locked, and let in after.

    Both kinds: flock, which tells who is alive, and the one by which SQLite takes turns.
    """
    for kind, lock in (("flock", fcntl.flock), ("lockf", fcntl.lockf)):
        wrong = _wrong(probe, kind, lock)
        if wrong:
            yield fault("state.locks", "locks", f"{kind} does not work there: {wrong}", _HINT)
            return
    system = file_system(probe)
    if system.startswith(_NETWORKS):
        found = f"they hold on this machine, and on {system} perhaps on this machine alone"
        hint = "run hwlab on one machine only, or set HWLAB_HOME to a disk of its own"
        yield warning("state.locks", "locks", found, hint, file_system=system)
        return
    where = f" on {system}" if system else ""
    yield Finding("state.locks", "locks", f"they hold{where}", details={"file_system": system})


def file_system(path: Path) -> str:
    """Return the kind of file system that a file is on, empty where the system does not say."""
    try:
        device = path.stat().st_dev
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    number = f"{os.major(device)}:{os.minor(device)}"
    # Fields as proc(5) has them: the device is the third, the kind the first behind the hyphen.
    for line in lines:
        before, _, behind = line.partition(" - ")
        if before.split()[2:3] == [number] and behind:
            return behind.split()[0]
    return ""


def _wrong(probe: Path, kind: str, lock: Callable[[int, int], object]) -> str:
    """Return what is wrong with one kind of lock, empty where nothing is."""
    descriptor = os.open(probe, os.O_RDWR | os.O_CLOEXEC)
    try:
        lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _of_another(probe, kind) != "refused":
            return "another process gets a lock that is held"
        lock(descriptor, fcntl.LOCK_UN)
        if _of_another(probe, kind) != "taken":
            return "another process does not get a lock that was let go"
    except OSError as error:
        return (error.strerror or "no reason given").lower()
    except subprocess.TimeoutExpired:
        return f"no answer within {_SECONDS:g} s"
    finally:
        os.close(descriptor)
    return ""


def _of_another(probe: Path, kind: str) -> str:
    done = subprocess.run(  # noqa: S603 - this very Python, with a script of ours
        [sys.executable, "-I", "-S", "-c", _OTHER, str(probe), kind],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout.strip() or f"nothing ({done.returncode})"
