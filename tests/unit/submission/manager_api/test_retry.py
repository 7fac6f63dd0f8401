"""Waiting before another try, and calls beside the generator."""

from __future__ import annotations

import threading

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Progress
from flamenco_client.manager_client import ApiException
from flamenco_client.submission.manager_api.manager import retry_after, status_of
from flamenco_client.submission.manager_api.retry import BackgroundCall, Backoff, pause
from flamenco_client.submission.transfer.transfer_meter import TransferMeter
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE, at_once
from flamenco_client.tests.unit.submission.helpers import run

TELL = Progress("sending")


def test_waits_double_up_to_a_limit() -> None:
    """Each wait is twice the last one, less a bit of chance, up to the limit."""
    longest = Backoff(spread=lambda low, high: high)
    shortest = Backoff(spread=lambda low, high: low)
    assert [longest.delay(failures) for failures in range(1, 8)] == [0.3, 0.6, 1.2, 2.4, 4.8, 8.0, 8.0]
    assert shortest.delay(3) == 0.6


def test_the_managers_wish_counts() -> None:
    """A wait that the Manager asks for is kept, within the limit."""
    backoff = Backoff(spread=lambda low, high: high)
    assert backoff.delay(1, at_least=5.0) == 5.0
    assert backoff.delay(1, at_least=3600.0) == 8.0


@pytest.mark.parametrize(
    ("value", "seconds"), [("1", 1.0), ("0", 0.0), ("-5", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0), ("", 0.0)]
)
def test_retry_after(value: str, seconds: float) -> None:
    """Retry-After is seconds; anything else says nothing."""
    assert retry_after(ApiException(503, headers={"Retry-After": value})) == seconds
    assert status_of(ApiException(503)) == 503
    assert retry_after(OSError()) == 0.0
    assert status_of(OSError()) is None


def test_pause_ends_when_the_user_says_stop(cancel: CancelToken) -> None:
    """A long pause is left within a moment."""
    threading.Timer(0.1, cancel.cancel).start()
    with at_once(), pytest.raises(Cancelled):
        run(pause(FOR_EVER, TELL, cancel))


def test_no_pause(cancel: CancelToken) -> None:
    """A moment that has passed needs no waiting."""
    assert list(pause(-1.0, TELL, cancel)) == []


def test_beside_tells_and_returns() -> None:
    """While a call blocks, the generator goes on; then it has what the call returned."""
    beside = BackgroundCall(lambda: None)
    told: list[Progress] = []

    heard = threading.Event()

    def call() -> int:
        assert heard.wait(PATIENCE)
        return 7

    def hear(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            heard.set()

    assert run(beside.run(call, lambda: TELL), hear) == 7
    assert told[:3] == [TELL] * 3
    beside.close()


def test_beside_raises_what_the_call_raises() -> None:
    """Also a TimeoutError of the call's own, which is not the waiting's."""
    beside = BackgroundCall(lambda: None)

    def fail() -> None:
        raise TimeoutError("the call's own")

    with pytest.raises(TimeoutError, match="own"):
        run(beside.run(fail, lambda: TELL))
    beside.close()


def test_beside_aborts_what_still_runs() -> None:
    """Closing ends a call that blocks, and leaves no thread."""
    aborted = threading.Event()
    beside = BackgroundCall(aborted.set)
    next(beside.run(lambda: aborted.wait(FOR_EVER), lambda: TELL))
    beside.close()
    assert aborted.is_set()


def test_beside_leaves_behind_what_can_not_be_ended() -> None:
    """A call that no abort ends, on a disk that is gone, holds nobody up."""
    stuck = threading.Event()
    beside = BackgroundCall(lambda: None)
    next(beside.run(lambda: stuck.wait(FOR_EVER), lambda: TELL))
    with at_once():
        beside.close()
    stuck.set()


def test_meter_never_goes_back() -> None:
    """A file that has to be sent again starts at its beginning, but the bar waits for it."""
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
    assert meter.progress() == Progress("sending", 100, 100, 2, 2, "Sending files")
    assert (meter.files_sent, meter.bytes_sent) == (1, 60)


def test_meter_of_a_second_round() -> None:
    """What is asked for again makes the whole larger; nothing goes beyond it."""
    meter = TransferMeter()
    meter.expect(1, 10)
    meter.ended(10, sent=True)
    meter.expect(1, 5)
    meter.under_way(50)
    assert meter.progress() == Progress("sending", 15, 15, 1, 2, "Sending files")
