"""NetBox itself, served by gunicorn with two workers."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from netbox_server.inside_netbox import INSIDE, run
from netbox_server.missing import NotStartedError, log_end
from netbox_server.processes import end, recorded
from netbox_server.waiting import until

WORKERS = 2
# Past any proxy that the environment names.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Application:
    """The gunicorn of one instance, and what can befall it."""

    gunicorn: Path
    folder: Path
    port: int
    token: str

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def _pid_file(self) -> Path:
        return self.folder / "gunicorn.pid"

    @property
    def _log(self) -> Path:
        return self.folder / "gunicorn.log"

    def master(self) -> psutil.Process | None:
        """Return gunicorn's first process, if it runs."""
        return recorded(self._pid_file, self._pid_file)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that answer."""
        master = self.master()
        if master is None:
            return []
        children: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            children = master.children()
        return [one for one in children if _lives(one)]

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers.

        Raises NotStartedError with the end of its log.
        """
        if self.master() is None:
            self._pid_file.unlink(missing_ok=True)
            configured = ("--config", INSIDE / "instance_gunicorn.py", "--pid", self._pid_file)
            run(self.folder, self._log, self.gunicorn, *configured)
        # A process id that is there and then means nobody is one that gave up loading NetBox.
        if not until(self._pid_file.exists, 30) or not self._answers_in_time():
            raise NotStartedError(f"NetBox did not start: {log_end(self._log)}")

    def stop(self) -> None:
        """Stop it, if it runs: connections are refused from now on."""
        if process := self.master():
            end(process)

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Have no NetBox for the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def kill_workers(self, count: int = WORKERS) -> None:
        """Kill workers in whatever they do, and wait until others are there in their place."""
        killed = self.workers()[:count]
        for worker in killed:
            worker.kill()
        gone = {worker.pid for worker in killed}

        def replaced() -> bool:
            now = {worker.pid for worker in self.workers()}
            return len(now) == WORKERS and not now & gone

        if not until(replaced, 30):
            raise NotStartedError(f"gunicorn did not replace its workers: {log_end(self._log)}")

    @contextlib.contextmanager
    def hung(self) -> Iterator[None]:
        """Have NetBox take connections and do nothing for the block; afterwards it goes on."""
        suspended = self.workers()
        for worker in suspended:
            worker.suspend()
        try:
            yield
        finally:
            for worker in suspended:
                with contextlib.suppress(psutil.NoSuchProcess):
                    worker.resume()

    def status(self) -> dict[str, object] | None:
        """Return what `/api/status/` says; None unless NetBox is well."""
        request = urllib.request.Request(f"{self.url}/api/status/")
        request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with _OPENER.open(request, timeout=60) as answer:
                said = json.load(answer)
        except (OSError, ValueError):
            return None
        return said if isinstance(said, dict) else None

    def _answers_in_time(self) -> bool:
        return until(lambda: self.status() is not None or self.master() is None, 120) and (
            self.master() is not None
        )


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
