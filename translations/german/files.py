"""The files of a job: what is reported before they are uploaded."""

from __future__ import annotations

FILES = {
    "Waiting for your confirmation": "Wartet auf Bestätigung",
    "The files have been found": "Die Dateien wurden gefunden",
    "The job needs {names}, which is missing or unreadable.": (
        "Der Job braucht {names}; die Datei fehlt oder ist nicht lesbar."
    ),
    "{count} files that the job needs are missing or unreadable: {names}.": (
        "{count} Dateien, die der Job braucht, fehlen oder sind nicht lesbar: {names}."
    ),
    "{count} files that the job needs are missing or unreadable: {names}, ...": (
        "{count} Dateien, die der Job braucht, fehlen oder sind nicht lesbar: {names}, ..."
    ),
    "Restore the missing files, exclude them, or allow missing files.": (
        "Die fehlenden Dateien wiederherstellen, sie ausschließen oder fehlende Dateien erlauben."
    ),
    "{path} can't be written: {reason}.": "{path} kann nicht geschrieben werden: {reason}.",
    "Choose another folder.": "Einen anderen Ordner wählen.",
    # The panel
    "Files": "Dateien",
    "1 file, {size}": "1 Datei, {size}",
    "{count} files, {size}": "{count} Dateien, {size}",
    "{shown} of {count} files": "{shown} von {count} Dateien",
    "A part of the path of files, or a pattern such as *.exr; all files are searched": (
        "Ein Teil des Pfads oder ein Muster wie *.exr; alle Dateien werden durchsucht"
    ),
    "Press List Files again.": "Noch einmal „Dateien auflisten“ drücken.",
    "The whole text of the line": "Der ganze Text der Zeile",
    "Include": "Aufnehmen",
    "Remove the pattern instead": "Das Muster stattdessen entfernen",
    "{count} missing, {files}": "{count} fehlen, {files}",
    "missing": "fehlt",
    "unreadable": "nicht lesbar",
    "changed while it was read": "beim Lesen verändert",
    "1 file changed while it was read": "1 Datei hat sich beim Lesen verändert",
    "The job may not render as expected": "Der Job wird womöglich nicht wie erwartet gerendert",
    "See the remarks below the list": "Siehe die Hinweise unter der Liste",
    "Continue uploads its new content": "Fortfahren lädt ihren neuen Inhalt hoch",
    "{count} files changed while they were read": "{count} Dateien haben sich beim Lesen verändert",
    "Continue uploads their new content": "Fortfahren lädt ihren neuen Inhalt hoch",
    "not on the farm's storage": "nicht auf dem Speicher der Farm",
    "1 file is not on the farm's storage": "1 Datei liegt nicht auf dem Speicher der Farm",
    "Continue submits the job, but workers may not find the file": (
        "Fortfahren sendet den Job, aber Worker finden die Datei womöglich nicht"
    ),
    "{count} files are not on the farm's storage": "{count} Dateien liegen nicht auf dem Speicher der Farm",
    "Continue submits the job, but workers may not find the files": (
        "Fortfahren sendet den Job, aber Worker finden die Dateien womöglich nicht"
    ),
    "large": "groß",
    "outside the project": "außerhalb des Projekts",
    "in a shared folder: not uploaded": "in einem gemeinsamen Ordner: nicht hochgeladen",
    "excluded": "ausgeschlossen",
    "added manually": "manuell hinzugefügt",
    "new to the farm": "neu für die Farm",
    "Used by {user}": "Verwendet von {user}",
    "and {count} more; save the list to see all of them": "und {count} weitere; die Liste speichern, um alle zu sehen",
    "New to the farm: {files}": "Neu für die Farm: {files}",
    "All files are already on the farm": "Alle Dateien sind bereits auf der Farm",
    "excluded by {pattern}": "ausgeschlossen durch {pattern}",
    "Continue submits the job without it": "Fortfahren sendet den Job ohne sie",
    "Continue uploads it anyway": "Fortfahren lädt sie trotzdem hoch",
    "Continue uploads it as well": "Fortfahren lädt sie mit hoch",
    "1 file is missing": "1 Datei fehlt",
    "{count} files are missing": "{count} Dateien fehlen",
    "Continue submits the job without them": "Fortfahren sendet den Job ohne sie",
    "1 file is unreadable": "1 Datei ist nicht lesbar",
    "{count} files are unreadable": "{count} Dateien sind nicht lesbar",
    "1 file is large": "1 Datei ist groß",
    "{count} files are large": "{count} Dateien sind groß",
    "Continue uploads them anyway": "Fortfahren lädt sie trotzdem hoch",
    "Files outside of the project are sent, from {folders}.": (
        "Dateien außerhalb des Projekts werden gesendet, aus {folders}."
    ),
    "Files outside of the project would be sent, from {folders}.": (
        "Dateien außerhalb des Projekts würden gesendet, aus {folders}."
    ),
    "Choose the project's folder in the preferences, or submit without Inside Only.": (
        "Den Ordner des Projekts in den Einstellungen wählen, oder ohne Nur innerhalb senden."
    ),
    "is now a link to another place": "ist jetzt eine Verknüpfung zu einem anderen Ort",
    "1 file is outside the project": "1 Datei liegt außerhalb des Projekts",
    "{count} files are outside the project": "{count} Dateien liegen außerhalb des Projekts",
    "Continue uploads them as well": "Fortfahren lädt sie mit hoch",
    # The list
    "List Files": "Dateien auflisten",
    "List the files that would be uploaded and those that are missing, without contacting a Manager": (
        "Die Dateien auflisten, die hochgeladen würden oder fehlen, ohne einen Manager zu fragen"
    ),
    "Files to upload: {files}; missing or unreadable: {missing}": (
        "Hochzuladende Dateien: {files}; fehlend oder nicht lesbar: {missing}"
    ),
    "The files are being deleted": "Die Dateien werden gerade gelöscht",
    "No submission is running": "Es läuft keine Übertragung",
    "The submission is already being cancelled": "Die Übertragung wird bereits abgebrochen",
    "The list is empty": "Die Liste ist leer",
    "No submission is waiting for your confirmation": "Keine Übertragung wartet auf eine Bestätigung",
    "There is no list of files yet": "Es gibt noch keine Liste der Dateien",
    "Press List Files first": "Zuerst Dateien auflisten",
    "The list of files no longer exists": "Die Liste der Dateien existiert nicht mehr",
    "Press List Files again": "Die Dateien noch einmal auflisten",
    "Save as Text Block": "Als Textblock speichern",
    "Save the complete list as a text block of this .blend file": (
        "Die vollständige Liste als Textblock dieser .blend-Datei speichern"
    ),
    'Saved as text block "{name}": open it in a Text Editor': (
        "Als Textblock „{name}“ gespeichert: in einem Texteditor öffnen"
    ),
    "Save as JSON": "Als JSON speichern",
    "Save the complete list as a JSON file": "Die vollständige Liste als JSON-Datei speichern",
    "Findings": "Befunde",
    "The current errors, warnings and remarks about the job, as JSON": (
        "Die aktuellen Fehler, Warnungen und Hinweise zum Job, als JSON"
    ),
    "Report on Files": "Bericht über Dateien",
    "The last report on the files of the job, as JSON": "Der letzte Bericht über die Dateien des Jobs, als JSON",
    "Active File": "Aktive Datei",
    "The selected file in the list": "Die in der Liste ausgewählte Datei",
    # The confirmation
    "Continue": "Fortfahren",
    "Submit the job anyway": "Den Job trotzdem senden",
    "Outcome": "Ergebnis",
    "The outcome of the last submission, as JSON": "Das Ergebnis der letzten Übermittlung, als JSON",
    "Strict": "Streng",
    "For scripts: submit nothing if there is any warning": "Für Skripte: nichts senden, wenn es eine Warnung gibt",
    "Last Used": "Zuletzt benutzt",
    "For scripts: use the values of the last job where neither the scene nor the project has one": (
        "Für Skripte: die Werte des letzten Jobs verwenden, wo weder Szene noch Projekt einen haben"
    ),
    "Allow Missing": "Fehlende erlauben",
    "Inside Only": "Nur innerhalb",
    "For scripts: submit nothing if files outside of the project would be sent": (
        "Für Skripte: nichts senden, wenn Dateien außerhalb des Projekts gesendet würden"
    ),
    "For scripts: submit the job even if files are missing or unreadable": (
        "Für Skripte: den Job auch senden, wenn Dateien fehlen oder nicht lesbar sind"
    ),
    # What is sent and what is not
    "Exclude": "Ausschließen",
    "Patterns of files that are not uploaded, separated by semicolons: *.mov; cache/; textures/old_*.png": (
        "Muster von Dateien, die nicht hochgeladen werden, durch Semikolons getrennt: *.mov; cache/; textures/old_*.png"
    ),
    "Exclude File": "Datei ausschließen",
    "Exclude this file, so that it is not uploaded, or take it back in": (
        "Diese Datei ausschließen, sodass sie nicht hochgeladen wird, oder wieder aufnehmen"
    ),
    "Pattern": "Muster",
    "Pattern of the files that are not uploaded": "Muster der Dateien, die nicht hochgeladen werden",
    "Extra Files": "Weitere Dateien",
    "Files and folders that are uploaded although the .blend file does not refer to them": (
        "Dateien und Ordner, die hochgeladen werden, obwohl die .blend-Datei nicht auf sie verweist"
    ),
    "Add Files": "Dateien hinzufügen",
    "Add files or a folder to upload that the .blend file does not refer to": (
        "Dateien oder einen Ordner zum Hochladen hinzufügen, auf die die .blend-Datei nicht verweist"
    ),
    "Remove File": "Datei entfernen",
    "Remove the selected file or folder from the extra files": (
        "Die ausgewählte Datei oder den Ordner aus den weiteren Dateien entfernen"
    ),
    "Path": "Pfad",
    "File or folder; // stands for the folder of the .blend file": (
        "Datei oder Ordner; // steht für den Ordner der .blend-Datei"
    ),
    "Active Extra File": "Aktive weitere Datei",
    "The selected item in the list": "Das in der Liste ausgewählte Element",
    # Preferences
    "Lists of Files": "Listen von Dateien",
    "Large Files (MB)": "Große Dateien (MB)",
    "Size in megabytes above which a file is uploaded only after confirmation the first time; 0: never ask": (
        "Größe in Megabyte, ab der eine Datei beim ersten Mal erst nach Bestätigung hochgeladen wird; 0: nie fragen"
    ),
    "Shared Folders": "Gemeinsame Ordner",
    "Folders that all workers see under the same path; files in them that are referenced by absolute path are "
    "not uploaded": (
        "Ordner, die alle Worker unter demselben Pfad sehen; Dateien darin, auf die mit absolutem Pfad "
        "verwiesen wird, werden nicht hochgeladen"
    ),
    "Add Shared Folder": "Gemeinsamen Ordner hinzufügen",
    "Add a folder that all workers see under the same path": (
        "Einen Ordner hinzufügen, den alle Worker unter demselben Pfad sehen"
    ),
    "Remove Shared Folder": "Gemeinsamen Ordner entfernen",
    "Remove the selected folder, so that files in it are uploaded like all others": (
        "Den ausgewählten Ordner entfernen, sodass Dateien darin wie alle anderen hochgeladen werden"
    ),
    "Active Shared Folder": "Aktiver gemeinsamer Ordner",
}
"""English text or pattern -> German."""
