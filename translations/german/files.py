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
    "Put in place what is missing, exclude it, or allow missing files.": (
        "An seinen Platz legen, was fehlt, es ausschließen oder fehlende Dateien erlauben."
    ),
    "{path} can't be written: {reason}.": "{path} kann nicht geschrieben werden: {reason}.",
    "Choose another folder.": "Einen anderen Ordner wählen.",
    # The panel
    "Files": "Dateien",
    "1 file, {size}": "1 Datei, {size}",
    "{count} files, {size}": "{count} Dateien, {size}",
    "{files}; {count} missing": "{files}; fehlend: {count}",
    "missing": "fehlt",
    "can't be read": "nicht zu lesen",
    "changed while it was read": "beim Lesen verändert",
    "1 file changed while it was read": "1 Datei hat sich beim Lesen verändert",
    "Something else may go wrong on the farm": "Anderes kann auf der Farm schiefgehen",
    "What that is stands below the list": "Was das ist, steht unter der Liste",
    "Continue sends it as it is then": "Fortfahren sendet sie, wie sie dann ist",
    "{count} files changed while they were read": "{count} Dateien haben sich beim Lesen verändert",
    "Continue sends them as they are then": "Fortfahren sendet sie, wie sie dann sind",
    "not on the farm's storage": "nicht auf dem Speicher der Farm",
    "1 file is not on the farm's storage": "1 Datei liegt nicht auf dem Speicher der Farm",
    "Continue makes the job; the farm may not find it": (
        "Fortfahren legt den Job an; die Farm findet sie womöglich nicht"
    ),
    "{count} files are not on the farm's storage": "{count} Dateien liegen nicht auf dem Speicher der Farm",
    "Continue makes the job; the farm may not find them": (
        "Fortfahren legt den Job an; die Farm findet sie womöglich nicht"
    ),
    "large": "groß",
    "outside of the project": "außerhalb des Projekts",
    "the farm sees it, too: not sent": "die Farm sieht es auch: nicht gesendet",
    "excluded": "ausgeschlossen",
    "added by hand": "von Hand hinzugefügt",
    "new to the farm": "neu für die Farm",
    "Used by {user}": "Verwendet von {user}",
    "and {count} more; all of them are in the text and in the JSON": (
        "und {count} weitere; alle stehen im Text und im JSON"
    ),
    "New to the farm: {files}": "Neu für die Farm: {files}",
    "Nothing is new to the farm": "Nichts ist neu für die Farm",
    "comes with Blender: not uploaded, workers need it at the same path": (
        "gehört zu Blender: nicht hochgeladen, Worker brauchen es unter demselben Pfad"
    ),
    "excluded by {pattern}": "ausgeschlossen durch {pattern}",
    "Continue sends the job without it": "Fortfahren sendet den Job ohne sie",
    "Continue sends it all the same": "Fortfahren sendet sie trotzdem",
    "Continue copies it to the farm, too": "Fortfahren kopiert sie mit auf die Farm",
    "1 file is missing": "1 Datei fehlt",
    "{count} files are missing": "{count} Dateien fehlen",
    "Continue sends the job without them": "Fortfahren sendet den Job ohne sie",
    "1 file can't be read": "1 Datei ist nicht zu lesen",
    "{count} files can't be read": "{count} Dateien sind nicht zu lesen",
    "1 file is large": "1 Datei ist groß",
    "{count} files are large": "{count} Dateien sind groß",
    "Continue sends them all the same": "Fortfahren sendet sie trotzdem",
    "1 file lies outside of the project": "1 Datei liegt außerhalb des Projekts",
    "{count} files lie outside of the project": "{count} Dateien liegen außerhalb des Projekts",
    "Continue copies them to the farm, too": "Fortfahren kopiert sie mit auf die Farm",
    # The list
    "List Files": "Dateien auflisten",
    "List everything that would be sent, and what is missing; asks no Manager and sends nothing": (
        "Auflisten, was gesendet würde und was fehlt; fragt keinen Manager und sendet nichts"
    ),
    "Files to send: {files}; missing or not readable: {missing}": (
        "Zu sendende Dateien: {files}; fehlend oder nicht lesbar: {missing}"
    ),
    "It is being cleared": "Es wird gerade aufgeräumt",
    "Nothing is being sent": "Es wird nichts gesendet",
    "It is being stopped": "Es wird schon abgebrochen",
    "The list is empty": "Die Liste ist leer",
    "No submission waits for your word": "Kein Job wartet auf eine Antwort",
    "There is no list of files yet": "Es gibt noch keine Liste der Dateien",
    "Press List Files first": "Zuerst Dateien auflisten",
    "The list is not there any more": "Die Liste ist nicht mehr da",
    "Press List Files again": "Die Dateien noch einmal auflisten",
    "To Text Block": "Als Textblock",
    "Put the whole list into a text of this .blend": "Die ganze Liste in einen Text dieser .blend schreiben",
    'The list is the text "{name}": open it in a text editor': (
        'Die Liste ist der Text "{name}": in einem Texteditor öffnen'
    ),
    "To JSON": "Als JSON",
    "Write the whole list to a JSON file": "Die ganze Liste in eine JSON-Datei schreiben",
    "Findings": "Befunde",
    "What is known to be wrong with the job at this moment, as JSON": (
        "Was in diesem Augenblick am Job falsch ist, soweit es bekannt ist, als JSON"
    ),
    "Report on Files": "Bericht über Dateien",
    "What was found about the files of the job last, as JSON": (
        "Was zuletzt über die Dateien des Jobs gefunden wurde, als JSON"
    ),
    "Active File": "Aktive Datei",
    "The file that is selected in the list": "Die Datei, die in der Liste gewählt ist",
    # The word
    "Continue": "Fortfahren",
    "Send the job as it is": "Den Job senden, wie er ist",
    "Allow Missing": "Fehlende erlauben",
    "For scripts: go on when files are missing or can't be read": (
        "Für Skripte: weitermachen, wenn Dateien fehlen oder nicht zu lesen sind"
    ),
    # What is sent and what is not
    "Exclude": "Ausschließen",
    "Files that are not sent, by patterns with ; between them: *.mov; cache/; textures/old_*.png": (
        "Dateien, die nicht gesendet werden, als Muster mit ; dazwischen: *.mov; cache/; textures/old_*.png"
    ),
    "Exclude File": "Datei ausschließen",
    "Do not send this file: its path is added to the excluded ones": (
        "Diese Datei nicht senden: Ihr Pfad kommt zu den ausgeschlossenen"
    ),
    "Pattern": "Muster",
    "What is not sent": "Was nicht gesendet wird",
    "Extra Files": "Weitere Dateien",
    "Files and folders that are sent though nothing in the .blend refers to them": (
        "Dateien und Ordner, die gesendet werden, obwohl nichts in der .blend auf sie verweist"
    ),
    "Add Files": "Dateien hinzufügen",
    "Send files, or a whole folder, that nothing in the .blend refers to": (
        "Dateien oder einen ganzen Ordner senden, auf die nichts in der .blend verweist"
    ),
    "Remove File": "Datei entfernen",
    "Do not send the selected file or folder": "Die gewählte Datei oder den Ordner nicht senden",
    "Path": "Pfad",
    "A file or a folder; // stands for the folder of the .blend": (
        "Eine Datei oder ein Ordner; // steht für den Ordner der .blend"
    ),
    "Active Extra File": "Aktive weitere Datei",
    "The one that is selected in the list": "Was in der Liste gewählt ist",
    # Preferences
    "Lists of Files": "Listen von Dateien",
    "Large Files (MB)": "Große Dateien (MB)",
    "Megabytes above which you are asked before a file is sent for the first time; 0: never": (
        "Megabytes, ab denen vor dem ersten Senden einer Datei gefragt wird; 0: nie"
    ),
    "Shared Folders": "Gemeinsame Ordner",
    "Folders that the farm sees at the same path as this machine: what is referred to by absolute path below them is "
    "not sent": (
        "Ordner, die die Farm unter demselben Pfad sieht wie dieser Rechner: Worauf mit absolutem Pfad darunter "
        "verwiesen wird, das wird nicht gesendet"
    ),
    "Add Shared Folder": "Gemeinsamen Ordner hinzufügen",
    "Add a folder that the farm sees at the same path": (
        "Einen Ordner hinzufügen, den die Farm unter demselben Pfad sieht"
    ),
    "Remove Shared Folder": "Gemeinsamen Ordner entfernen",
    "Remove the selected folder: what lies in it is sent like everything else": (
        "Den gewählten Ordner entfernen: Was darin liegt, wird gesendet wie alles andere"
    ),
    "Active Shared Folder": "Aktiver gemeinsamer Ordner",
}
"""English text or pattern -> German."""
