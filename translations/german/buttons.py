"""Operators: labels, tool-tips and what they report."""

from __future__ import annotations

BUTTONS: dict[str, str] = {
    # Manager
    "Check Manager": "Manager prüfen",
    "Ask the Manager for its name, version, storage, job types and worker tags": (
        "Den Manager nach Name, Version, Speicher, Job-Typen und Worker-Tags fragen"
    ),
    "{name} {version} at {url}": "{name} {version} unter {url}",
    "Add Manager": "Manager hinzufügen",
    "Add a Manager to the list and make it the active one": "Einen Manager in die Liste aufnehmen und aktiv machen",
    "Remove Manager": "Manager entfernen",
    "Remove the active Manager from the list, and forget the access to it": (
        "Den aktiven Manager aus der Liste entfernen und seinen Zugang vergessen"
    ),
    "Forget Access": "Zugang vergessen",
    "Forget user, password, header and CA file of the active Manager": (
        "Benutzer, Passwort, HTTP-Header und CA-Datei des aktiven Managers vergessen"
    ),
    "Find Managers": "Manager suchen",
    "Search the local network for Managers, for about five seconds": (
        "Etwa fünf Sekunden lang im lokalen Netzwerk nach Managern suchen"
    ),
    "Hide": "Verbergen",
    "Hide what the search has found": "Das Ergebnis der Suche verbergen",
    "What you call it": "Eigene Bezeichnung",
    "Its address": "Seine Adresse",
    "Enable the extension in the preferences: it was enabled for this run only": (
        "Die Erweiterung in den Einstellungen aktivieren: Sie wurde nur für diesen Lauf aktiviert"
    ),
    "The search is running": "Die Suche läuft",
    # Fixes
    "Fix": "Beheben",
    "Save": "Speichern",
    "Check": "Prüfen",
    "Put right what is wrong with the job": "Beheben, was an dem Job nicht stimmt",
    "What to put right": "Was behoben werden soll",
    "Key": "Schlüssel",
    "Key of the setting": "Schlüssel der Einstellung",
    "Make the first camera of the scene the active one": "Die erste Kamera der Szene zur aktiven machen",
    "Render PNG images in place of a video": "PNG-Bilder statt eines Videos rendern",
    "Take the frame range of the scene": "Den Bildbereich der Szene übernehmen",
    "Write the frames to the folder render on the farm's storage": (
        "Die Bilder in den Ordner render auf dem Speicher der Farm schreiben"
    ),
    "Give the job a name that a folder can have": "Dem Job einen Namen geben, den ein Ordner haben kann",
    "Let any worker work on the job": "Jeden Worker an dem Job arbeiten lassen",
    'The cameras of this file are not in the scene "{scene}": add one to it': (
        "Die Kameras dieser Datei sind nicht in der Szene „{scene}“: ihr eine hinzufügen"
    ),
    "The farm's storage is not known: check the Manager first": (
        "Der Speicher der Farm ist nicht bekannt: zuerst den Manager prüfen"
    ),
    # Settings and presets
    "Compute from Scene": "Aus Szene berechnen",
    "Compute the value from the scene, once": "Den Wert einmal aus der Szene berechnen",
    "Reset to Default": "Auf Vorgabe zurücksetzen",
    "Forget the value and go back to what the job type suggests": (
        "Den Wert vergessen und zum Vorschlag des Job-Typs zurückkehren"
    ),
    "Job Presets": "Job-Voreinstellungen",
    "Job type, its settings, priority and worker tag under one name": (
        "Job-Typ, seine Einstellungen, Priorität und Worker-Tag unter einem Namen"
    ),
    "Add Job Preset": "Job-Voreinstellung hinzufügen",
    "Keep job type, settings, priority and worker tag under a name, or remove what was kept": (
        "Job-Typ, Einstellungen, Priorität und Worker-Tag unter einem Namen aufheben, oder Aufgehobenes entfernen"
    ),
    "This is no preset of a job: it is too long": "Das ist keine Voreinstellung eines Jobs: Sie ist zu lang",
    "it has characters that can't be stored": "Sie enthält Zeichen, die nicht gespeichert werden können",
    # Submission
    "Submit to Farm": "An Farm senden",
    "Submit to Flamenco": "An Flamenco senden",
    "Try Again": "Erneut versuchen",
    "Send the file and everything it needs to the farm, and start a job for it there": (
        "Die Datei und alles, was sie braucht, an die Farm senden und dort einen Job dafür starten"
    ),
    "As Saved": "Wie gespeichert",
    "Send the file as it is on disk, without the changes made since it was saved": (
        "Die Datei so senden, wie sie auf der Festplatte liegt, ohne seitdem gemachte Änderungen"
    ),
    "The submission was cancelled; nothing was left behind": "Das Senden wurde abgebrochen; es blieb nichts zurück",
    'Submitted "{job_name}", job {job_id}': "„{job_name}“ gesendet, Job {job_id}",
    "Cancel": "Abbrechen",
    "Stop sending; what was sent already is not sent again next time": (
        "Das Senden abbrechen; schon Gesendetes wird beim nächsten Mal nicht erneut gesendet"
    ),
    "Dismiss": "Ausblenden",
    "Hide the outcome of the last submission": "Das Ergebnis des letzten Sendens ausblenden",
    "A submission is running": "Es wird gerade gesendet",
    "Check the Manager first: its job types are not known yet": (
        "Zuerst den Manager prüfen: Seine Job-Typen sind noch nicht bekannt"
    ),
    'The Manager has no job type "{name}": choose another one': (
        "Der Manager hat keinen Job-Typ „{name}“: einen anderen wählen"
    ),
    "{first} (and {count} more)": "{first} (und {count} weitere)",
}
