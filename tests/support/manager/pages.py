"""Web pages, logs and images, which the Manager serves besides its API."""

from __future__ import annotations

import html
import json
import re
from email.utils import formatdate

from .definition import Definition
from .farm import Farm
from .wire import Answer, Request

APP = "/app/"
EXPLORER = "/api/v3/swagger-ui/"
DEFINITION = "/api/v3/openapi3.json"
DESCRIPTION = "/upnp/description.xml"


def find(farm: Farm, definition: Definition, request: Request) -> Answer | None:
    """Answer a GET outside of the API; return None for an unknown path."""
    path = request.path
    if path == "/":
        return Answer(307, headers=[("Location", APP)])
    if path.startswith(APP):
        return _page(farm.name, _overview(farm, path.removeprefix(APP)))
    if path.startswith(EXPLORER):
        return _page(
            farm.name, sorted([operation.method, operation.path] for operation in definition.operations.values())
        )
    if path == DEFINITION:
        return Answer(200, json.dumps(definition.document).encode(), content_type="application/json")
    if path == DESCRIPTION:
        return Answer(
            200, f"<root><name>{html.escape(farm.name)}</name></root>".encode(), content_type="application/xml"
        )
    if path.startswith("/job-files/"):
        return _job_file(farm, request)
    return None


def _overview(farm: Farm, page: str) -> list[list[str]]:
    """List the tasks of a job on the job's page, and all jobs on any other page."""
    job = farm.jobs.get(page.removeprefix("jobs/").partition("/")[0])
    if job:
        return [[task.name, task.status, f"{task.steps_completed}/{task.steps_total}"] for task in job.tasks]
    return [[job.name, job.status, job.activity] for job in farm.jobs.values()]


def _page(title: str, rows: list[list[str]]) -> Answer:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    head = f"<head><meta charset=utf-8><title>{html.escape(title)}</title></head>"
    body = f"<!DOCTYPE html><html>{head}<body><h1>{html.escape(title)}</h1><table>{table}</table></body></html>"
    return Answer(200, body.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")


def _job_file(farm: Farm, request: Request) -> Answer | None:
    folder, _, name = request.path.rpartition("/")
    job = next((job for job in farm.jobs.values() if job.files_path == folder), None)
    if job is None:
        return None
    if name in job.images:
        return _ranged(request, job.images[name], "image/jpeg", job.image_time)
    for task in job.tasks:
        if task.log and task.log_path == request.path:
            return _ranged(request, bytes(task.log), "text/plain; charset=utf-8", None)
    return None


def _ranged(request: Request, content: bytes, kind: str, changed: float | None) -> Answer:
    headers = [("Accept-Ranges", "bytes"), ("Last-Modified", formatdate(changed, usegmt=True))]
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range"))
    if not found or not (found[1] or found[2]):
        return Answer(200, content, headers, content_type=kind)
    if found[1]:
        start, end = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
    else:
        start, end = max(0, len(content) - int(found[2])), len(content) - 1
    if start > end:
        return Answer(416, b"invalid range\n", [("Content-Range", f"bytes */{len(content)}")], "text/plain")
    headers.append(("Content-Range", f"bytes {start}-{end}/{len(content)}"))
    return Answer(206, content[start : end + 1], headers, content_type=kind)
