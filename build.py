#!/usr/bin/env python3
"""Flamenco Client's one entry point for developers: `python3 build.py --help`.

Any Python from 3.9 on starts it. It looks for a Python that a bpy runs on, makes an environment of its own below
build/env with that, and runs the command there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tools import environment, interpreters
from tools.console import fail, step


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:end])
    options.extra = arguments[end + 1 :]
    if len(options.blender) > 1:
        return _in_each(options.blender, arguments[:end], arguments[end:])
    series = options.blender[0] if options.blender else None
    try:
        choice = interpreters.choose(series, interpreters.at_hand(), interpreters.others())
        if not environment.is_current(choice):
            environment.enter(choice, [str(Path(__file__).resolve()), *arguments])
    except (interpreters.NoInterpreter, environment.EnvironmentFailed) as error:
        fail(str(error))
        return 1
    from tools import commands

    return commands.run(options)


def _in_each(wanted: list[str], arguments: list[str], extra: list[str]) -> int:
    """Run the command once for each series of Blender; return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--blender", action="append")
    rest = parser.parse_known_args(arguments)[1]
    codes = []
    for series in wanted:
        step(f"Blender {series}")
        command = [sys.executable, str(Path(__file__).resolve()), *rest, "--blender", series, *extra]
        codes.append(subprocess.run(command, check=False).returncode)
    return next((code for code in codes if code), 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build, try, test and check the extension.",
        epilog="Each command has its own --help.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, summary: str, epilog: str = "") -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=summary, epilog=epilog)
        command.add_argument(
            "--blender",
            action="append",
            default=[],
            choices=[blender.series for blender in interpreters.BLENDERS],
            help="series of Blender whose bpy is used (default: the newest for the Python at hand); repeatable",
        )
        return command

    package = add("zip", "Build dist/flamenco_client-VERSION.zip, reproducibly, and validate it by Blender's rules.")
    package.add_argument("--release", action="store_true", help="refuse if a text has no German translation")
    demo = add("demo", "Install the zip into Blender's bpy, check a Manager, submit a job, and compare what arrived.")
    demo.add_argument("--manager", metavar="URL", help="a real Manager (default: start the test Manager)")
    demo.add_argument("--keep", action="store_true", help="keep the demo's folder and say where it is")
    test = add(
        "test",
        "Run the tests: without bpy, inside bpy, and on request in a desktop Blender.",
        epilog="What follows -- goes to pytest: build.py test -- -k manager -x. With --corpus DIR the files of every "
        ".blend below a folder are compared with Blender's own list instead.",
    )
    test.add_argument("--quick", action="store_true", help="leave out slow tests: under a minute, for the loop")
    test.add_argument("--coverage", action="store_true", help="say which part of the product's lines ran")
    test.add_argument("--window", metavar="PATH", help="desktop Blender for the tests that need a window")
    add("check", "Run format, lint and type checks, the generator's check, and the validation of manifest and zip.")
    add("format", "Format the code and apply the linter's safe fixes.")
    generate = add("generate", "Write manager_client's models and API classes from its openapi.yaml.")
    generate.add_argument(
        "--check", action="store_true", help="write nothing; show a difference and fail if there is one"
    )
    add(
        "bench",
        "Measure against floors taken in the same run; print a table.",
        epilog="What follows -- chooses: build.py bench -- transfer --scale 0.1",
    )
    add(
        "manager",
        "Run the test Manager alone, for any client to talk to.",
        epilog="What follows -- goes to it: build.py manager -- --port 8080",
    )
    add("env", "Make the environment and print the path of its Python.")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        fail("interrupted")
        sys.exit(130)
