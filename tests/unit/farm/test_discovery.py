"""Find Managers: each shown once, strangers kept in their bounds, an end after the time allowed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm import credentials, discovery
from flamenco_client.farm.discovery import Sighting, distinct, find_managers, named_url
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.ssdp import Responder, answer, is_search
from flamenco_client.tests.support.waiting import AT_ONCE, FOR_EVER, at_once

Find = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def find(monkeypatch: pytest.MonkeyPatch) -> Find:
    """Run a search until enough is found; each progress is put into the list given as ``seen``."""
    monkeypatch.setattr(discovery, "LISTEN", FOR_EVER)
    monkeypatch.setattr(discovery, "PATIENCE", FOR_EVER)

    def run(
        target: tuple[str, int],
        seen: list[Progress] | None = None,
        cancel: CancelToken | None = None,
        enough: Callable[[Sequence[Mapping[str, Any]]], object] = bool,
    ) -> Any:
        steps = find_managers(cancel=cancel or CancelToken(), target=target)
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                return end.value["managers"]
            if seen is not None:
                seen.append(progress)
            if enough(progress.found):
                monkeypatch.setattr(discovery, "LISTEN", 0.0)

    return run


@pytest.fixture
def managers(tmp_path: Path) -> Iterator[tuple[ManagerServer, ManagerServer]]:
    """Two Managers on this machine."""
    with (
        ManagerServer(tmp_path / "one", name="Studio Farm") as one,
        ManagerServer(tmp_path / "two", name="Night Farm", version="3.8") as two,
    ):
        yield one, two


def _ipv6_works() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_each_manager_with_name_and_version(find: Find, managers: tuple[ManagerServer, ManagerServer]) -> None:
    """Two on one machine are two; what the network is asked is what a Manager understands."""
    with Responder([manager.url for manager in managers]) as responder:
        found = find(responder.address, enough=lambda found: len(found) == 2)

    assert {(each["url"], each["name"], each["version"]) for each in found} == {
        (managers[0].url, "Studio Farm", managers[0].farm.version.text.split(" ")[0]),
        (managers[1].url, "Night Farm", "3.8"),
    }
    assert all(is_search(text) for text in responder.searches)


@pytest.mark.skipif(not _ipv6_works(), reason="this machine has no IPv6")
def test_several_addresses_are_one_manager(find: Find, tmp_path: Path) -> None:
    """Each address is asked once, however often it is named; the first that answers is the one to use."""
    with (
        ManagerServer(tmp_path / "four") as four,
        ManagerServer(tmp_path / "six", host="::1", port=int(four.url.rpartition(":")[2])) as six,
        Responder([six.url, four.url, four.url, "http://127.0.0.1:1"]) as responder,
    ):
        found = find(responder.address, enough=lambda found: found and len(found[0]["addresses"]) == 2)

        assert len(found) == 1
        assert set(found[0]["addresses"]) == {four.url, six.url}
        assert found[0]["url"] == found[0]["addresses"][0]
        assert len(four.requests) == len(six.requests) == 1


def test_results_arrive_while_the_search_goes_on(find: Find, managers: tuple[ManagerServer, ManagerServer]) -> None:
    """The first Manager is reported before the end; found Managers stay in the list."""
    seen: list[Progress] = []
    with Responder([managers[0].url]) as responder:
        find(responder.address, seen, enough=lambda _: sum(bool(progress.found) for progress in seen) > 1)

    counts = [len(progress.found) for progress in seen]
    assert counts == sorted(counts)
    assert 0 < counts.index(1) < len(counts) - 1 or counts[0] == 1
    assert {progress.phase for progress in seen} == {"searching"}


def test_nobody_there(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search ends in time, with nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setattr(discovery, "LISTEN", 0.5)
        started = time.monotonic()

        with at_once():
            assert find(silent.getsockname()) == []

    assert time.monotonic() - started >= 0.5


def test_the_question_is_repeated(
    find: Find, managers: tuple[ManagerServer, ManagerServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost datagram does not matter; each search is a second after the last, here a tenth of one."""
    monkeypatch.setattr(discovery, "EVERY", 0.1)
    monkeypatch.setattr(discovery, "TICK", 0.02)
    with Responder([managers[0].url]) as responder:
        started = time.monotonic()
        assert len(find(responder.address, enough=lambda _: len(responder.searches) >= 4)) == 1

        assert 4 <= len(responder.searches) <= (time.monotonic() - started) / 0.1 + 1
        assert len(managers[0].requests) == 1


def test_no_access_goes_to_a_stranger(
    find: Find, managers: tuple[ManagerServer, ManagerServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers to a search get no credentials: the sender may pretend to be a known Manager."""
    secret = credentials.Credentials(user="anna", password="geheim")
    credentials.write(UserFiles(str(tmp_path)), managers[0].url, secret)
    monkeypatch.chdir(tmp_path)
    with Responder([managers[0].url]) as responder:
        assert len(find(responder.address)) == 1

    assert all("authorization" not in record.headers for record in managers[0].requests)


@pytest.mark.slow
@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://127.0.0.1:{silent}"],
)
def test_an_address_where_no_manager_answers(
    find: Find, managers: tuple[ManagerServer, ManagerServer], monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """It is not shown, and does not hold up the others for long."""
    monkeypatch.setattr(discovery, "PATIENCE", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = managers[1].url.rpartition(":")[2]
        bad = url.format(port=port, silent=silent.getsockname()[1])
        with Responder([bad, managers[0].url]) as responder, at_once():
            found = find(responder.address)

    assert [each["name"] for each in found] == ["Studio Farm"]


def test_names_are_one_line(find: Find, tmp_path: Path) -> None:
    """A stranger's name is shown without control characters, and not to its end."""
    with (
        ManagerServer(tmp_path / "storage", name="Studio\n\x1b[31m\u202eFarm" + "x" * 5000) as manager,
        Responder([manager.url]) as responder,
    ):
        (found,) = find(responder.address)

    assert found["name"].startswith("Studio [31m Farmxxx")
    assert len(found["name"]) <= discovery.LONGEST_NAME


def test_a_flood_of_addresses(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """One machine that names thousands makes this one ask a few."""
    asked: list[str] = []
    monkeypatch.setattr(discovery, "_introduced", lambda sighting, _cancel: asked.append(sighting.url))
    monkeypatch.setattr(discovery, "TICK", 0.02)
    with Responder([f"http://127.0.{number // 250}.{number % 250 + 1}:8080" for number in range(1000)]) as responder:
        seen: list[Progress] = []
        find(responder.address, seen, enough=lambda _: len(seen) == 5 * discovery.MOST_OF_ONE)

    assert len(asked) == discovery.MOST_OF_ONE


def test_cancel(find: Find) -> None:
    """Cancelling ends it at once, also during a version request."""
    cancel = CancelToken()
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Responder([f"http://127.0.0.1:{silent.getsockname()[1]}"]) as responder,
    ):
        timer = threading.Timer(0.4, cancel.cancel)
        timer.start()
        with at_once(), pytest.raises(Cancelled):
            find(responder.address, cancel=cancel)
        timer.join()
    for thread in threading.enumerate():
        if thread.name.startswith("found-manager"):
            thread.join(AT_ONCE)
            assert not thread.is_alive()


def test_no_network(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the search can't be sent, it fails at once."""
    with pytest.raises(FarmError, match="can't be searched") as caught:
        find(("127.0.0.1", 0))

    assert caught.value.kind == "unreachable"
    assert "by its address" in caught.value.hint


GOOD = answer("http://10.1.2.3:8080")


@pytest.mark.parametrize(
    ("datagram", "sender", "url"),
    [
        (GOOD, "10.1.2.3", "http://10.1.2.3:8080"),
        (answer("http://[fd00::5]:8080"), "10.1.2.3", "http://[fd00::5]:8080"),
        (answer("https://10.1.2.3"), "10.1.2.3", "https://10.1.2.3"),
        (answer("http://127.0.0.1:80"), "127.0.0.1", "http://127.0.0.1"),
        (answer("http://[::1]:8080"), "127.0.0.1", "http://[::1]:8080"),
        (GOOD.replace(b"LOCATION", b"location").replace(b"ST:", b"st :"), "10.1.2.3", "http://10.1.2.3:8080"),
        (answer("http://127.0.0.1:8080"), "10.1.2.3", ""),
        (answer("http://[::1]:8080"), "10.1.2.3", ""),
        (answer("http://localhost:8080"), "127.0.0.1", ""),
        (answer("http://farm.example:8080"), "10.1.2.3", ""),
        (answer("http://user:secret@10.1.2.3"), "10.1.2.3", ""),
        (answer("http://0.0.0.0:8080"), "10.1.2.3", ""),
        (answer("http://255.255.255.255:8080"), "10.1.2.3", ""),
        (answer("http://239.255.255.250:1900"), "10.1.2.3", ""),
        (answer("http://[ff02::1]:8080"), "10.1.2.3", ""),
        (answer("ftp://10.1.2.3"), "10.1.2.3", ""),
        (answer("file:///etc/passwd"), "10.1.2.3", ""),
        (answer("http://10.1.2.3:99999"), "10.1.2.3", ""),
        (answer("http://[10.1.2.3"), "10.1.2.3", ""),
        (answer("http://10.1.2.3 :8080"), "10.1.2.3", ""),
        (answer(""), "10.1.2.3", ""),
        (GOOD.replace(b"urn:flamenco:manager:0", b"urn:other:device:1"), "10.1.2.3", ""),
        (GOOD.replace(b"200 OK", b"404 Not Found"), "10.1.2.3", ""),
        (GOOD.replace(b"HTTP/1.1 200 OK", b"NOTIFY * HTTP/1.1"), "10.1.2.3", ""),
        (b"", "10.1.2.3", ""),
        (b"\x00\xff" * 4000, "10.1.2.3", ""),
        (b"HTTP/1.1", "10.1.2.3", ""),
    ],
)
def test_answers(datagram: bytes, sender: str, url: str) -> None:
    """An answer gives the Manager's URL without the path; invalid and unsafe ones are ignored."""
    assert named_url(datagram, sender) == url


def _seen(url: str, sender: str, name: str = "Farm") -> Sighting:
    return Sighting(url, sender, name, "3.9")


def test_who_is_one_manager() -> None:
    """Same name, version and port, and one machine: known by its sender, or by naming the other sender's address."""
    lan, wifi, docker, other = "10.0.0.5", "192.168.0.5", "172.17.0.1", "10.0.0.6"
    named = {lan: {lan, wifi, docker}, wifi: {lan, wifi, docker}, other: {other, docker}}

    def urls(*seen: Sighting) -> list[list[str]]:
        return [each["addresses"] for each in distinct(seen, named)]

    at = "http://{}:8080".format
    assert urls(_seen(at(lan), lan), _seen(at(docker), lan)) == [[at(lan), at(docker)]]
    assert urls(_seen(at(wifi), wifi), _seen(at(lan), lan)) == [[at(wifi), at(lan)]]
    assert urls(_seen(at(docker), lan), _seen(at(other), other), _seen(at(lan), lan)) == [
        [at(docker), at(lan)],
        [at(other)],
    ]
    assert urls(_seen(at(lan), lan), _seen(f"http://{lan}:8081", lan)) == [[at(lan)], [f"http://{lan}:8081"]]
    assert urls(_seen(at(lan), lan), _seen(at(docker), lan, "Night Farm")) == [[at(lan)], [at(docker)]]
    assert urls(_seen(at(lan), "10.0.0.99"), _seen(at(docker), "10.0.0.98")) == [[at(lan)], [at(docker)]]
