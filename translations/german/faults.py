"""Results of earlier submissions, the bug report, the caches."""

from __future__ import annotations

FAULTS: dict[str, str] = {
    "a newer version of Flamenco Client wrote it": "eine neuere Version von Flamenco Client hat sie geschrieben",
    "Use a Blender from blender.org, or have the module installed with Blender's Python.": (
        "Ein Blender von blender.org benutzen, oder das Modul zu Blenders Python installieren lassen."
    ),
    "The Python of this Blender lacks its module {module}.": "Dem Python dieses Blenders fehlt sein Modul {module}.",
    "The helper process did not answer and was ended. The next click starts a fresh one.": (
        "Der Hilfsprozess antwortete nicht und wurde beendet. Der nächste Klick startet einen neuen."
    ),
    "belongs to the operating system": "gehört zum Betriebssystem",
    "there are jobs in its list that can't be read": "in seiner Liste sind Jobs, die nicht gelesen werden können",
    "Submit it again.": "Erneut senden.",
    "Wait a few minutes, then ask again; nothing new was sent.": (
        "Einige Minuten warten, dann erneut fragen; es wurde nichts Neues gesendet."
    ),
    'It is not known whether the job "{name}" was made. If so, it is deleted at the next contact with {url}.': (
        'Ob der Job "{name}" angelegt wurde, ist nicht bekannt. '
        "Wenn ja, wird er beim nächsten Kontakt mit {url} gelöscht."
    ),
    'The Manager at {url} may still be making the job "{name}", sent a moment ago without an answer.': (
        'Der Manager unter {url} legt den Job "{name}" vielleicht noch an, der eben ohne Antwort gesendet wurde.'
    ),
    'The job "{name}", cancelled while it was sent, had reached the farm: it was deleted.': (
        'Der Job "{name}", der beim Senden abgebrochen wurde, hatte die Farm erreicht: Er wurde gelöscht.'
    ),
    'The job "{name}", whose answer was lost, did not reach the farm.': (
        'Der Job "{name}", dessen Antwort verloren ging, hat die Farm nicht erreicht.'
    ),
    'The job "{name}", whose answer was lost, did reach the farm.': (
        'Der Job "{name}", dessen Antwort verloren ging, hat die Farm erreicht.'
    ),
    "Ask the Manager whether it has received the job; nothing is submitted": (
        "Den Manager fragen, ob er den Job erhalten hat; es wird nichts gesendet"
    ),
    "Ask the Manager": "Den Manager fragen",
    "The Manager is already being asked": "Der Manager wird bereits gefragt",
    "The Manager did not answer when a job was submitted.": "Beim Senden eines Jobs hat der Manager nicht geantwortet.",
    "Hide the result of this submission": "Das Ergebnis dieser Übertragung ausblenden",
    "Submission": "Übertragung",
    "Keep Uploading When Blender Closes": "Weiter hochladen, wenn Blender beendet wird",
    "Continue a submission in the background when you quit Blender, and show its result at the next start": (
        "Eine Übertragung im Hintergrund fortsetzen, wenn Blender beendet wird, und ihr Ergebnis beim nächsten "
        "Start zeigen"
    ),
    "Nothing was uploaded. Submit again.": "Es wurde nichts hochgeladen. Erneut senden.",
    "Blender was closed before you confirmed these files.": (
        "Blender wurde beendet, bevor diese Dateien bestätigt waren."
    ),
    'It is not known whether the job "{name}" reached the farm': (
        'Ob der Job "{name}" die Farm erreicht hat, ist nicht bekannt'
    ),
    'The submission of "{name}" is being cancelled': "Das Senden von „{name}“ wird abgebrochen",
    "Cancel the submission of this job; files that are already uploaded are not uploaded again next time": (
        "Das Senden dieses Jobs abbrechen; bereits hochgeladene Dateien werden beim nächsten Mal nicht erneut "
        "hochgeladen"
    ),
    "The submission can't be stopped: {path} can't be written: {reason}.": (
        "Die Übertragung kann nicht angehalten werden: {path} kann nicht geschrieben werden: {reason}."
    ),
    'The job "{name}" is being submitted in the background': "Der Job „{name}“ wird im Hintergrund gesendet",
    "Copy versions, the last error and the end of the log to the clipboard, without names and passwords": (
        "Versionen, den letzten Fehler und das Ende des Protokolls in die Zwischenablage kopieren, ohne Namen "
        "und Passwörter"
    ),
    "Copy Report": "Bericht kopieren",
    "Report copied to the clipboard": "Der Bericht ist in der Zwischenablage",
    "Delete caches, old copies and the log on this computer, except for files of running submissions": (
        "Zwischenspeicher, alte Kopien und das Protokoll auf diesem Rechner löschen, außer den Dateien "
        "laufender Übertragungen"
    ),
    "Clear Files": "Dateien löschen",
    "Clear Copies": "Kopien löschen",
    "Delete the copies with unsaved changes beside your files whose jobs are completed or were deleted": (
        "Die Kopien mit ungespeicherten Änderungen neben den eigenen Dateien löschen, deren Jobs abgeschlossen sind "
        "oder gelöscht wurden"
    ),
    "Copies beside Your Files": "Kopien neben eigenen Dateien",
    "Copies: {deleted} deleted, {needed} still needed by jobs, {unknown} not known because a Manager or the disk "
    "did not answer.": (
        "Kopien: {deleted} gelöscht, {needed} von Jobs noch gebraucht, {unknown} nicht bekannt, weil ein Manager oder "
        "das Laufwerk nicht geantwortet hat."
    ),
    "The job renders a copy with the unsaved changes: {path}": (
        "Der Job rendert eine Kopie mit den ungespeicherten Änderungen: {path}"
    ),
    "Asking which copies jobs still need": "Es wird gefragt, welche Kopien Jobs noch brauchen",
    "Files on This Computer": "Dateien auf diesem Rechner",
    "Checksums": "Prüfsummen",
    "Rewritten Files": "Umgeschriebene Dateien",
    "Libraries": "Bibliotheken",
    "Log": "Protokoll",
    "Calculating": "Wird berechnet",
}
