"""The files of a job: what is told about them before they are sent."""

from __future__ import annotations

FILES = {
    "Waiting for your word": "Wartet auf eine Antwort",
    "The files are found": "Die Dateien sind gefunden",
    "{names} can't be found or read, and the job needs it.": (
        "{names} ist nicht zu finden oder zu lesen, und der Job braucht es."
    ),
    "{count} files that the job needs can't be found or read: {names}.": (
        "{count} Dateien, die der Job braucht, sind nicht zu finden oder zu lesen: {names}."
    ),
    "{count} files that the job needs can't be found or read: {names}, ...": (
        "{count} Dateien, die der Job braucht, sind nicht zu finden oder zu lesen: {names}, ..."
    ),
    "Put them in their place, exclude them, or allow missing files.": (
        "An ihren Platz legen, ausschließen oder fehlende Dateien erlauben."
    ),
}
"""English text or pattern -> German."""
