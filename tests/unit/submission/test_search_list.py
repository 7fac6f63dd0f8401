"""Searching the whole list of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.submission.dry_run import search_list
from flamenco_client.tests.unit.submission.helpers import run


def _list(folder: Path, count: int = 5000) -> str:
    lines = ",\n".join(json.dumps({"path": f"/film/Tex/wood_{number}.png"}) for number in range(count))
    path = folder / "list.json"
    path.write_text(f'{{"files": {count}, "entries": [\n{lines}\n], "left_out": 0}}\n', encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("wanted", "found"), [("wood_49", 111), ("TEX/WOOD_4999", 1), ("*_1?.png", 10), ("[", 0)])
def test_search(tmp_path: Path, wanted: str, found: int) -> None:
    """All files are searched in any case; the answer has the first ones and the number of all."""
    answer = run(search_list(_list(tmp_path), wanted, CancelToken(), most=20))
    assert answer["found"] == found
    assert len(answer["entries"]) == min(found, 20)


def test_no_list(tmp_path: Path) -> None:
    """A list that is gone says what to do; a search that nobody wants any more ends."""
    with pytest.raises(FarmError, match="can't be read"):
        run(search_list(str(tmp_path / "gone.json"), "x", CancelToken()))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        run(search_list(_list(tmp_path), "x", cancel))
