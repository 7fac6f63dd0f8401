"""Find Managers: asks the local network, by UDP multicast over IPv4 as in SSDP, which Managers there are.

A Manager answers by unicast, one datagram for each address that it has, and names its URL in ``LOCATION``. Who answers
is a stranger: nothing but its addresses is taken from an answer, their number is bounded, and no access data, see
``access``, goes there.
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
"""Where Managers listen, all over the world."""
TARGET = "urn:flamenco:manager:0"
SEARCH = (
    f'M-SEARCH * HTTP/1.1\r\nHOST: {GROUP[0]}:{GROUP[1]}\r\nST: {TARGET}\r\nMAN: "ssdp:discover"\r\nMX: 3\r\n\r\n'
).encode("ascii")
HOPS = 2
"""Routers that the search may pass: what SSDP asks for."""
EVERY = 1.0
"""Seconds between two searches: a datagram may get lost."""
LISTEN = 5.0
"""Seconds until the search ends."""
PATIENCE = 1.5
"""Seconds for a Manager that was found to say its name."""
TICK = 0.1
"""Seconds between two looks at the user's word."""
LONGEST_DATAGRAM = 8192
LONGEST_NAME = 100
MOST_ADDRESSES = 64
MOST_OF_ONE = 16
"""Addresses of one machine that are asked: more has none, whatever it says."""
MOST_INTERFACES = 16


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address that was named in an answer.

    Attributes:
        url: In normal form.
        sender: IP address of the machine that named it first.
        name: What the Manager there calls itself, once it has answered.
        version: Its version, likewise.
    """

    url: str
    sender: str
    name: str = ""
    version: str = ""

    @property
    def identity(self) -> tuple[str, str, int | None]:
        """What two addresses of one Manager have in common."""
        return self.name, self.version, urlsplit(self.url).port


def find_managers(*, cancel: CancelToken, target: Address = GROUP) -> Generator[Progress, None, dict[str, Any]]:
    """Search for about five seconds, and ask each address that was found which Manager it is.

    Yields:
        Progress whose ``found`` is the list of the result as far as it is known.

    Args:
        cancel: Ends it at once.
        target: Where to send the search to; one address in place of the multicast group, for tests.

    Returns:
        ``managers``: a list of ``url``, ``name``, ``version`` and ``addresses``, each Manager once, whatever the number
        of its addresses; the first that answered is its ``url``.

    Raises:
        FarmError: Kind ``unreachable``: this machine has no network to search.
        Cancelled: The user said stop.
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
    """Show each Manager once.

    Addresses are of one Manager when name, version and port are the same and the same machine has named them; two
    senders are one machine when one names the other's address among its own.

    Args:
        sightings: In the order in which they have answered.
        named: By sender: IP addresses that it has named.
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
    """The URL that an answer names, in normal form; "" when it is no answer of a Manager, or not fit to be asked.

    Only IP addresses are: a stranger must not make this machine look up names, or call itself.
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
    """What was heard, and the questions that are under way."""

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel
        self._named: dict[str, set[str]] = {}
        self._asked: set[str] = set()
        self._count = Counter[str]()
        self._answered: list[Sighting] = []
        self._asking: set[Future[Sighting | None]] = set()
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="found-manager")

    def listen(self, udp: socket.socket) -> None:
        """Take in one answer, if one comes within a tick."""
        try:
            datagram, (sender, _) = udp.recvfrom(LONGEST_DATAGRAM)
        except TimeoutError:
            pass
        except OSError:  # Windows tells so of an earlier datagram that arrived nowhere
            time.sleep(TICK)
        else:
            self._ask(named_url(datagram, sender), sender)
        self._collect()

    def wait(self) -> Iterator[Progress]:
        """Wait for the questions that are left; each ends by itself."""
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
    """The sighting with name and version; None when no Manager answers there in time."""
    from ..manager_client import ApiClient, Configuration
    from ..manager_client.apis import MetaApi
    from ..manager_client.exceptions import ManagerError

    configuration = Configuration(
        host=sighting.url, connect_timeout=1.0, total_timeout=PATIENCE, retries=0, max_answer_size=1 << 16
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
    """Text of a stranger, as one line that can be drawn."""
    printable = "".join(character if character.isprintable() else " " for character in text[:LONGEST_NAME])
    return " ".join(printable.split())


def _send(udp: socket.socket, target: Address, *, must_work: bool) -> None:
    """Send the search to one address, or through each interface to the group.

    The system by itself would take one interface, which may be that of a VPN or of a container.
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
    """Values for ``IP_MULTICAST_IF``: the system's own choice, and then each interface by its number."""
    found: list[bytes | None] = [struct.pack("@4s4si", b"", b"", 0) if os.name != "nt" else struct.pack("!I", 0)]
    with contextlib.suppress(OSError):
        for number, _name in socket.if_nameindex()[:MOST_INTERFACES]:
            # Windows takes the number as an address of the net 0, others as the last part of an ip_mreqn.
            found.append(struct.pack("!I", number) if os.name == "nt" else struct.pack("@4s4si", b"", b"", number))
    return found
