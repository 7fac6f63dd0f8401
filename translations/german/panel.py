"""The panel: headings, the Manager's line, progress and outcome."""

from __future__ import annotations

PANEL: dict[str, str] = {
    "How far the submission has come": "Wie weit die Übertragung ist",
    "Flamenco": "Flamenco",
    "Submit this scene to a Flamenco farm": "Diese Szene an eine Flamenco-Farm senden",
    "Project": "Projekt",
    "Queue": "Warteschlange",
    # The Manager's line
    "Asking the Manager": "Der Manager wird gefragt",
    "Waiting for the Manager": "Warten auf den Manager",
    "No Manager found": "Kein Manager gefunden",
    "Not checked yet": "Noch nicht geprüft",
    "Allow Online Access": "Online-Zugriff erlauben",
    "Blender is not allowed to go online": "Blender darf nicht online gehen",
    "Blender was started in offline mode: start it without --offline-mode": (
        "Blender wurde im Offline-Modus gestartet: ohne --offline-mode starten"
    ),
    "Switch on Allow Online Access in the preferences, under System": (
        "In den Einstellungen unter System den Online-Zugriff (Allow Online Access) erlauben"
    ),
    "What it said last time is used below": "Unten gilt, was er beim letzten Mal gesagt hat",
    'The Manager "{name}" that this file asks for is not in your preferences: the active one is used': (
        "Der Manager „{name}“, den diese Datei verlangt, ist nicht in den Einstellungen: Der aktive wird benutzt"
    ),
    'The Manager "{name}" that this project asks for is not in your preferences: the active one is used': (
        "Der Manager „{name}“, den dieses Projekt verlangt, ist nicht in den Einstellungen: Der aktive wird benutzt"
    ),
    # The job
    "On {platform} workers: {path}": "Auf {platform}-Workern: {path}",
    "From the project": "Vom Projekt",
    "As in your last job": "Wie im letzten Job",
    # Progress
    "Saving a copy": "Kopie wird gespeichert",
    "Flamenco Client: saving a copy with the unsaved changes": (
        "Flamenco Client: Eine Kopie mit den ungespeicherten Änderungen wird gespeichert"
    ),
    "Starting": "Beginnt",
    "Stopping": "Hält an",
    "Checking": "Prüfen",
    "Looking for Files": "Dateien suchen",
    "Reading Files": "Dateien lesen",
    "Asking": "Fragen",
    "Sending Files": "Dateien senden",
    "Copying Files": "Dateien kopieren",
    "Arranging Files": "Dateien anordnen",
    "Making the Job": "Job anlegen",
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
    "Submitting the job": "Der Job wird gesendet",
    "The answer was lost, asking the Manager for the job": (
        "Die Antwort ging verloren, der Manager wird nach dem Job gefragt"
    ),
    # Outcome
    'Submitted "{name}"': "„{name}“ gesendet",
    "1 file": "1 Datei",
    "{count} files": "{count} Dateien",
    "{count} new, {size}": "{count} neu, {size}",
    "the farm had them already": "die Farm hatte sie schon",
    "the farm had it already": "die Farm hatte sie schon",
    "Cancelled; no job was made": "Abgebrochen; es wurde kein Job angelegt",
    "Open Job in Browser": "Job im Browser öffnen",
}
