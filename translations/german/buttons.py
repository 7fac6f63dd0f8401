"""Operators: labels, tooltips and reports."""

from __future__ import annotations

BUTTONS: dict[str, str] = {
    # Manager
    "Check Manager": "Manager prüfen",
    "Ask the Manager for its name, version, storage, job types and worker tags": (
        "Den Manager nach Name, Version, Speicher, Job-Typen und Worker-Tags fragen"
    ),
    "{name} {version} at {url}": "{name} {version} unter {url}",
    "Add Manager": "Manager hinzufügen",
    "Make a Manager the active one; it is added to the list, or updated if its name or its address is there": (
        "Einen Manager aktiv machen; er wird aufgenommen, oder geändert, wenn die Liste Name oder Adresse schon hat"
    ),
    'The Manager "{name}" is in the preferences until Blender quits; bpy.ops.wm.save_userpref() keeps it': (
        "Der Manager „{name}“ steht nur bis zum Ende von Blender in der Liste; bpy.ops.wm.save_userpref() behält ihn"
    ),
    "Remove Manager": "Manager entfernen",
    "Remove the active Manager and its credentials from the list": (
        "Den aktiven Manager mit seinen Zugangsdaten aus der Liste entfernen"
    ),
    "Delete Credentials": "Zugangsdaten löschen",
    "Delete user, password, header and CA file of the active Manager": (
        "Benutzer, Passwort, HTTP-Header und CA-Datei des aktiven Managers löschen"
    ),
    "Find Managers": "Manager suchen",
    "Search the local network for Managers, for about five seconds": (
        "Etwa fünf Sekunden lang im lokalen Netzwerk nach Managern suchen"
    ),
    "Hide": "Ausblenden",
    "Hide the results of the search": "Die Ergebnisse der Suche ausblenden",
    "Name of the Manager in the list": "Name des Managers in der Liste",
    "Address of the Manager": "Adresse des Managers",
    "The extension is enabled for this session only: enable it in the preferences": (
        "Die Erweiterung ist nur für diese Sitzung aktiviert: sie in den Einstellungen aktivieren"
    ),
    "A search is already running": "Es läuft bereits eine Suche",
    # Fixes
    "Fix": "Beheben",
    "Show Here": "Hier anzeigen",
    "Show the job of this window's scene in the panel": "Den Job der Szene dieses Fensters im Panel anzeigen",
    "Save": "Speichern",
    "Check": "Prüfen",
    "Fix this problem": "Dieses Problem beheben",
    "Name of the fix": "Name der Korrektur",
    "Key": "Schlüssel",
    "Key of the setting": "Schlüssel der Einstellung",
    "Make the first camera of the scene the active camera": "Die erste Kamera der Szene zur aktiven Kamera machen",
    "Render the scene that is open": "Die offene Szene rendern",
    "Turn off Render Single Layer": "„Einzelne Ebene rendern“ ausschalten",
    "Render PNG images instead of a video": "PNG-Bilder statt eines Videos rendern",
    "Use the frame range of the scene": "Den Bildbereich der Szene verwenden",
    "Render only the frames that the scene's frame step leaves": (
        "Nur die Bilder rendern, die die Schrittweite übrig lässt"
    ),
    "Leave out the frames below 0": "Die Bilder unter 0 weglassen",
    'Write the frames to the folder "render" on the farm\'s storage': (
        "Die Bilder in den Ordner „render“ auf dem Speicher der Farm schreiben"
    ),
    "Change the job's name to one that a folder can have": (
        "Den Namen des Jobs in einen ändern, den ein Ordner haben kann"
    ),
    "Allow all workers to work on the job": "Alle Worker an dem Job arbeiten lassen",
    'The cameras of this file are not in the scene "{scene}": add a camera to the scene': (
        "Die Kameras dieser Datei sind nicht in der Szene „{scene}“: der Szene eine Kamera hinzufügen"
    ),
    "The farm's storage is not known: check the Manager first": (
        "Der Speicher der Farm ist nicht bekannt: zuerst den Manager prüfen"
    ),
    # Settings and presets
    "Compute from Scene": "Aus Szene berechnen",
    "Compute the value from the scene, once": "Den Wert einmal aus der Szene berechnen",
    "Reset to Default": "Auf Vorgabe zurücksetzen",
    "Reset the setting to the job type's default": "Die Einstellung auf die Vorgabe des Job-Typs zurücksetzen",
    "Job Presets": "Job-Voreinstellungen",
    "Presets of job type, settings, priority and worker tag": (
        "Voreinstellungen für Job-Typ, Einstellungen, Priorität und Worker-Tag"
    ),
    "Add Job Preset": "Job-Voreinstellung hinzufügen",
    "Add or remove a preset with job type, settings, priority and worker tag": (
        "Eine Voreinstellung mit Job-Typ, Einstellungen, Priorität und Worker-Tag hinzufügen oder entfernen"
    ),
    "Not a job preset: the text is too long": "Keine Job-Voreinstellung: Der Text ist zu lang",
    "the text contains characters that can't be stored": (
        "der Text enthält Zeichen, die nicht gespeichert werden können"
    ),
    # Submission
    "Submit to Farm": "An Farm senden",
    "Submit to Flamenco": "An Flamenco senden",
    "Try Again": "Erneut versuchen",
    "Send Again": "Erneut senden",
    "Open File to Send Again": "Datei öffnen, um sie erneut zu senden",
    "Submissions": "Übermittlungen",
    "Again": "Erneut",
    "For scripts: create a new job even if an earlier submission of the same job has arrived": "Für Skripte: einen "
    "neuen Job anlegen, auch wenn eine frühere Übermittlung desselben Jobs angekommen ist",
    "Upload the file with everything it needs, and create a job on the farm": (
        "Die Datei mit allem, was sie braucht, hochladen und auf der Farm einen Job anlegen"
    ),
    "As Saved": "Wie gespeichert",
    "Submit the file as it was last saved, without unsaved changes": (
        "Die Datei so senden, wie sie zuletzt gespeichert wurde, ohne ungespeicherte Änderungen"
    ),
    "The submission was cancelled; no job was created": "Das Senden wurde abgebrochen; es wurde kein Job angelegt",
    'Submitted "{job_name}", job {job_id}': "„{job_name}“ gesendet, Job {job_id}",
    "Cancel": "Abbrechen",
    "Stop the submission; files that are already uploaded are not uploaded again next time": (
        "Das Senden abbrechen; bereits hochgeladene Dateien werden beim nächsten Mal nicht erneut hochgeladen"
    ),
    "Dismiss": "Ausblenden",
    "Hide the result of the last submission": "Das Ergebnis der letzten Übertragung ausblenden",
    "A submission is running": "Es wird gerade gesendet",
    "Check the Manager first: its job types are not known yet": (
        "Zuerst den Manager prüfen: Seine Job-Typen sind noch nicht bekannt"
    ),
    'The Manager has no job type "{name}": choose another one': (
        "Der Manager hat keinen Job-Typ „{name}“: einen anderen wählen"
    ),
    "{first} (and {count} more)": "{first} (und {count} weitere)",
    "Connect": "Verbinden",
    "Add this Manager to your list, and check it": "Diesen Manager in die Liste aufnehmen und prüfen",
    "Enter the address of your Manager first": "Zuerst die Adresse des Managers eingeben",
    "Use Manager": "Manager benutzen",
    "Use this Manager for this file; the choice is saved with the file": (
        "Diesen Manager für diese Datei benutzen; die Wahl wird mit der Datei gespeichert"
    ),
    "Name in your list; empty: the active one": "Name in der Liste; leer: der aktive",
    "Remove": "Entfernen",
    'Remove "{name}" and its credentials?': "„{name}“ und seine Zugangsdaten entfernen?",
    "Stop": "Anhalten",
    "Stop the submission?": "Die Übertragung anhalten?",
    "{size} are sent; they are not sent again next time": (
        "{size} sind gesendet; beim nächsten Mal werden sie nicht noch einmal gesendet"
    ),
    "Save List": "Liste speichern",
    "Find Missing Files": "Fehlende Dateien suchen",
    "Preferences": "Einstellungen",
    "Address": "Adresse",
    "Address of your Flamenco Manager, for example http://flamenco.local:8080": (
        "Adresse des Flamenco-Managers, zum Beispiel http://flamenco.local:8080"
    ),
}
