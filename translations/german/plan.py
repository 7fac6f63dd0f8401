"""What the plan of a job's files says: what is wrong with a file, and what may not work on the farm."""

from __future__ import annotations

PLAN: dict[str, str] = {
    # In brackets behind a path
    "not found": "nicht gefunden",
    "may not be read": "darf nicht gelesen werden",
    "has a name that is not UTF-8": "hat einen Namen, der kein UTF-8 ist",
    "has a name of more than {count} bytes": "hat einen Namen mit mehr als {count} Bytes",
    "lies deeper than a farm's file system takes": "liegt tiefer, als das Dateisystem einer Farm erlaubt",
    "is not an absolute path": "ist kein absoluter Pfad",
    "is a folder": "ist ein Ordner",
    "is no folder": "ist kein Ordner",
    "is an empty folder": "ist ein leerer Ordner",
    "is a whole drive, or a home folder": "ist ein ganzes Laufwerk oder ein persönlicher Ordner",
    "is a named pipe": "ist eine benannte Pipe",
    "is a socket": "ist ein Socket",
    "is a device": "ist ein Gerät",
    "is a special file": "ist eine Spezialdatei",
    "stands for several files, but none is there": "steht für mehrere Dateien, aber keine ist vorhanden",
    "frame {frame} is not there": "Bild {frame} fehlt",
    "frames {frames} are not there": "die Bilder {frames} fehlen",
    "lacks these tiles: {tiles}": "es fehlen die Kacheln {tiles}",
    "not found; {file} refers to it": "nicht gefunden; {file} verweist darauf",
    "{reason}; {path} is there: capitals and accents count": (
        "{reason}; {path} ist vorhanden: Groß- und Kleinschreibung und Akzente zählen"
    ),
    # Sentences
    "{folder} is too deep: not everything below it is sent.": (
        "{folder} ist zu tief verschachtelt: Nicht alles darin wird gesendet."
    ),
    "{folder} holds more than {count} files: not all are sent.": (
        "{folder} enthält mehr als {count} Dateien: Nicht alle werden gesendet."
    ),
    "{library} is read from a shared folder and refers to {path}, which the farm may not have there.": (
        "{library} wird aus einem gemeinsamen Ordner gelesen und verweist auf {path}, was die Farm dort vielleicht "
        "nicht hat."
    ),
    "{path} leads to more than {count} files: not all are sent.": (
        "{path} führt zu mehr als {count} Dateien: Nicht alle werden gesendet."
    ),
    "{file} is too long to be looked through: not all that it refers to is sent.": (
        "{file} ist zu lang, um ganz durchgesehen zu werden: Nicht alles, worauf es verweist, wird gesendet."
    ),
    "{file} computes a path, {path}: what that leads to is not sent unless you add it.": (
        "{file} berechnet einen Pfad, {path}: Wohin der führt, wird nur gesendet, wenn es hinzugefügt wird."
    ),
    "{file} can't be read as USD: what it refers to is not sent.": (
        "{file} lässt sich nicht als USD lesen: Worauf es verweist, wird nicht gesendet."
    ),
    "Files in {folder} refer to files in {other}, and only one of these folders is in the project: the farm will not "
    "find them. Choose a project folder that holds both.": (
        "Dateien in {folder} verweisen auf Dateien in {other}, und nur einer dieser Ordner liegt im Projekt: Die Farm "
        "wird sie nicht finden. Einen Projektordner wählen, der beide enthält."
    ),
    "{file} holds absolute paths ({count}, as {path}), which can't be changed: the farm may not find what they lead "
    "to. Write them relatively, or put these files where the farm sees them at the same path.": (
        "{file} enthält absolute Pfade ({count}, etwa {path}), die sich nicht ändern lassen: Die Farm findet "
        "vielleicht nicht, wohin sie führen. Sie relativ schreiben, oder diese Dateien dorthin legen, wo die Farm sie "
        "unter demselben Pfad sieht."
    ),
    # Remarks
    "Workers on Windows can't have files of these names: {names}. Rename them.": (
        "Worker auf Windows können keine Dateien mit diesen Namen haben: {names}. Sie umbenennen."
    ),
    "Workers on Windows may not find files that lie so deep, or have such long names: {names}.": (
        "Worker auf Windows finden Dateien vielleicht nicht, die so tief liegen oder so lange Namen haben: {names}."
    ),
    # Copying to the farm's storage
    "{path} can't be copied: the farm's storage takes its name for that of another file of the job.": (
        "{path} kann nicht kopiert werden: Der Speicher der Farm hält den Namen für den einer anderen Datei des Jobs."
    ),
    "Rename one of the files whose names differ only in case, then submit again.": (
        "Eine der Dateien umbenennen, deren Namen sich nur in Groß- und Kleinschreibung unterscheiden, dann erneut "
        "senden."
    ),
}
