"""The test Manager's interface for tests."""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from . import definition, job_types
from .advance import Hand
from .application import Application
from .exchange import Record
from .farm import Farm
from .older import CURRENT, Version
from .records import Job, Tag, Worker
from .server import Server
from .switchboard import Switchboard
from .toy_worker import ToyWorker
from .variables import Variable


class ManagerServer:
    """A Manager on a port of this machine; use it as context manager, or call ``start`` and ``stop``.

    Args:
        storage: The shared storage; by default a temporary folder. Files of jobs are in ``storage/jobs``, Shaman's file
            store is ``storage/file-store``.
        shaman: Whether Shaman is on; otherwise clients copy to the storage themselves.
        port: 0 for any free one.
        first_run: Start in set-up mode, which the set-up assistant ends.
        name: The Manager's name.
        version: Version to imitate, for example ``"3.6"``; older ones leave newer properties out.
        types: The job types; all of ``job_types.ALL`` by default.
        variables: The variables; by default ``blender``, ``blenderArgs`` and the two-way ``storage``.
        deletion_delay: Seconds between the request to delete a job and its deletion.
        validate: Validate requests and answers against the API definition. Benchmarks switch it off; requests must then
            be valid.
        workers: Number of toy workers, which pretend to render.
        step_seconds: Seconds of a toy worker for one step.
        lively: Toy workers write frames and logs like Blender's, and fail as job names say.
        prefix: Path of the Manager, as behind a reverse proxy, for example ``"/farm"``.
        tls: Serve https with this context; toy workers cannot connect then.

    Attributes:
        faults: The switchboard of faults.
        hand: Progress of jobs without workers.
        farm: The whole state, for everything without a shortcut here; hold ``farm.lock``.
    """

    def __init__(
        self,
        storage: Path | None = None,
        *,
        shaman: bool = True,
        host: str = "127.0.0.1",
        port: int = 0,
        first_run: bool = False,
        name: str = "Test Manager",
        version: str = CURRENT,
        types: Sequence[job_types.JobType] = job_types.ALL,
        variables: Mapping[str, Variable] | None = None,
        deletion_delay: float = 1.0,
        validate: bool = True,
        workers: int = 0,
        step_seconds: float = 1.0,
        lively: bool = False,
        prefix: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._temporary = None if storage else tempfile.TemporaryDirectory(prefix="test-manager-")
        self.storage = (storage or Path(self._temporary.name if self._temporary else "")).resolve()
        self.storage.mkdir(parents=True, exist_ok=True)
        self.farm = Farm(
            self.storage,
            shaman=shaman,
            first_run=first_run,
            name=name,
            version=Version(version),
            types=tuple(types),
            known_variables=None if variables is None else dict(variables),
            deletion_delay=deletion_delay,
        )
        self.faults = Switchboard(self.farm, self.restart)
        self.hand = Hand(self.farm)
        self._application = Application(self.farm, definition.load(), validate=validate)
        self._server = Server(self._application, self.faults, host, port, prefix=prefix, tls=tls)
        self._toys = [ToyWorker(self, number, step_seconds, lively=lively) for number in range(1, workers + 1)]
        self._come_back: threading.Timer | None = None
        self._life = threading.RLock()

    # -- start and stop ------------------------------------------------------------------------------------------

    def start(self) -> Self:
        self._server.start()
        for toy in self._toys:
            toy.start()
        return self

    def stop(self) -> None:
        """Close the port and delete a temporary storage. A second call does nothing."""
        for toy in self._toys:
            toy.stop()
        with self._life:
            self._cancel_coming_back()
            self._server.stop()
        if self._come_back is not None:
            self._come_back.join()
            self._server.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is None:
            assert not self.violations, "\n".join(self.violations)

    def go_down(self) -> None:
        """Stop like a killed Manager: reset all connections and close the port. Files on disk stay."""
        with self._life:
            self._server.stop(reset=True)

    def come_back(self) -> None:
        """Listen again on the same port, unless the Manager already does."""
        with self._life:
            if not self._server.is_listening:
                self._server.start()

    def restart(self, down_for: float = 1.0) -> None:
        """Go down now and come back on the same port after ``down_for`` seconds; return at once."""
        with self._life:
            self.go_down()
            self._cancel_coming_back()
            self._come_back = threading.Timer(down_for, self.come_back)
            self._come_back.daemon = True
            self._come_back.start()

    def _cancel_coming_back(self) -> None:
        if self._come_back is not None:
            self._come_back.cancel()

    # -- state for tests to check --------------------------------------------------------------------------------

    @property
    def host(self) -> str:
        return self._server.host

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def url(self) -> str:
        """URL without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self._server.tls else "http"
        return f"{scheme}://{host}:{self.port}{self._server.prefix}"

    @property
    def violations(self) -> list[str]:
        """Errors of the test Manager itself, which fail the test at its end."""
        return self._application.violations

    @property
    def requests(self) -> list[Record]:
        """All requests in the order of arrival, including those that were never answered."""
        return self._server.records

    def requests_of(self, operation: str) -> list[Record]:
        return [record for record in list(self.requests) if record.operation == operation]

    @property
    def is_listening(self) -> bool:
        return self._server.is_listening

    @property
    def open_connections(self) -> int:
        return self._server.open_connections

    @property
    def jobs(self) -> list[Job]:
        """The jobs in the order of submission."""
        with self.farm.lock:
            self.farm.finish_deletions()
            return list(self.farm.jobs.values())

    @property
    def workers(self) -> list[Worker]:
        with self.farm.lock:
            return list(self.farm.workers.values())

    @property
    def tags(self) -> list[Tag]:
        with self.farm.lock:
            return list(self.farm.tags.values())

    @property
    def checkouts(self) -> Path:
        """Folder of all checkouts."""
        return self.farm.shaman.checkouts

    def resolve(self, text: str) -> Path:
        """Return the path on this machine of a text with ``{jobs}`` or ``{storage}``."""
        return Path(self.farm.resolve(text))

    def stored_files(self) -> dict[str, int]:
        """Return the sizes of the files in the Shaman store, by checksum."""
        blobs = self.farm.shaman.stored.glob("*/*/*.blob")
        return {blob.parent.parent.name + blob.parent.name: int(blob.stem) for blob in blobs}

    # -- changes by tests ----------------------------------------------------------------------------------------

    def add_tag(self, name: str, description: str = "") -> Tag:
        tag = Tag(name, description)
        with self.farm.lock:
            self.farm.tags[tag.id] = tag
        return tag

    def set_types(self, types: Sequence[job_types.JobType]) -> None:
        """Change the job types, as an edit of the Manager's scripts does."""
        with self.farm.lock:
            self.farm.types = tuple(types)

    def set_shaman(self, enabled: bool) -> None:
        """Switch Shaman on or off, as a change of the configuration does."""
        with self.farm.lock:
            self.farm.set_shaman(enabled)

    def advance(self, job: Job | None = None, steps: int = 1) -> None:
        """Advance a job, by default the last one, by steps of its tasks."""
        self.hand.advance(job or self.jobs[-1], steps)

    def finish(self, job: Job | None = None) -> None:
        """Complete a job, by default the last one."""
        self.hand.finish(job or self.jobs[-1])

    def forget_requests(self) -> None:
        self.requests.clear()
