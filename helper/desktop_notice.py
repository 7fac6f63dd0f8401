"""Notifications by the desktop's own means: a program of the system gets the text, never through a shell."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html import escape
from typing import Final

from ..core.display_text import one_line

MOST: Final = 200
"""Characters of a text."""
WITHIN: Final = 5.0
_SCRIPT: Final = """
$n = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$x = New-Object Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime
$x = $n::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$t = $x.GetElementsByTagName('text')
$t.Item(0).AppendChild($x.CreateTextNode($env:FLAMENCO_CLIENT_TITLE)) | Out-Null
$t.Item(1).AppendChild($x.CreateTextNode($env:FLAMENCO_CLIENT_BODY)) | Out-Null
if ($env:FLAMENCO_CLIENT_SOUND -eq '') { $a = $x.CreateElement('audio'); $a.SetAttribute('silent', 'true')
  $x.DocumentElement.AppendChild($a) | Out-Null }
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$n::CreateToastNotifier($id).Show([Windows.UI.Notifications.ToastNotification]::new($x))
"""
_failed: Final[set[str]] = set()
"""Systems where it failed once: it is not tried again by this process."""


def show(title: str, body: str, *, sound: bool, platform: str = sys.platform) -> bool:
    """Show a notification; return False if this desktop has no means for it, without an error.

    Args:
        title: A short text.
        body: One line; a job's name in it is foreign text.
        sound: Let the desktop play its sound.
        platform: As ``sys.platform``.
    """
    title, body = one_line(title, MOST), one_line(body, MOST)
    arguments = command(title, body, sound=sound, platform=platform)
    program = shutil.which(arguments[0])
    if program is None or platform in _failed:
        return False
    try:
        done = subprocess.run(
            [program, *arguments[1:]],
            env=_environment(os.environ, title, body, sound=sound),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WITHIN,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        _failed.add(platform)
        return False
    if done.returncode:
        _failed.add(platform)
    return done.returncode == 0


def command(title: str, body: str, *, sound: bool, platform: str) -> list[str]:
    """Return program and arguments for a system."""
    if platform == "darwin":
        what = "display notification (item 2 of argv) with title (item 1 of argv)"
        what += ' sound name "default"' if sound else ""
        return ["osascript", "-e", "on run argv", "-e", what, "-e", "end run", title, body]
    if platform == "win32":
        script = base64.b64encode(_SCRIPT.encode("utf-16-le")).decode()
        return ["powershell.exe", "-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-EncodedCommand", script]
    hint = [] if sound else ["--hint=boolean:suppress-sound:true"]
    # The body may be read as markup; a title may begin with a dash.
    return ["notify-send", "--app-name=Flamenco", "--expire-time=8000", *hint, "--", title, escape(body, quote=False)]


def _environment(environment: Mapping[str, str], title: str, body: str, *, sound: bool) -> dict[str, str]:
    """Return an environment without the library paths of Blender's launcher; Windows gets the texts in it."""
    clean = {name: value for name, value in environment.items() if name not in {"LD_LIBRARY_PATH", "LD_PRELOAD"}}
    texts = {"TITLE": title, "BODY": body, "SOUND": "1" if sound else ""}
    return {**clean, **{f"FLAMENCO_CLIENT_{name}": value for name, value in texts.items()}}
