"""Find Managers by multicast, as on a real network: in a network of its own that exists for this test only."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_client.tests.support.waiting import AT_ONCE, PATIENCE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
NETWORK = ["unshare", "--net", "--map-root-user"]
SETUP = "ip link set lo up multicast on && ip route add 239.0.0.0/8 dev lo"


def _why_not() -> str:
    if not all(shutil.which(program) for program in ("unshare", "ip", "sh")):
        return "networks are made with unshare and ip, which are not here"
    made = subprocess.run([*NETWORK, "sh", "-c", SETUP], check=False, capture_output=True, text=True, timeout=20)
    return "" if made.returncode == 0 else f"a network can't be made here: {made.stderr.strip()}"


INSIDE = """
import importlib.util, json, socket, struct, sys, tempfile, threading, time
from pathlib import Path

spec = importlib.util.spec_from_file_location("standalone", sys.argv[1] + "/standalone.py")
standalone = importlib.util.module_from_spec(spec)
sys.modules["standalone"] = standalone
spec.loader.exec_module(standalone)
standalone.mount(Path(sys.argv[1]))

from flamenco_client.core.cancel import CancelToken
from flamenco_client.farm import discovery
from flamenco_client.farm.discovery import GROUP, find_managers
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.ssdp import answer, is_search


def search():
    steps, started, first = find_managers(cancel=CancelToken()), time.monotonic(), None
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            return {"found": end.value["managers"], "seconds": time.monotonic() - started, "first": first}
        if progress.found and first is None:
            first = time.monotonic() - started


def respond(group, url):
    while True:
        text, sender = group.recvfrom(8192)
        searches.append(text.decode())
        if is_search(searches[-1]):
            group.sendto(answer(url), sender)


discovery.LISTEN, discovery.EVERY, discovery.PATIENCE = 1.5, 0.5, 60.0
searches = []
alone = search()
with tempfile.TemporaryDirectory() as folder, ManagerServer(Path(folder)) as manager:
    group = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    group.bind(("", GROUP[1]))
    member = struct.pack("4s4s", socket.inet_aton(GROUP[0]), socket.inet_aton("127.0.0.1"))
    group.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    threading.Thread(target=respond, args=[group, manager.url], daemon=True).start()
    together = search()
print(json.dumps({"alone": alone, "together": together, "url": manager.url, "searches": len(searches)}))
"""


def test_by_multicast() -> None:
    """Without a Manager the search ends after its time, here a short one; a Manager in the group is found."""
    reason = _why_not()
    if reason:
        pytest.skip(reason)
    command = f'{SETUP} && exec "$0" -c "$1" "$2"'
    done = subprocess.run(
        [*NETWORK, "sh", "-c", command, sys.executable, INSIDE, str(ROOT)],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["alone"]["found"] == []
    assert 1.5 <= seen["alone"]["seconds"] < AT_ONCE
    assert [each["url"] for each in seen["together"]["found"]] == [seen["url"]]
    assert seen["searches"] >= 2
