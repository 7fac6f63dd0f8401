"""The test Manager as a program, and discovery."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from flamenco_client.tests.support.manager import ManagerServer, ssdp

PROGRAM = Path(__file__).resolve().parents[2] / "support" / "manager"

SEARCH = (
    "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: urn:flamenco:manager:0\r\n"
    'MAN: "ssdp:discover"\r\nMX: 3\r\n\r\n'
)


def run(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_program_runs_until_it_is_stopped(tmp_path: Path) -> None:
    """It prints one line of JSON with URL and storage, answers, and ends cleanly on SIGTERM."""
    with run("--port", "0", "--storage", str(tmp_path), "--json", "--name", "Mine", "--no-shaman") as program:
        assert program.stdout is not None
        hello = json.loads(program.stdout.readline())
        assert hello["storage"] == str(tmp_path.resolve())
        with urllib.request.urlopen(f"{hello['url']}/api/v3/version", timeout=10) as answer:
            assert json.loads(answer.read())["name"] == "Mine"
        with urllib.request.urlopen(f"{hello['url']}/api/v3/configuration", timeout=10) as answer:
            assert json.loads(answer.read())["storageLocation"] == str(tmp_path.resolve())
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0


def test_output_without_json() -> None:
    """Without --json the line is a sentence, and Ctrl-C ends the program without an error."""
    with run("--port", "0") as program:
        assert program.stdout is not None
        assert "listens at http://127.0.0.1:" in program.stdout.readline()
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=10)
        assert (program.returncode, errors) == (0, "")


@pytest.mark.slow
def test_port_in_use_is_reported(manager: ManagerServer) -> None:
    """A port in use is named in the error, and the program fails."""
    with run("--port", str(manager.port)) as program:
        _, errors = program.communicate(timeout=10)
        assert program.returncode == 1
        assert f"cannot listen on 127.0.0.1 port {manager.port}" in errors


def test_discovery_answers_by_unicast() -> None:
    """A search is answered with one datagram per address, each with the URL of the description."""
    urls = ["http://192.0.2.1:8080", "http://[2001:db8::1]:8080"]
    with (
        ssdp.Responder(urls) as responder,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
    ):
        sock.settimeout(5)
        sock.sendto(SEARCH.encode(), responder.address)
        for url in urls:
            answer, sender = sock.recvfrom(8192)
            assert sender == responder.address
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert f"\r\nLOCATION: {url}/upnp/description.xml\r\n".encode() in answer


@pytest.mark.parametrize(
    "change",
    [
        ("urn:flamenco:manager:0", "urn:else:0"),
        ('MAN: "ssdp:discover"\r\n', ""),
        ("\r\n\r\n", "\r\n"),
        ("\r\n", "\n"),
        ("M-SEARCH", "NOTIFY"),
    ],
)
def test_other_datagrams_are_not_answered(change: tuple[str, str]) -> None:
    """Other targets, missing lines and wrong line ends are not answered."""
    assert ssdp.is_search(SEARCH)
    assert not ssdp.is_search(SEARCH.replace(*change))
