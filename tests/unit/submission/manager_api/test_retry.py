"""Back-off, pauses, background calls and the transfer meter."""

from __future__ import annotations

import threading

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.manager_client import ApiException, ManagerError
from flamenco_client.submission.manager_api.manager import retry_after
from flamenco_client.submission.manager_api.retry import BackgroundCall, Backoff, pause
from flamenco_client.submission.transfer.transfer_meter import TransferMeter
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE, at_once
from flamenco_client.tests.unit.submission.helpers import run

PROGRESS = Progress(Phase.SENDING)


def test_delays_double_up_to_a_limit() -> None:
    """Each delay is twice the last one, minus random jitter, up to the limit."""
    longest = Backoff(spread=lambda low, high: high)
    shortest = Backoff(spread=lambda low, high: low)
    assert [longest.delay(failures) for failures in range(1, 8)] == [0.3, 0.6, 1.2, 2.4, 4.8, 8.0, 8.0]
    assert shortest.delay(3) == 0.6


def test_delay_respects_retry_after() -> None:
    """The Manager's Retry-After is respected, up to the limit."""
    backoff = Backoff(spread=lambda low, high: high)
    assert backoff.delay(1, at_least=5.0) == 5.0
    assert backoff.delay(1, at_least=3600.0) == 8.0


@pytest.mark.parametrize(
    ("value", "seconds"), [("1", 1.0), ("0", 0.0), ("-5", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0), ("", 0.0)]
)
def test_retry_after(value: str, seconds: float) -> None:
    """Retry-After in seconds is read; any other value is ignored."""
    assert retry_after(ApiException(503, headers={"Retry-After": value})) == seconds
    assert retry_after(ManagerError()) == 0.0


def test_cancel_ends_a_pause(cancel: CancelToken) -> None:
    """Cancelling ends a long pause at once."""
    threading.Timer(0.1, cancel.cancel).start()
    with at_once(), pytest.raises(Cancelled):
        run(pause(FOR_EVER, PROGRESS, cancel))


def test_negative_pause(cancel: CancelToken) -> None:
    """A pause of negative length does not wait."""
    assert list(pause(-1.0, PROGRESS, cancel)) == []


def test_background_call_reports_and_returns() -> None:
    """While a call blocks, the generator yields progress; at the end it returns the call's result."""
    beside = BackgroundCall(lambda: None)
    reports: list[Progress] = []

    reported = threading.Event()

    def call() -> int:
        assert reported.wait(PATIENCE)
        return 7

    def watch(progress: Progress) -> None:
        reports.append(progress)
        if len(reports) == 3:
            reported.set()

    assert run(beside.run(call, lambda: PROGRESS), watch) == 7
    assert reports[:3] == [PROGRESS] * 3
    beside.close()


def test_background_call_raises_the_exception() -> None:
    """The call's exception is raised, also a TimeoutError, which must not be taken for that of waiting."""
    beside = BackgroundCall(lambda: None)

    def fail() -> None:
        raise TimeoutError("the call's own")

    with pytest.raises(TimeoutError, match="own"):
        run(beside.run(fail, lambda: PROGRESS))
    beside.close()


def test_closing_aborts_a_running_call() -> None:
    """Closing aborts a blocking call and leaves no thread."""
    aborted = threading.Event()
    beside = BackgroundCall(aborted.set)
    next(beside.run(lambda: aborted.wait(FOR_EVER), lambda: PROGRESS))
    beside.close()
    assert aborted.is_set()


def test_closing_does_not_wait_for_a_stuck_call() -> None:
    """Closing does not wait for a call that cannot be aborted, as on a disk that does not respond."""
    stuck = threading.Event()
    beside = BackgroundCall(lambda: None)
    next(beside.run(lambda: stuck.wait(FOR_EVER), lambda: PROGRESS))
    with at_once():
        beside.close()
    stuck.set()


def test_meter_never_decreases() -> None:
    """If a file has to be uploaded again, the progress stays until it catches up."""
    meter = TransferMeter()
    meter.expect(2, 100)
    meter.under_way(40)
    assert meter.progress().bytes_done == 40
    meter.under_way(0)
    assert meter.progress().bytes_done == 40
    meter.under_way(60)
    meter.ended(60, sent=True)
    meter.under_way(0)
    assert (meter.progress().bytes_done, meter.progress().files_done) == (60, 1)
    meter.ended(40, sent=False)
    assert meter.progress() == Progress(Phase.SENDING, 100, 100, 2, 2, "Uploading files")
    assert (meter.files_sent, meter.bytes_sent) == (1, 60)


def test_meter_of_a_second_round() -> None:
    """Files of a second round increase the total; the progress never exceeds it."""
    meter = TransferMeter()
    meter.expect(1, 10)
    meter.ended(10, sent=True)
    meter.expect(1, 5)
    meter.under_way(50)
    assert meter.progress() == Progress(Phase.SENDING, 15, 15, 1, 2, "Uploading files")
