"""Benchmark of following jobs: poll, difference, transfer, arranging; floor: ``json.loads`` of the same answers."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from flamenco_client.core import sliced_work
from flamenco_client.jobs import listing
from flamenco_client.jobs.details import JobDetails
from flamenco_client.jobs.farm_jobs import FarmJobs
from flamenco_client.jobs.job_row import Owner
from flamenco_client.jobs.watch import Interest, Watch
from flamenco_client.tests.support.manager.records import Command, Job, Task

from .harness import Limit, Row, medians_ms

COUNTS = (100, 1_000, 5_000)
TASKS = 10_000
NOBODY = Owner()


class Canned(FarmJobs):
    """The answers of a Manager as bytes: decoding counts, the network does not."""

    def __init__(self, jobs: bytes, tasks: bytes = b'{"tasks": []}') -> None:
        self._jobs, self._tasks = jobs, tasks
        self._first: Mapping[str, Any] = json.loads(jobs)["jobs"][0]

    def jobs(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = json.loads(self._jobs)["jobs"]
        return found

    def job(self, job_id: str) -> Mapping[str, Any] | None:
        return self._first

    def tasks(self, job_id: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = json.loads(self._tasks)["tasks"]
        return found

    def workers(self) -> list[Mapping[str, Any]]:
        return []

    def blocklist(self, job_id: str) -> list[Mapping[str, Any]]:
        return []


def run() -> list[Row]:
    """Return the times for each number of jobs, and for one job with many tasks."""
    rows = []
    for count in COUNTS:
        answer = json.dumps({"jobs": [_job(number).as_json() for number in range(count)]}).encode()
        rows += _of_list(count, answer)
    return [*rows, *_of_tasks()]


def _of_list(count: int, answer: bytes) -> list[Row]:
    farm, watch = Canned(answer), Watch()
    first = watch.poll(farm, Interest(NOBODY), 0)
    message = json.dumps(first)
    by_id = {row["id"]: row for row in first["rows"]}
    floor, whole, same, transfer, arranged = medians_ms(
        [
            lambda: json.loads(answer),
            lambda: Watch().poll(farm, Interest(NOBODY), 0),
            partial(_again, watch, farm, first["version"]),
            lambda: json.loads(message),
            lambda: sliced_work.finish(listing.arrange(by_id, search="shot")),
        ]
    )
    return [
        Row(f"{count} jobs: first poll", whole, floor, 6.0),
        Row(f"{count} jobs: poll without a change", same, floor, 6.0),
        Row(f"{count} jobs: reading all rows in Blender", transfer, floor, 2.5),
        Row(f"{count} jobs: search and order", arranged, floor, 2.0),
        Row(f"{count} jobs: longest slice of search and order", _longest(by_id), floor, 4.0, Limit.VALUE),
    ]


def _again(watch: Watch, farm: FarmJobs, since: int) -> None:
    watch.look_now()
    answer = watch.poll(farm, Interest(NOBODY), since)
    assert answer["rows"] == []


def _longest(rows: Mapping[str, Any]) -> float:
    """Return the longest slice in milliseconds: what Blender waits for at a time; the median of several runs."""
    times = []
    for _ in range(7):
        work, longest, done = sliced_work.SlicedWork(listing.arrange(rows, search="shot")), 0.0, False
        while not done:
            begin = time.perf_counter()
            done = work.run_for(0.0)
            longest = max(longest, time.perf_counter() - begin)
        times.append(longest)
    return statistics.median(times) * 1000


def _of_tasks() -> list[Row]:
    job = _job(0, TASKS)
    answer = json.dumps({"tasks": [task.as_summary() for task in job.tasks]}).encode()
    farm = Canned(json.dumps({"jobs": [job.as_json()]}).encode(), answer)
    details = JobDetails()
    since = details.look(farm, job.id, NOBODY, 0)["version"]
    floor, whole, same = medians_ms(
        [
            lambda: json.loads(answer),
            lambda: JobDetails().look(farm, job.id, NOBODY, 0),
            lambda: details.look(farm, job.id, NOBODY, since),
        ]
    )
    return [
        Row(f"{TASKS} tasks: first look", whole, floor, 8.0),
        Row(f"{TASKS} tasks: look without a change", same, floor, 8.0),
    ]


def _job(number: int, tasks: int = 0) -> Job:
    settings = {"frames": "1-250", "chunk_size": 1, "render_output_path": f"/render/shot_{number}/######"}
    job = Job(f"shot_{number:04}", "simple-blender-render", 50, settings, {"user.name": "bob", "project": "film"})
    job.tasks = [
        Task(job, f"render-{each}", "blender", [Command("blender-render", {}, 1)], index_in_job=each)
        for each in range(tasks)
    ]
    return job
