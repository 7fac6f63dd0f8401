"""Configuration: an immutable value that accepts only the URL of a Manager."""

from __future__ import annotations

import pickle

import pytest

from flamenco_client.manager_client import Configuration


@pytest.mark.parametrize(
    ("url", "origin", "base_path"),
    [
        ("http://localhost:8080", "http://localhost:8080", ""),
        ("http://farm/", "http://farm:80", ""),
        ("https://farm.example/north/ manager/", "https://farm.example:443", "/north/%20manager"),
        ("http://[::1]:8080", "http://[::1]:8080", ""),
        ("HTTP://Farm:1", "http://farm:1", ""),
    ],
)
def test_parts_of_the_url(url: str, origin: str, base_path: str) -> None:
    """Origin and sub-path are separated; default ports are filled in."""
    configuration = Configuration(host=url)

    assert (configuration.origin, configuration.base_path) == (origin, base_path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8080",
        "ftp://farm",
        "http://",
        "http://farm:0x1",
        "http://farm:70000",
        "http://u:p@farm",
        "http://farm/?a",
        "http://[::1",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    """A text that is no URL of a Manager raises ValueError, without showing a password."""
    with pytest.raises(ValueError, match="URL of a Manager") as caught:
        Configuration(host=url)

    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout", "total_timeout"])
def test_timeouts_must_be_finite_and_positive(name: str, seconds: float) -> None:
    """A client cannot be configured to wait for ever."""
    with pytest.raises(ValueError, match=name):
        Configuration().replace(**{name: seconds})


def test_configuration_is_an_immutable_value() -> None:
    """Configurations with equal values are equal; they can be replaced and pickled, but not changed."""
    configuration = Configuration(host="http://farm", password="secret", retries=5)

    assert configuration == Configuration(host="http://farm/", password="secret", retries=5)
    assert hash(configuration) == hash(Configuration(host="http://farm/", password="secret", retries=5))
    assert configuration != configuration.replace(retries=6)
    assert configuration.replace(retries=6).password == "secret"
    assert pickle.loads(pickle.dumps(configuration)) == configuration
    for change in (lambda c: setattr(c, "retries", 1), lambda c: delattr(c, "retries")):
        with pytest.raises(AttributeError, match="immutable"):
            change(configuration)


def test_repr_hides_secrets() -> None:
    """Passwords do not get into logs."""
    shown = repr(Configuration(password="hunter2", default_headers={"Authorization": "Bearer hunter2"}))

    assert "hunter2" not in shown
    assert "host='http://localhost:8080'" in shown


def test_unknown_arguments_are_refused() -> None:
    """A misspelt argument raises TypeError."""
    with pytest.raises(TypeError):
        Configuration(hots="http://farm")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Configuration().replace(hots="http://farm")
