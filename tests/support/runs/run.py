"""One run from beginning to end, and the checks after it."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from flamenco_client.submission.manager_api.manager import METADATA_KEY
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.records import Job
from flamenco_client.tests.support.waiting import at_once, until
from flamenco_client.tests.unit.submission.helpers import everything_below

from . import project
from .client import Client, End, submit_until_known
from .drawn import Drawn
from .trouble import LOST

FOREIGN = ("Film", "Film-Shot_010", "Shot 010", "job")
"""Checkouts of other jobs, with names that a careless client would request."""


class Run:
    """A project, a Manager, one or two clients, and the faults between them."""

    def __init__(self, drawn: Drawn, folder: Path) -> None:
        self.drawn = drawn
        self.folder = folder
        self.random = Random(drawn.seed + 1)
        self.files = project.make(folder / "film", self.random)
        self.story: list[str] = [str(drawn)]
        """Log of the run, for finding the reason of a failure."""

    def go(self) -> End:
        """Run, check, and return the end of the first submission."""
        before = set(threading.enumerate())
        server = ManagerServer(self.folder / "storage", shaman=self.drawn.shaman, deletion_delay=0.0)
        try:
            server.start()
            end = self._go(server)
        finally:
            server.stop()
        if not self.drawn.troubles:
            assert not server.violations, server.violations
        with at_once():
            until(lambda: not set(threading.enumerate()) - before, "threads are left")
        return end

    def _go(self, server: ManagerServer) -> End:
        foreign = self._put_foreign(server)
        contents = {hashlib.sha256(content).hexdigest(): len(content) for content in self.files.values()}
        self.story += [trouble.draw(server, self.random, contents) for trouble in self.drawn.troubles]
        clients = [Client(self._snapshot(server, "mine", copy=self.drawn.copy), self.drawn)]
        if self.drawn.rival:
            clients.append(Client(self._snapshot(server, "rival", name="Rival")))
        restart = threading.Timer(self.drawn.restart, server.restart, [0.2]) if self.drawn.restart else None
        for thread in (*clients, *filter(None, [restart])):
            thread.start()
        ends = [client.ended() for client in clients]
        if restart is not None:
            restart.cancel()
            restart.join()
        self.story += [f"{client.snapshot.submission_id}: {end}" for client, end in zip(clients, ends, strict=True)]
        self._calm(server)
        for client, end in zip(clients, ends, strict=True):
            self._check(server, client.snapshot, end)
            self._check_left_behind(client.snapshot, end)
            if end.how != "done":
                self._check_next_contact(server, client.snapshot, end)
        self._check_checkouts(server, foreign)
        return ends[0]

    def _snapshot(
        self, server: ManagerServer, submission_id: str, *, name: str = "", copy: bool = False
    ) -> JobSnapshot:
        state = self.folder / f"state of {submission_id}"
        snapshot = project.snapshot(
            self.folder / "film", self.files, url=server.url, state=state, submission_id=submission_id
        )
        if copy:
            unsaved = state / "copies" / ("0" * 32) / "shot.blend"
            unsaved.parent.mkdir(parents=True)
            shutil.copy(self.folder / "film" / "shots" / "shot.blend", unsaved)
            assert snapshot.blend is not None
            snapshot = replace(snapshot, blend=replace(snapshot.blend, copy=str(unsaved)))
        return replace(snapshot, name=name) if name else snapshot

    def _put_foreign(self, server: ManagerServer) -> dict[str, bytes]:
        folder = server.checkouts if self.drawn.shaman else server.storage
        for name in FOREIGN:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / "foreign.blend").write_bytes(name.encode())
        return {f"{name}/foreign.blend": name.encode() for name in FOREIGN}

    def _calm(self, server: ManagerServer) -> None:
        """End all faults, after the Manager has finished its requests, except those that never end."""
        server.faults.clear()
        patience = (
            1.5
            if any(trouble.switch in {"delay", "fall"} or trouble is LOST for trouble in self.drawn.troubles)
            else 0.3
        )
        end = time.monotonic() + patience
        while server.open_connections and time.monotonic() < end:
            time.sleep(0.01)
        server.restart(0.0)
        until(lambda: server.is_listening, "the Manager did not come back")

    def _check(self, server: ManagerServer, snapshot: JobSnapshot, end: End) -> None:
        """Check that the reported outcome is true."""
        jobs = _jobs(server, snapshot.submission_id)
        pending = Records(snapshot.user_files).pending()
        open_ids = {entry.submission_id for entry in pending}
        assert end.broken is None, end.broken
        assert end.how != "hangs"
        assert len(jobs) <= 1, "a duplicate"
        if end.how == "done":
            assert [job.id for job in jobs] == [end.result["job_id"]]
            self._check_files(server, jobs[0])
            assert not open_ids
        elif end.not_known:
            assert end.error is not None
            assert open_ids == {end.error.details["submission_id"]} == {snapshot.submission_id}
        elif end.how == "failed":
            assert not jobs, "an error, and a job"
            assert end.error is not None
            assert end.error.message
            assert end.error.kind != "internal", end.error
            assert not open_ids
        elif end.how == "cancelled":
            assert not jobs or [entry.taken_back for entry in pending] == [True], "cancelled, and a job"
        elif jobs:  # dropped or killed: nothing was reported, so that it must be recorded
            record = Records(snapshot.user_files).read(snapshot.submission_id)
            assert record is not None
            assert record.submission_id in open_ids or (record.made_a_job and not record.told)
            self._check_files(server, jobs[0])

    def _check_left_behind(self, snapshot: JobSnapshot, end: End) -> None:
        """Check that no temporary file is left."""
        if end.how == "killed":
            return
        files = [path for path in Path(snapshot.user_files.folder).rglob("*") if path.is_file()]
        assert [path for path in files if path.suffix in {".part", ".tmp", ".blend"}] == []

    def _check_next_contact(self, server: ManagerServer, snapshot: JobSnapshot, end: End) -> None:
        """Submit again and check that there is one job, and that no stored file was uploaded again."""
        stored = server.stored_files()
        server.forget_requests()
        again = replace(snapshot, submission_id=f"{snapshot.submission_id} again")
        if again.blend is not None and again.blend.copy and not Path(again.blend.copy).exists():
            again = replace(again, blend=replace(again.blend, copy=""))
        second = submit_until_known(again)
        self.story.append(f"submitted again: {second}")
        jobs = [*_jobs(server, snapshot.submission_id), *_jobs(server, again.submission_id)]
        assert second.how == "done", second
        assert len(jobs) == 1, "not exactly one job"
        self._check_files(server, jobs[0])
        sent = {record.path.split("/")[-2] for record in server.requests_of("shamanFileStore")}
        assert not sent & set(stored), "stored files uploaded again"
        assert end.how == "cancelled" or Records(snapshot.user_files).pending() == ()

    def _check_files(self, server: ManagerServer, job: Job) -> None:
        """Check that the job has exactly its files, with the right content."""
        blend = server.resolve(str(job.settings["blendfile"]))
        assert everything_below(blend.parents[1]) == dict(sorted(self.files.items()))

    def _check_checkouts(self, server: ManagerServer, foreign: dict[str, bytes]) -> None:
        """Check that other jobs have their files, and that no path was requested twice."""
        folder = server.checkouts if self.drawn.shaman else server.storage
        assert {name: (folder / name).read_bytes() for name in foreign} == foreign
        asked = [record.json["checkoutPath"] for record in server.requests_of("shamanCheckout") if record.json]
        assert len(set(asked)) == len(asked)
        assert all(path and "/" not in path and ".." not in path for path in asked)
        if not self.drawn.shaman:
            parts = [path.name for path in folder.iterdir() if path.name.endswith(".part")]
            assert not parts or self.drawn.interruption == "kill"


def _jobs(server: ManagerServer, submission_id: str) -> list[Job]:
    return [job for job in server.jobs if (job.metadata or {}).get(METADATA_KEY) == submission_id]
