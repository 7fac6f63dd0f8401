"""What became of submissions that were not watched to their end, the report, the caches."""

from __future__ import annotations

FAULTS: dict[str, str] = {
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
    'The earlier submission of "{name}", whose answer was lost, did reach the farm: {url}.': (
        'Die frühere Übertragung von "{name}", deren Antwort verloren ging, hat die Farm erreicht: {url}.'
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
    "Ask the Manager whether the job arrived; nothing is sent": (
        "Den Manager fragen, ob der Job angekommen ist; es wird nichts gesendet"
    ),
    "Ask the Manager": "Den Manager fragen",
    "The Manager is being asked": "Der Manager wird gerade gefragt",
    "The Manager did not answer while a job was sent": "Beim Senden eines Jobs hat der Manager nicht geantwortet",
    "Hide what became of this submission": "Ausblenden, was aus dieser Übertragung wurde",
    "Submission": "Übertragung",
    "Keep Sending When Blender Closes": "Weitersenden, wenn Blender beendet wird",
    "A submission goes on in the background when you quit Blender; the next start of Blender tells how it ended": (
        "Eine Übertragung läuft im Hintergrund weiter, wenn Blender beendet wird; "
        "beim nächsten Start sagt Blender, wie sie ausging"
    ),
    "Nothing was uploaded. Submit again.": "Es wurde nichts hochgeladen. Erneut senden.",
    "Blender was closed before you confirmed these files.": (
        "Blender wurde beendet, bevor diese Dateien bestätigt waren."
    ),
    'It is not known whether the job "{name}" reached the farm': (
        'Ob der Job "{name}" die Farm erreicht hat, ist nicht bekannt'
    ),
    'The job "{name}" is being stopped': 'Der Job "{name}" wird angehalten',
    "Stop sending this job; what was sent already is not sent again next time": (
        "Diesen Job nicht weiter senden; was schon gesendet ist, wird beim nächsten Mal nicht noch einmal gesendet"
    ),
    "The submission can't be stopped: {path} can't be written: {reason}.": (
        "Die Übertragung kann nicht angehalten werden: {path} kann nicht geschrieben werden: {reason}."
    ),
    'The job "{name}" is still being sent in the background': ('Der Job "{name}" wird noch im Hintergrund gesendet'),
    "Copy versions, the last error and the end of the log to the clipboard, without names or passwords": (
        "Versionen, den letzten Fehler und das Ende des Protokolls in die Zwischenablage kopieren, "
        "ohne Namen und Passwörter"
    ),
    "Copy Report": "Bericht kopieren",
    "The report is copied: paste it where you want it": "Der Bericht ist kopiert und kann eingefügt werden",
    "Delete caches, old copies and the log; what a running submission needs stays, and nothing on the farm changes": (
        "Zwischenspeicher, alte Kopien und das Protokoll löschen; was eine laufende Übertragung braucht, bleibt, "
        "und auf der Farm ändert sich nichts"
    ),
    "Clear": "Leeren",
    "Files on This Computer": "Dateien auf diesem Rechner",
    "Checksums": "Prüfsummen",
    "Rewritten Files": "Umgeschriebene Dateien",
    "Libraries": "Bibliotheken",
    "Log": "Protokoll",
    "Being found out": "Wird ermittelt",
}
