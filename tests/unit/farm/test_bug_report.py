"""Bug reports: the needed facts, without names and secrets."""

from __future__ import annotations

import pytest

from flamenco_client.farm import bug_report


@pytest.mark.parametrize(
    "text",
    [
        "Invalid header value b'Authorization: Basic c2VjcmV0OnNlY3JldA=='",
        "{'Authorization': 'Bearer c2VjcmV0'}",
        "X-Api-Key: c2VjcmV0",
        "password = c2VjcmV0",
        "sent Basic c2VjcmV0OnNlY3JldA==",
        "http://user:c2VjcmV0@farm/api",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    """What libraries might say about headers and addresses does not get into the log."""
    assert "c2VjcmV0" not in bug_report.masked(text)
    assert "hidden" in bug_report.masked(text)


def test_what_it_says() -> None:
    """Versions, the last error with its status, and the end of the log; unknown facts are left out."""
    about = bug_report.facts("0.1.0", "4.2.0 (abc), Linux", "3.9", online=True, shaman=None)
    error = {"kind": "http", "message": "It says no.", "hint": "Wait.", "details": {"status": 500, "path": "/x"}}
    text = bug_report.compose(about, error, "\n".join(f"line {number}" for number in range(500)))
    assert "Extension: 0.1.0" in text
    assert "Storage" not in text
    assert "Last error: http\nIt says no.\nWait.\nstatus: 500" in text
    assert "line 499" in text
    assert "line 300" not in text


def test_no_names() -> None:
    """Home folder, user, computer and Manager are taken out, in all ways of writing them."""
    text = "/home/ann/x.blend /home/ann /home/anna C:\\\\Users\\\\ann by ann at box on farm.local:8080, annual"
    names = {"ann": "<user>", "box": "<computer>", "farm.local": "<manager>"}
    assert bug_report.anonymous(text, home="/home/ann", names=names) == (
        "~/x.blend ~ /home/anna C:\\\\Users\\\\<user> by <user> at <computer> on <manager>:8080, annual"
    )
    assert bug_report.anonymous("C:\\\\Users\\\\ann\\\\x", home="C:\\Users\\ann", names={}) == "~\\\\x"
    assert bug_report.anonymous("a/b", home="/", names={"": "!", "a": "!"}) == "a/b"


def test_names_here() -> None:
    """A Manager on this machine is no secret."""
    names = bug_report.names_here(["farm.local", "127.0.0.1", "localhost", ""])
    assert names["farm.local"] == "<manager>"
    assert not {"127.0.0.1", "localhost", ""} & set(names)
