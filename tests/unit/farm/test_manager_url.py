"""Addresses as people type and paste them."""

from __future__ import annotations

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.farm.manager_url import (
    UrlError,
    api_explorer_url,
    concealed,
    host_and_port,
    is_loopback,
    job_url,
    names_port,
    normalise,
    web_url,
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://farm:8080", "http://farm:8080"),
        ("http://farm:8080/", "http://farm:8080"),
        ("http://farm:8080///", "http://farm:8080"),
        ("  http://farm:8080\n", "http://farm:8080"),
        ("HTTP://FARM.Studio.Example:8080", "http://farm.studio.example:8080"),
        ("https://proxy/flamenco/", "https://proxy/flamenco"),
        ("https://proxy//a//b/", "https://proxy/a/b"),
        ("https://proxy/app/flamenco", "https://proxy/app/flamenco"),
        ("https://proxy/Flämenco", "https://proxy/Fl%C3%A4menco"),
        ("https://proxy/a%20b", "https://proxy/a%20b"),
        ("http://farm:80", "http://farm"),
        ("https://farm:443/x", "https://farm/x"),
        ("https://farm:80", "https://farm:80"),
        ("http://farm:08080", "http://farm:8080"),
        ("http://farm:", "http://farm"),
        ("http://my_host:8080", "http://my_host:8080"),
        ("http://farm.:8080", "http://farm.:8080"),
        ("http://192.168.0.12:8080", "http://192.168.0.12:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080"),
        ("http://[FE80::1%eth0]:8080", "http://[fe80::1%eth0]:8080"),
        ("http://[fe80::1%25eth0]", "http://[fe80::1%eth0]"),
        ("http://[fe80::1%25]", "http://[fe80::1%25]"),
        ("http://bücher.example:8080", "http://xn--bcher-kva.example:8080"),
    ],
)
def test_normal_form(text: str, url: str) -> None:
    """What differs only in writing becomes one address, and nothing is remarked."""
    assert normalise(text).url == url
    assert normalise(text).note == ""


@pytest.mark.parametrize(
    ("text", "url", "note"),
    [
        ("farm:8080", "http://farm:8080", "http:// was added"),
        ("farm", "http://farm", "http:// was added"),
        ("//farm:8080", "http://farm:8080", "http:// was added"),
        ("http:8080", "http://http:8080", "http:// was added"),
        ("httpd:8080", "http://httpd:8080", "http:// was added"),
        ("[::1]:8080", "http://[::1]:8080", "http:// was added"),
        ("localhost:8080/app/", "http://localhost:8080", "http:// was added; /app was removed"),
        ("http://farm:8080/app/jobs/18fed301", "http://farm:8080", "/app/jobs was removed"),
        ("http://farm:8080/app", "http://farm:8080", "/app was removed"),
        ("https://proxy/sub/app/workers/", "https://proxy/sub", "/app/workers was removed"),
        ("http://farm:8080/api/v3", "http://farm:8080", "/api/v3 was removed"),
        ("https://proxy/sub/api/v3/swagger-ui/", "https://proxy/sub", "/api/v3 was removed"),
        ("http://farm:8080/?a=b", "http://farm:8080", "everything after '?' was removed"),
        (
            "http://farm:8080/app/jobs#x@y",
            "http://farm:8080",
            "everything after '#' was removed; /app/jobs was removed",
        ),
    ],
)
def test_repairs_are_remarked(text: str, url: str, note: str) -> None:
    """Needed additions and removals are made and noted."""
    normal = normalise(text)

    assert (normal.url, normal.note) == (url, note)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "No address"),
        ("   ", "No address"),
        ("http://", "no host"),
        ("http:///app", "no host"),
        ("http://:8080", "no host"),
        ("ftp://farm", "ftp://"),
        ("file:///srv/farm", "file://"),
        ("ws://farm", "ws://"),
        ("http:/farm:8080", "://"),
        ("https:farm", "://"),
        ("http//farm", "://"),
        ("http://fa rm", "space"),
        ("http://farm\t:8080", "space"),
        ("http://farm:8080/\x00", "control"),
        ("http://farm\u200b:8080", "control"),
        ("http:\\\\farm:8080", "backslash"),
        ("http://artist:secret@farm:8080", "password"),
        ("artist@farm", "password"),
        ("http://farm:99999", "port"),
        ("http://farm:0", "port"),
        ("http://farm:-1", "port"),
        ("http://farm:８０８０", "port"),
        ("http://farm:8080x", "port"),
        ("mailto:artist", "port"),
        ("::1", "brackets"),
        ("fe80::1", "brackets"),
        ("http://fe80::1:8080", "brackets"),
        ("http://[::1", "brackets"),
        ("http://[::1]8080", "brackets"),
        ("http://[::g]", "IPv6"),
        ("http://[farm]", "IPv6"),
        ("http://[fe80::1%]", "zone"),
        ("http://[fe80::1%a/b]", "brackets"),
        ("http://127.1:8080", "IPv4"),
        ("http://2130706433", "IPv4"),
        ("http://0x7f.0.0.1", "IPv4"),
        ("http://127.0.0.0x1", "IPv4"),
        ("http://127.0.0.256", "IPv4"),
        ("http://0177.0.0.1", "IPv4"),
        ("http://0.0.0.0:8080", "all addresses"),
        ("http://[::]:8080", "all addresses"),
        ("http://fa%72m", "not a valid host name"),
        ("http://-farm", "not a valid host name"),
        ("http://farm..local", "not a valid host name"),
        ("http://farm/a/../b", "folder"),
        ("http://" + "a" * 64, "not a valid host name"),
        ("http://" + "a." * 130 + "b", "not a valid host name"),
        ("http://" + "ä" * 64, "not a valid host name"),
    ],
)
def test_refused_with_reason(text: str, reason: str) -> None:
    """Text that can't be a Manager's address is rejected with the reason."""
    with pytest.raises(UrlError) as refusal:
        normalise(text)

    assert reason in refusal.value.message
    assert refusal.value.kind == "url"
    assert isinstance(refusal.value, FarmError)


def test_password_is_not_repeated() -> None:
    """A refused address with credentials does not spread the password through messages and logs."""
    with pytest.raises(UrlError) as refusal:
        normalise("http://artist:secret@farm:8080")

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    ["farm:8080", "https://proxy/sub/app/jobs", "http://[fe80::1%eth0]", "http://bücher.example", "http://p/ä"],
)
def test_stable(text: str) -> None:
    """The normal form of a normal form is itself, without a note."""
    url = normalise(text).url

    assert normalise(url) == normalise(normalise(url).url)
    assert normalise(url).url == url
    assert not normalise(url).note


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080",
        "LOCALHOST",
        "http://127.0.0.1:8080",
        "http://127.255.0.3",
        "https://[::1]:8080/sub",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]:8080",
    ],
)
def test_loopback(url: str) -> None:
    """This machine is recognised in each of its forms."""
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://farm:8080",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://evil.example/127.0.0.1",
        "http://evil.example/localhost",
        "http://evil.example?http://localhost",
        "http://evil.example#@localhost",
        "http://127.0.0.1@evil.example",
        "http://localhost:8080@evil.example",
        "http://evil.example\\@localhost",
        "http://127.1",
        "http://2130706433",
        "http://0.0.0.0",
        "http://128.0.0.1",
        "http://[::2]",
        "http://[::1%eth0]",
        "http://[::ffff:8.8.8.8]",
        "http://loca\u200blhost",
    ],
)
def test_not_loopback(url: str) -> None:
    """No trick of writing makes another machine look like this one."""
    assert not is_loopback(url)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://farm", "farm:80"),
        ("https://farm/sub", "farm:443"),
        ("http://farm:8080", "farm:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://[::1]", "[::1]:80"),
        ("nonsense", "nonsense"),
        ("http://farm:x", "http://farm:x"),
    ],
)
def test_host_and_port(url: str, text: str) -> None:
    """Messages name host and port, also where the address leaves the port to the scheme."""
    assert host_and_port(url) == text


def test_names_port() -> None:
    """An address without a port is distinguished from one with a port."""
    assert names_port("http://farm:8080")
    assert not names_port("http://farm")
    assert not names_port("http://farm:x")


def test_pages() -> None:
    """Links to web pages are below the Manager's address and sub-path, and safe for any id."""
    assert web_url("http://farm:8080") == "http://farm:8080/app/"
    assert web_url("https://proxy/sub", "/workers/") == "https://proxy/sub/app/workers/"
    assert job_url("http://farm:8080", "18fed301-7d7d") == "http://farm:8080/app/jobs/18fed301-7d7d"
    assert job_url("http://farm:8080", "a?b#c") == "http://farm:8080/app/jobs/a%3Fb%23c"
    assert api_explorer_url("http://farm:8080") == "http://farm:8080/api/v3/swagger-ui/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://anna:geheim@farm:8080", "http://\u2022\u2022\u2022@farm:8080"),
        ("anna:geheim@farm", "\u2022\u2022\u2022@farm"),
        ("https://anna:ge/h@eim@farm", "https://\u2022\u2022\u2022@farm"),
        ("farm:99999", "farm:99999"),
        ("", ""),
    ],
)
def test_no_password_is_kept(typed: str, kept: str) -> None:
    """Everything up to the last @ of a rejected address is hidden; the result is still rejected."""
    assert concealed(typed) == concealed(kept) == kept
    with pytest.raises(UrlError):
        normalise(kept)
