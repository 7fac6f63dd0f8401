"""Handling of requests: routing, worker authentication, validation and the operation."""

from __future__ import annotations

import hmac
import traceback

from . import pages, validation
from .definition import Definition
from .exchange import DropConnectionError
from .farm import Farm
from .operations import HANDLERS, STREAMING
from .operations.common import RefusedError
from .records import Worker
from .wire import Answer, ConnectionGoneError, Request


class _InterceptedError(Exception):
    """A fault has answered in the handler's place; its answer is not validated."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _intercept(request: Request) -> None:
    answer = request.intercept()
    if answer is not None:
        for _ in request.stream.blocks():
            pass
        raise _InterceptedError(answer)


class Application:
    """The Manager behind the socket."""

    def __init__(self, farm: Farm, definition: Definition, *, validate: bool) -> None:
        self.farm = farm
        self.definition = definition
        self.validate = validate
        self.violations: list[str] = []
        """Errors of the test Manager itself: answers that break the definition in an unknown way, and crashes."""

    def identify(self, request: Request) -> None:
        """Find the operation of a request; it has none if the path is unknown."""
        operation = self.definition.methods(request.path).get(request.method)
        if operation is None or not self.farm.version.has(operation.id):
            return
        request.operation = operation.id
        found = operation.pattern.fullmatch(request.path)
        request.parameters = found.groupdict() if found else {}

    def handle(self, request: Request) -> Answer:
        """Answer a request; read its body unless the operation does that itself.

        Raises:
            ConnectionGoneError: The client disconnected while sending.
        """
        if not request.operation:
            return request.intercept() or self._no_operation(request)
        try:
            answer = self._operate(request)
        except _InterceptedError as intercepted:
            return intercepted.answer
        except RefusedError as refusal:
            answer = refusal.answer
        except (ConnectionGoneError, DropConnectionError, OSError):
            raise
        except Exception:  # noqa: BLE001 - a crash is answered like a panic in the framework, and reported
            self.violations.append(f"{request.operation} crashed:\n{traceback.format_exc()}")
            answer = Answer.framework_error(500, "Internal Server Error")
        if answer.json is not None:
            answer = self._as_version(request, answer)
        self._check_answer(request, answer)
        return answer

    def _no_operation(self, request: Request) -> Answer:
        found = self.definition.methods(request.path)
        methods = sorted(name for name, operation in found.items() if self.farm.version.has(operation.id))
        if request.method == "OPTIONS" and methods:
            return Answer(204, headers=[("Allow", ", ".join(["OPTIONS", *methods]))])
        if request.method == "GET":
            with self.farm.lock:
                page = pages.find(self.farm, self.definition, request)
            if page is not None:
                return page
        if request.method == "HEAD":
            return Answer(404)
        return Answer.framework_error(404, "method not allowed" if methods else "Not Found")

    def _operate(self, request: Request) -> Answer:
        operation = self.definition.operations[request.operation]
        if operation.needs_worker:
            refusal = self._authenticate(request)
            if refusal:
                return refusal
        if operation.id in STREAMING:
            _intercept(request)
            return HANDLERS[operation.id](self.farm, request)
        request.body = request.stream.read_all()
        refusal = validation.refuse(self.definition, operation, request, schemas=self.validate)
        if refusal:
            return refusal
        _intercept(request)
        with self.farm.lock:
            self.farm.finish_deletions()
            return HANDLERS[operation.id](self.farm, request)

    def _authenticate(self, request: Request) -> Answer | None:
        given = validation.credentials(request)
        reason = "no auth header found"
        if given:
            worker: Worker | None = self.farm.workers.get(given[0])
            if worker and hmac.compare_digest(worker.secret, given[1]):
                request.worker = worker
                return None
            reason = "no such worker known"
        return Answer.framework_error(403, f"security requirements failed: authorization failed: {reason}")

    def _as_version(self, request: Request, answer: Answer) -> Answer:
        shown = self.farm.version.strip(request.operation, answer.json)
        return answer if shown is answer.json else Answer.of_json(shown, answer.status)

    def _check_answer(self, request: Request, answer: Answer) -> None:
        if not self.validate:
            return
        operation = self.definition.operations[request.operation]
        old = self.farm.version.number < (3, 8)
        for deviation in validation.deviations_of(operation, answer, old=old):
            self.violations.append(f"an answer that does not match the definition: {deviation}")
