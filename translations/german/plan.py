"""Plan of a job's files: problems of files, and what may not work on the farm."""

from __future__ import annotations

PLAN: dict[str, str] = {
    "{owner} keeps its cache in {path}, a folder with the file itself: all files below it are uploaded.": (
        "{owner} hat seinen Cache in {path}, einem Ordner mit der Datei selbst: alle Dateien darin werden hochgeladen."
    ),
    # In brackets behind a path
    "not found": "nicht gefunden",
    "permission denied": "Zugriff verweigert",
    "has a name that is not UTF-8": "hat einen Namen, der kein UTF-8 ist",
    "has a name of more than {count} bytes": "hat einen Namen mit mehr als {count} Bytes",
    "has a path that is too long for the farm's file system": "hat einen zu langen Pfad für das Dateisystem der Farm",
    "is not an absolute path": "ist kein absoluter Pfad",
    "is a folder": "ist ein Ordner",
    "is not a folder": "ist kein Ordner",
    "is an empty folder": "ist ein leerer Ordner",
    "is a drive or a home folder": "ist ein Laufwerk oder ein persönlicher Ordner",
    "is a named pipe": "ist eine benannte Pipe",
    "is a socket": "ist ein Socket",
    "is a device": "ist ein Gerät",
    "is a special file": "ist eine Spezialdatei",
    "no matching files found": "keine passenden Dateien gefunden",
    "frame {frame} is missing": "Bild {frame} fehlt",
    "frames {frames} are missing": "die Bilder {frames} fehlen",
    "missing tiles: {tiles}": "fehlende Kacheln: {tiles}",
    "not found; referenced by {file}": "nicht gefunden; {file} verweist darauf",
    "{reason}; {path} exists, but differs in case or accents": (
        "{reason}; {path} ist vorhanden, aber Groß- und Kleinschreibung oder Akzente sind anders"
    ),
    # Sentences
    "{folder} is nested too deeply: not all of its files are uploaded.": (
        "{folder} ist zu tief verschachtelt: Nicht alle Dateien darin werden hochgeladen."
    ),
    "{folder} contains more than {count} files: not all are uploaded.": (
        "{folder} enthält mehr als {count} Dateien: Nicht alle werden hochgeladen."
    ),
    "{library} is in a shared folder and refers to {path}, which workers may not find.": (
        "{library} ist in einem gemeinsamen Ordner und verweist auf {path}, was Worker womöglich nicht finden."
    ),
    "{path} refers to more than {count} files: not all are uploaded.": (
        "{path} verweist auf mehr als {count} Dateien: Nicht alle werden hochgeladen."
    ),
    "{file} is too large to scan: not all files that it refers to are uploaded.": (
        "{file} ist zu groß, um ganz gelesen zu werden: Nicht alle Dateien, auf die es verweist, werden hochgeladen."
    ),
    "{file} computes the path {path}: these files are uploaded only if you add them.": (
        "{file} berechnet den Pfad {path}: Diese Dateien werden nur hochgeladen, wenn sie hinzugefügt werden."
    ),
    "{file} is not valid USD: files that it refers to are not uploaded.": (
        "{file} ist kein gültiges USD: Dateien, auf die es verweist, werden nicht hochgeladen."
    ),
    "Files in {folder} refer to files in {other}, and only one of these folders is in the project: workers will not "
    "find them. Choose a project folder that contains both.": (
        "Dateien in {folder} verweisen auf Dateien in {other}, und nur einer dieser Ordner liegt im Projekt: Worker "
        "werden sie nicht finden. Einen Projektordner wählen, der beide enthält."
    ),
    "{file} contains absolute paths ({count}, such as {path}) that cannot be rewritten: workers may not find these "
    "files. Use relative paths, or move the files to a folder that workers see under the same path.": (
        "{file} enthält absolute Pfade ({count}, etwa {path}), die sich nicht ändern lassen: Worker finden diese "
        "Dateien womöglich nicht. Relative Pfade benutzen, oder die Dateien in einen Ordner legen, den Worker unter "
        "demselben Pfad sehen."
    ),
    # Remarks
    "Workers on Windows can't have files of these names: {names}. Rename them.": (
        "Worker auf Windows können keine Dateien mit diesen Namen haben: {names}. Sie umbenennen."
    ),
    "Workers on Windows may not find files that lie so deep, or have such long names: {names}.": (
        "Worker auf Windows finden Dateien vielleicht nicht, die so tief liegen oder so lange Namen haben: {names}."
    ),
    # Copying to the farm's storage
    "{path} can't be copied: on the farm's storage another file of the job has the same name.": (
        "{path} kann nicht kopiert werden: Auf dem Speicher der Farm hat eine andere Datei des Jobs denselben Namen."
    ),
    "Rename one of the two, then submit again: the storage ignores case, or how accents are stored.": (
        "Eine der beiden umbenennen, dann erneut senden: Der Speicher unterscheidet Groß- und Kleinschreibung nicht, "
        "oder nicht, wie Akzente gespeichert sind."
    ),
    # Projects and colours
    'The path of the File Output node "{node}" has the unknown variable {variable}: workers cannot write it': (
        "Der Pfad des Dateiausgabe-Nodes „{node}“ hat die unbekannte Variable {variable}: Worker können ihn nicht "
        "schreiben"
    ),
    "the folder of Blender's user files": "dem Ordner der Benutzerdateien von Blender",
    "The project's colour configuration, {path}, is used; workers need Blender 5.3 or newer for it": (
        "Die Farbkonfiguration des Projekts, {path}, wird verwendet; Worker brauchen dafür Blender 5.3 oder neuer"
    ),
    "The colour configuration {path} is used, from {source}. It is not uploaded: if workers have another one, frames "
    "have other colours": (
        "Die Farbkonfiguration {path} wird verwendet, aus {source}. Sie wird nicht hochgeladen: Haben Worker eine "
        "andere, dann haben die Bilder andere Farben"
    ),
    'The settings of the project "{name}" have unsaved changes: the farm gets the saved settings': (
        "Die Einstellungen des Projekts „{name}“ haben ungespeicherte Änderungen: Die Farm erhält die gespeicherten"
    ),
    "{path} could not be read: {reason}. Blender ignores the settings of this project.": (
        "{path} konnte nicht gelesen werden: {reason}. Blender beachtet die Einstellungen dieses Projekts nicht."
    ),
    "{path} is uploaded and contains the access token of an asset library: whoever can read the farm's storage can "
    "read it. Keep the token in Blender's preferences instead.": (
        "{path} wird hochgeladen und enthält das Zugriffstoken einer Asset-Bibliothek: Wer den Speicher der Farm lesen "
        "darf, kann es lesen. Das Token besser in Blenders Einstellungen ablegen."
    ),
}
