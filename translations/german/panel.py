"""The panel: headings, the Manager's line, progress and outcome."""

from __future__ import annotations

PANEL: dict[str, str] = {
    'Another window shows this panel for the scene "{scene}"': (
        "Ein anderes Fenster zeigt dieses Panel für die Szene „{scene}“"
    ),
    "Flamenco": "Flamenco",
    "Submit this scene to a Flamenco farm": "Diese Szene an eine Flamenco-Farm senden",
    "Project": "Projekt",
    "Scheduling": "Planung",
    "starts paused": "startet pausiert",
    "priority {number}": "Priorität {number}",
    "No problems found": "Keine Probleme gefunden",
    "Problems": "Probleme",
    "All problems of the job": "Alle Probleme des Jobs",
    "Details": "Details",
    "The whole text": "Der ganze Text",
    "Look": "Ansehen",
    "Show what Flamenco does, asks or reports": "Zeigen, was Flamenco tut, fragt oder meldet",
    "There are more results: hide this one to see the next": (
        "Es gibt weitere Ergebnisse: dieses ausblenden, um das nächste zu sehen"
    ),
    "Nothing has been submitted yet": "Noch nichts gesendet",
    "Go On after Closing": "Nach dem Schließen weiter",
    "Ask whether the job is submitted in spite of what is missing": (
        "Fragen, ob der Job trotz der fehlenden Dateien gesendet wird"
    ),
    # First contact
    "Or enter your Manager's address above": "Oder oben die Adresse des Managers eingeben",
    "Find": "Suchen",
    "Searching": "Suche läuft",
    "No Manager was found on the local network: enter its address": (
        "Kein Manager im lokalen Netz gefunden: seine Adresse eingeben"
    ),
    "Saved with this file": "Wird mit dieser Datei gespeichert",
    "Open Web Interface": "Weboberfläche öffnen",
    # The Manager's line
    "Asking the Manager": "Der Manager wird gefragt",
    "Waiting for the Manager": "Warten auf den Manager",
    "No Manager found": "Kein Manager gefunden",
    "Not checked yet": "Noch nicht geprüft",
    "Allow Online Access": "Online-Zugriff erlauben",
    "Online access is disabled in Blender": "Der Online-Zugriff ist in Blender deaktiviert",
    "Blender was started in offline mode: start it without --offline-mode": (
        "Blender wurde im Offline-Modus gestartet: ohne --offline-mode starten"
    ),
    "Enable Allow Online Access in the preferences, under System": (
        "In den Einstellungen unter System den Online-Zugriff (Allow Online Access) erlauben"
    ),
    "Showing the result of the last successful check": "Angezeigt wird das Ergebnis der letzten erfolgreichen Prüfung",
    'This file uses the Manager "{name}", which is not in your preferences (they have: {names})': (
        "Diese Datei nennt den Manager „{name}“, der nicht in den Einstellungen ist (dort sind: {names})"
    ),
    'This project uses the Manager "{name}", which is not in your preferences (they have: {names})': (
        "Dieses Projekt nennt den Manager „{name}“, der nicht in den Einstellungen ist (dort sind: {names})"
    ),
    "{what}: the active Manager is used instead": "{what}: Stattdessen wird der aktive benutzt",
    "Add it to the preferences, or say which one to use: by --manager, or FLAMENCO_MANAGER_URL in the environment": (
        "Ihn in die Einstellungen aufnehmen, oder sagen, welcher gilt: durch --manager oder durch FLAMENCO_MANAGER_URL "
        "in der Umgebung"
    ),
    # The job
    "On {platform} workers: {path}": "Auf {platform}-Workern: {path}",
    "From the project": "Vom Projekt",
    "From your last job": "Vom letzten Job",
    # Progress
    "Saving a copy with the unsaved changes": "Eine Kopie mit den ungespeicherten Änderungen wird gespeichert",
    "Flamenco Client: {doing}": "Flamenco Client: {doing}",
    'Copying the unsaved image "{name}"': "Das ungespeicherte Bild „{name}“ wird kopiert",
    "Starting": "Beginnt",
    "Cancelling": "Wird abgebrochen",
    "Checking": "Prüfen",
    "Looking for Files": "Dateien suchen",
    "Reading Files": "Dateien lesen",
    "Uploading Files": "Dateien hochladen",
    "Copying Files": "Dateien kopieren",
    "Preparing Files": "Dateien vorbereiten",
    "Creating the Job": "Job anlegen",
    "{done} of {total}": "{done} von {total}",
    "{what}, {done} of {total}": "{what}, {done} von {total}",
    "{done} of {total}, {rate}/s, {left} left": "{done} von {total}, {rate}/s, noch {left}",
    "Looking for the files that the scene needs": "Die Dateien, die die Szene braucht, werden gesucht",
    "Reading files": "Dateien werden gelesen",
    "Reading a file that has changed": "Eine geänderte Datei wird gelesen",
    "This job needs no file": "Dieser Job braucht keine Datei",
    "Asking which files the farm has": "Es wird gefragt, welche Dateien die Farm hat",
    "Trying again": "Neuer Versuch",
    "Another computer is uploading the same files: waiting for it": (
        "Ein anderer Rechner lädt gerade dieselben Dateien hoch: Es wird auf ihn gewartet"
    ),
    "Waiting for the Manager at {where}: no answer for {seconds} s": (
        "Es wird auf den Manager unter {where} gewartet: seit {seconds} s keine Antwort"
    ),
    "Waiting for the Manager at {where}: unreachable for {seconds} s, giving up after {most} s": (
        "Es wird auf den Manager unter {where} gewartet: seit {seconds} s nicht erreichbar, höchstens {most} s"
    ),
    "Copying files": "Dateien werden kopiert",
    "Copying the unsaved changes": "Die ungespeicherten Änderungen werden kopiert",
    "The file is on the farm's storage already": "Die Datei liegt schon auf dem Speicher der Farm",
    "Making the files available to the workers": "Die Dateien werden den Workern bereitgestellt",
    "Waiting for the next second: another job has the same output path": (
        "Warten auf die nächste Sekunde: Ein anderer Job hat denselben Ausgabepfad"
    ),
    "Submitting the job": "Der Job wird gesendet",
    "The answer was lost, asking the Manager for the job": (
        "Die Antwort ging verloren, der Manager wird nach dem Job gefragt"
    ),
    # Outcome
    'Submitted "{name}"': "„{name}“ gesendet",
    "1 file": "1 Datei",
    "{count} files": "{count} Dateien",
    "{count} new, {size}": "{count} neu, {size}",
    "already on the farm": "schon auf der Farm",
    "Cancelled; no job was created": "Abgebrochen; es wurde kein Job angelegt",
    "Open Job in Browser": "Job im Browser öffnen",
}
