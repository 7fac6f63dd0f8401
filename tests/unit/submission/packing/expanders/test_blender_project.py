"""Projects of Blender 5.3, and the colour configurations that they name."""

from __future__ import annotations

import io

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.expanders import ocio
from flamenco_client.submission.packing.expanders.blender_project import MOST_BYTES, project
from flamenco_client.submission.packing.expanders.expansion import Expansion, TooLongError
from flamenco_client.submission.packing.expanders.folder_listing import Listings
from flamenco_client.submission.packing.expanders.linked_files import References
from flamenco_client.tests.unit.submission.packing.expanders.conftest import Expand, Write

SETTINGS = ".blender_project/project.toml"


def named(content: str) -> list[str]:
    found = list(ocio.paths(io.BytesIO(content.encode()), lambda: None))
    assert not any(sure for _path, sure in found)
    return [path for path, _sure in found]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("x: !<FileTransform> {src: a.cube, interpolation: linear}", ["a.cube"]),
        ("x: !<FileTransform> {interpolation: linear, src: a b.cube}", ["a b.cube"]),
        ("    - !<FileTransform>\n      src: sub/a.cube\n      direction: inverse\n", ["sub/a.cube"]),
        ("search_path: luts:../more\ny: {src: 'a, b.spi1d'}", ["luts/a, b.spi1d\n../more/a, b.spi1d"]),
        ('search_path: "luts"\ny: {src: "a#1.spi1d"}', ["luts/a#1.spi1d"]),
        ("search_path: [luts, icc]\ny: {src: a}", ["luts/a\nicc/a"]),
        ("search_path:\n  - luts\n  - icc\nroles:\n  - other\ny: {src: a}", ["luts/a\nicc/a"]),
        ("search_path: luts:/studio/luts # both\ny: {src: a}", ["luts/a\n/studio/luts/a"]),
        ("search_path: C:/luts:D:/more\ny: {src: a}", ["C:/luts/a\nD:/more/a"]),
        ("search_path: \ny: {src: a}", ["a"]),
        ("search_path: $SHOT/luts:luts\ny: {src: a}", ["`$SHOT/luts", "$SHOT/luts/a\nluts/a"]),
        ('y: {src: "${SHOT}.cube"}', ["`${SHOT}.cube"]),
        ("resource: a\nx: {mysrc: b}", []),
        ("", []),
    ],
)
def test_configuration(content: str, expected: list[str]) -> None:
    """Each file of a transform is looked for in all folders of the search path; variables are reported."""
    assert named(content) == expected


def test_missing_table(expand: Expand, write: Write) -> None:
    """A colour table that is in no folder of the search path is reported; a colour space is none."""
    config = write(
        "config.ocio", "search_path: one:two\nx: {src: film.cube}\ny: {src: gone.spi1d}\nz: {src: ACES v1.2}"
    )
    table = write("two/film.cube")
    found = expand(config)
    assert found.files == [str(config), str(table)]
    (told,) = found.notices
    assert (told.id, str(told.severity)) == ("colour-tables", "warning")
    assert "gone.spi1d" in told.text
    assert "film" not in told.text


def test_large_configuration() -> None:
    """A file that is too large to be a configuration is not read."""
    with pytest.raises(TooLongError):
        named("x" * (ocio.MOST_BYTES + 1))


def expanded(expand: Expand, path: object) -> Expansion:
    return expand(path, spread="project", owner_file="/film/shots/shot.blend")


def test_configuration_of_a_project(expand: Expand, write: Write) -> None:
    """The configuration and its tables go along; names of colour spaces are no files, and loops of folders end."""
    config = write("colours/config.ocio", "search_path: luts\nx: {src: film.cube}\ny: {src: ACES, dst: sRGB}\n")
    table = write("colours/luts/film.cube")
    settings = write(SETTINGS, 'ocio_config = "{project_root}/colours/config.ocio"')
    found = expanded(expand, settings)

    assert found.files == [str(settings), str(config), str(table)]
    assert ("/film/shots", str(settings.parent)) in found.together
    assert (str(settings.parent), str(config.parent)) in found.together
    assert (found.missing, found.fixed, found.notices) == ([], [], [])


def test_missing_configuration(expand: Expand, write: Write) -> None:
    """A configuration that does not exist is among the files, so that it is reported as missing."""
    settings = write(SETTINGS, 'ocio_config = "{project_root}/gone.ocio"')
    assert expanded(expand, settings).files == [str(settings), str(settings.parents[1] / "gone.ocio")]


@pytest.mark.parametrize("written", ["ocio://default", "", "relative/config.ocio", "{other}/config.ocio"])
def test_no_file(expand: Expand, write: Write, written: str) -> None:
    """Built-in configurations, and paths that Blender ignores, are no files."""
    settings = write(SETTINGS, f'ocio_config = "{written}"')
    assert expanded(expand, settings).files == [str(settings)]


def test_absolute_configuration(write: Write) -> None:
    """An absolute path cannot be rewritten, so it is reported; workers may see it under the same path."""
    config = write("studio/config.ocio")
    settings = write(SETTINGS, f'ocio_config = "{config.as_posix()}"')
    for is_shared in (True, False):
        references = References(Listings(), CancelToken(), {str(config): is_shared}.__getitem__)
        found = project(str(settings), "/film/shot.blend", references)
        assert found.shared == ([str(config)] if is_shared else [])
        assert found.fixed == ([] if is_shared else [(str(settings), str(config))])


@pytest.mark.parametrize("content", [b"ocio_config = ", b"\xff", b"# " + b"x" * MOST_BYTES + b"\n= "])
def test_damaged_settings(expand: Expand, write: Write, content: bytes) -> None:
    """A file that cannot be read as settings is uploaded all the same."""
    settings = write(SETTINGS, content)
    found = expanded(expand, settings)
    assert found.files == [str(settings)]
    assert [notice.id for notice in found.notices] == (["project-settings"] if len(content) < MOST_BYTES else [])


@pytest.mark.parametrize(("token", "ids"), [('access_token = "secret"', ["access-token"]), ("", [])])
def test_access_token(expand: Expand, write: Write, token: str, ids: list[str]) -> None:
    """The access token of an asset library would be readable on the farm's storage: a warning, without the token."""
    found = expanded(expand, write(SETTINGS, f'[[asset_libraries]]\nname = "r"\n{token}\n'))
    assert [notice.id for notice in found.notices] == ids
    assert "secret" not in str(found.notices)
