"""Find Managers: search the local network for Managers, by UDP multicast over IPv4 as in SSDP.

A Manager answers by unicast, with one datagram for each of its addresses and the URL in ``LOCATION``. The sender is not
trusted: only its addresses are read, their number is limited, and no credentials are sent to it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import struct
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..core.text import say
from .manager_url import normalise

Address = tuple[str, int]

GROUP: Address = ("239.255.255.250", 1900)
"""The multicast group of SSDP, in which Managers listen."""
TARGET = "urn:flamenco:manager:0"
SEARCH = (
    f'M-SEARCH * HTTP/1.1\r\nHOST: {GROUP[0]}:{GROUP[1]}\r\nST: {TARGET}\r\nMAN: "ssdp:discover"\r\nMX: 3\r\n\r\n'
).encode("ascii")
HOPS = 2
"""Routers that the search may pass, as SSDP demands."""
EVERY = 1.0
"""Seconds between two search datagrams: one may get lost."""
LISTEN = 5.0
"""Seconds until the search ends."""
PATIENCE = 1.5
"""Timeout in seconds for the version request to a found Manager."""
TICK = 0.1
"""Seconds between two checks whether the user cancelled."""
LONGEST_DATAGRAM = 8192
LONGEST_NAME = 100
MOST_ADDRESSES = 64
MOST_OF_ONE = 16
"""Most addresses of one machine that are requested; no real machine has more."""
MOST_INTERFACES = 16


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address from an answer.

    Attributes:
        url: The normalised address.
        sender: IP address of the machine that sent it first.
        name: Name of the Manager at that address, once it has answered.
        version: Its version, likewise.
    """

    url: str
    sender: str
    name: str = ""
    version: str = ""

    @property
    def identity(self) -> tuple[str, str, int | None]:
        """The values that are equal for all addresses of one Manager."""
        return self.name, self.version, urlsplit(self.url).port


def find_managers(*, cancel: CancelToken, target: Address = GROUP) -> Generator[Progress, None, dict[str, Any]]:
    """Search for about five seconds, and request name and version from each address found.

    Yields:
        Progress; its ``found`` lists the Managers found so far.

    Args:
        cancel: Ends the search at once.
        target: Address to send the search to; tests use one address instead of the multicast group.

    Returns:
        ``managers``: a list of ``url``, ``name``, ``version`` and ``addresses``, each Manager once; ``url`` is the
        first of its addresses that answered.

    Raises:
        FarmError: Kind ``unreachable``: this machine has no network to search.
        Cancelled: The user cancelled.
    """
    search = _Search(cancel)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(TICK)
            udp.bind(("", 0))
            udp.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, HOPS)
            started = time.monotonic()
            rounds = 0
            while (passed := time.monotonic() - started) < LISTEN:
                cancel.check()
                if passed >= rounds * EVERY:
                    _send(udp, target, must_work=rounds == 0)
                    rounds += 1
                search.listen(udp)
                yield Progress(Phase.SEARCHING, found=search.found())
        yield from search.wait()
        return {"managers": search.found()}
    finally:
        search.end()


def distinct(sightings: Sequence[Sighting], named: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Merge the addresses of each Manager.

    Addresses belong to one Manager if name, version and port are equal and the same machine sent them; two senders are
    one machine if one lists the other's address among its own.

    Args:
        sightings: In the order of their answers.
        named: By sender: the IP addresses in its answers.
    """

    def names(sender: str, other: str) -> bool:
        return sender == other or other in named.get(sender, ())

    first: list[tuple[Sighting, list[str]]] = []
    for sighting in sightings:
        for other, addresses in first:
            one_machine = names(sighting.sender, other.sender) or names(other.sender, sighting.sender)
            if one_machine and sighting.identity == other.identity:
                addresses.append(sighting.url)
                break
        else:
            first.append((sighting, [sighting.url]))
    return [
        {"url": known.url, "name": known.name, "version": known.version, "addresses": addresses}
        for known, addresses in first
    ]


def named_url(datagram: bytes, sender: str) -> str:
    """Return the normalised URL in an answer; "" if the answer is not a Manager's, or its URL must not be requested.

    Only IP addresses are accepted: an untrusted sender must not make this machine resolve names, or call itself.
    """
    first, _, rest = datagram.decode("latin-1").partition("\r\n")
    if not first.startswith("HTTP/1.") or first.split(" ")[1:2] != ["200"]:
        return ""
    lines = (line.partition(":") for line in rest.split("\r\n"))
    fields = {name.strip().upper(): value.strip() for name, _, value in lines}
    if fields.get("ST") != TARGET:
        return ""
    try:
        parts = urlsplit(fields.get("LOCATION", ""))
        if parts.scheme not in {"http", "https"}:
            return ""
        url = normalise(f"{parts.scheme}://{parts.netloc}").url
        host = ipaddress.ip_address(urlsplit(url).hostname or "")
        may_loop = ipaddress.ip_address(sender).is_loopback
    except (FarmError, ValueError):
        return ""
    if host.is_loopback:
        return url if may_loop else ""
    return "" if host.is_multicast or host.is_unspecified or host.is_reserved else url


class _Search:
    """The answers so far, and the running version requests."""

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel
        self._named: dict[str, set[str]] = {}
        self._asked: set[str] = set()
        self._count = Counter[str]()
        self._answered: list[Sighting] = []
        self._asking: set[Future[Sighting | None]] = set()
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="found-manager")

    def listen(self, udp: socket.socket) -> None:
        """Receive one answer, if one arrives within a tick."""
        try:
            datagram, (sender, _) = udp.recvfrom(LONGEST_DATAGRAM)
        except TimeoutError:
            pass
        except OSError:  # Windows reports an earlier datagram that could not be delivered
            time.sleep(TICK)
        else:
            self._ask(named_url(datagram, sender), sender)
        self._collect()

    def wait(self) -> Iterator[Progress]:
        """Wait for the remaining requests; each has a timeout."""
        while self._asking:
            self._cancel.check()
            wait(self._asking, TICK, FIRST_COMPLETED)
            self._collect()
            yield Progress(Phase.SEARCHING, found=self.found())

    def found(self) -> list[dict[str, Any]]:
        return distinct(self._answered, self._named)

    def end(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, url: str, sender: str) -> None:
        if not url or (sender not in self._named and len(self._named) >= MOST_ADDRESSES):
            return
        hosts = self._named.setdefault(sender, set())
        if len(hosts) < MOST_OF_ONE:
            hosts.add(urlsplit(url).hostname or "")
        if url not in self._asked and len(self._asked) < MOST_ADDRESSES and self._count[sender] < MOST_OF_ONE:
            self._asked.add(url)
            self._count[sender] += 1
            self._asking.add(self._pool.submit(_introduced, Sighting(url, sender), self._cancel))

    def _collect(self) -> None:
        done = {future for future in self._asking if future.done()}
        self._asking -= done
        self._answered += [sighting for future in done if (sighting := future.result()) is not None]


def _introduced(sighting: Sighting, cancel: CancelToken) -> Sighting | None:
    """Return the sighting with name and version; None if no Manager answers in time."""
    from ..manager_client import ApiClient, Configuration
    from ..manager_client.apis import MetaApi
    from ..manager_client.exceptions import ManagerError

    configuration = Configuration(
        host=sighting.url,
        connect_timeout=1.0,
        total_timeout=PATIENCE,
        retries=0,
        max_answer_size=1 << 16,
        use_proxy=False,
    )
    with ApiClient(configuration) as client:
        undo = cancel.on_cancel(client.abort)
        try:
            version = MetaApi(client).get_version(_request_timeout=PATIENCE)
        except ManagerError:
            return None
        finally:
            undo()
    return Sighting(sighting.url, sighting.sender, _line(version.name), _line(version.shortversion))


def _line(text: str) -> str:
    """Return an untrusted text as one printable line."""
    printable = "".join(character if character.isprintable() else " " for character in text[:LONGEST_NAME])
    return " ".join(printable.split())


def _send(udp: socket.socket, target: Address, *, must_work: bool) -> None:
    """Send the search to one address, or through each interface to the group.

    The system's default is a single interface, perhaps that of a VPN or a container.
    """
    ways = _interfaces() if ipaddress.ip_address(target[0]).is_multicast else [None]
    failures: list[OSError] = []
    for way in ways:
        try:
            if way is not None:
                udp.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, way)
            udp.sendto(SEARCH, target)
        except OSError as error:
            failures.append(error)
    if must_work and len(failures) == len(ways):
        raise FarmError(
            say(
                "The network can't be searched for Managers: {reason}.",
                reason=failures[-1].strerror or str(failures[-1]),
            ),
            kind=ErrorKind.UNREACHABLE,
            hint="Check the network connection, or add the Manager by its address.",
        ) from failures[-1]


def _interfaces() -> list[bytes | None]:
    """Return values for ``IP_MULTICAST_IF``: the system's default, then each interface by number."""
    found: list[bytes | None] = [struct.pack("@4s4si", b"", b"", 0) if os.name != "nt" else struct.pack("!I", 0)]
    with contextlib.suppress(OSError):
        for number, _name in socket.if_nameindex()[:MOST_INTERFACES]:
            # Windows takes the number as an address of the net 0, others as the last part of an ip_mreqn.
            found.append(struct.pack("!I", number) if os.name == "nt" else struct.pack("@4s4si", b"", b"", number))
    return found
