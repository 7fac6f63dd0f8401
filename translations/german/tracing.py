"""Errors while the files of a job are searched."""

from __future__ import annotations

TRACING: dict[str, str] = {
    "Another file was opened before all references of this one were read": (
        "Eine andere Datei wurde geöffnet, bevor alle Verweise dieser Datei gelesen waren"
    ),
    "The files that the render needs could not be found in Blender's data: {reason}": (
        "Die Dateien, die das Rendern braucht, konnten in Blenders Daten nicht gefunden werden: {reason}"
    ),
    "Report this with Blender's console output; saving the file and opening it again may help": (
        "Bitte mit der Ausgabe von Blenders Konsole melden; die Datei speichern und neu öffnen kann helfen"
    ),
}
