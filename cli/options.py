"""Options and exit codes of the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

OK, FAILED, USAGE, MISSING, NOT_KNOWN, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = """\
exit codes:
  0    done
  1    it failed; the reason is on stderr
  2    invalid arguments, or --output can't be written; nothing was sent
  3    files are missing or unreadable (see --allow-missing)
  4    the job may have been created: the same command again finds out, and makes no second job
  130  interrupted with Ctrl-C
"""


def _setting(text: str) -> tuple[str, str]:
    """Parse KEY=VALUE; what the value means depends on the setting's type."""
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"KEY=VALUE expected, not {text!r}")
    return key, value


def _priority(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise argparse.ArgumentTypeError(f"a whole number from 0 to 100 expected, not {text!r}")
    return int(text)


class InvalidArguments(Exception):
    """The arguments are invalid; the usage is on stderr."""


class _Parser(argparse.ArgumentParser):
    """Parser that raises, so that the reason can be written as JSON, too."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and raise the reason."""
        self.print_usage(sys.stderr)
        raise InvalidArguments(message)


def output_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return ``json`` and ``output`` of arguments that are invalid otherwise."""
    some = _Parser(add_help=False)
    some.add_argument("--json", action="store_true")
    some.add_argument("--output", nargs="?", default="")
    return some.parse_known_args(list(arguments))[0]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = _Parser(
        prog="blender -b FILE -c flamenco_client",
        description="Submit the open .blend to a Flamenco farm. Results go to stdout, progress and errors to stderr.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="print the result, or the error, as one line of JSON")
    common.add_argument("--output", metavar="FILE", default="", help="write that JSON into a file, too")
    common.add_argument(
        "--manager", metavar="NAME_OR_URL", default="", help="a Manager of your preferences, or an address"
    )
    common.add_argument("--strict", action="store_true", help="fail if there is any warning, before anything is sent")
    choices = _Parser(add_help=False)
    choices.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="send no such files")
    choices.add_argument("--add", metavar="PATH", action="append", default=[], help="send this file or folder, too")
    choices.add_argument("--allow-missing", action="store_true", help="go on when files are missing or can't be read")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("check", parents=[common], help="ask the Manager who it is and what it offers")
    commands.add_parser("files", parents=[common, choices], help="list what would be sent; asks no Manager")
    submit = commands.add_parser("submit", parents=[common, choices], help="send the file and make the job")
    submit.add_argument("--job-type", metavar="NAME", default="", help="such as simple-blender-render")
    submit.add_argument(
        "--set", metavar="KEY=VALUE", dest="settings", type=_setting, action="append", default=[], help="a setting"
    )
    submit.add_argument(
        "--last-used",
        action="store_true",
        help="use the values of the last job where neither the scene nor the project has one",
    )
    submit.add_argument("--name", default="", help="name of the job")
    submit.add_argument("--priority", type=_priority, metavar="0-100", help="the higher, the sooner")
    submit.add_argument("--tag", metavar="NAME", help='worker tag, by name or id; "" = all workers')
    submit.add_argument("--paused", action="store_true", help="have the job wait until someone resumes it")
    submit.add_argument("--inside-only", action="store_true", help="fail if files outside of the project would be sent")
    submit.add_argument(
        "--again",
        action="store_true",
        help="make a new job even if the same one was submitted before and its outcome is not known",
    )
    submit.add_argument(
        "--unsaved", action="store_true", help="send what is open, with what scripts have changed since it was loaded"
    )
    return whole
