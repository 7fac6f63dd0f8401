"""How paths of this machine are called on the farm."""

from __future__ import annotations

import pytest

from flamenco_client.farm.storage_paths import FarmStorage, TwoWayVariable, from_info

STORAGE = TwoWayVariable(
    "storage", "S:\\farm", {"linux": "/mnt/farm", "windows": "S:\\farm", "darwin": "/Volumes/farm"}
)


def test_a_windows_path_for_workers() -> None:
    """Each platform gets its own value and slashes; the same path is not repeated."""
    storage = FarmStorage("S:\\farm\\jobs", has_shaman=True, variables=(STORAGE,))
    assert storage.seen_by_workers("S:\\farm\\render\\a") == {
        "linux": "/mnt/farm/render/a",
        "darwin": "/Volumes/farm/render/a",
    }


@pytest.mark.parametrize("path", ["s:/FARM/x", "S:\\Farm\\x"])
def test_case_and_slashes_do_not_matter(path: str) -> None:
    """As with the Manager."""
    storage = FarmStorage(variables=(STORAGE,))
    assert storage.seen_by_workers(path)["linux"] == "/mnt/farm/x"
    assert storage.holds(path)


def test_another_folder_that_begins_alike() -> None:
    """The name of a folder counts as a whole."""
    storage = FarmStorage("S:\\farm", variables=(STORAGE,))
    assert storage.seen_by_workers("S:\\farmer\\x") == {}
    assert not storage.holds("S:\\farmer\\x")


def test_only_platforms_that_have_workers() -> None:
    """Paths for platforms without workers are left out."""
    storage = FarmStorage(variables=(STORAGE,), worker_platforms=frozenset({"darwin"}))
    assert list(storage.seen_by_workers("S:\\farm\\x")) == ["darwin"]


def test_the_longest_value_wins() -> None:
    """Of two variables that both fit, the more exact one."""
    inner = TwoWayVariable("render", "S:\\farm\\render", {"linux": "/render"})
    assert FarmStorage(variables=(STORAGE, inner)).seen_by_workers("S:\\farm\\render\\x") == {"linux": "/render/x"}


@pytest.mark.parametrize(
    ("location", "has_shaman", "root"),
    [
        ("/farm/jobs", True, "/farm"),
        ("S:\\farm\\jobs", True, "S:\\farm"),
        ("/farm/jobs", False, "/farm/jobs"),
        ("/farm", True, "/farm"),
        ("", True, ""),
    ],
)
def test_the_storage_itself(location: str, has_shaman: bool, root: str) -> None:
    """With Shaman the Manager names the folder for jobs."""
    assert FarmStorage(location, has_shaman=has_shaman).root == root


def test_letters_that_grow_when_they_are_lowered() -> None:
    """Some capital letters have two small ones; the rest of the path is cut at the right place all the same."""
    variable = TwoWayVariable("v", "/İİ", {"linux": "/x"})
    assert FarmStorage(variables=(variable,)).seen_by_workers("/İİ/a") == {"linux": "/x/a"}


def test_from_a_check() -> None:
    """Two-way variables and the platforms of workers, from what the check has kept; odd parts are passed over."""
    storage = from_info(
        {
            "storage_location": "/farm/jobs",
            "shaman_enabled": True,
            "variables": [
                {"name": "a", "value": "/a", "is_twoway": True, "workers": {"linux": "/b"}},
                {"name": "b", "value": "blender", "is_twoway": False, "workers": {}},
                {"name": "c", "value": "", "is_twoway": True},
            ],
            "workers": [{"platform": "linux"}, {"platform": ""}],
        }
    )
    assert [variable.name for variable in storage.variables] == ["a"]
    assert storage.worker_platforms == {"linux"}
    assert from_info({}) == FarmStorage()
