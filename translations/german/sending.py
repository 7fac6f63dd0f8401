"""Upload of files, and submission of a job."""

from __future__ import annotations

SENDING: dict[str, str] = {
    # Files
    "{path} can't be read: {reason}.": "{path} kann nicht gelesen werden: {reason}.",
    "{path} can't be packed: {reason}.": "{path} kann nicht gepackt werden: {reason}.",
    "{path} keeps changing while it is uploaded.": "{path} ändert sich ständig, während es hochgeladen wird.",
    "{path} was saved again after the submission started.": (
        "{path} wurde erneut gespeichert, nachdem das Senden begonnen hatte."
    ),
    "{owner} in {file}": "{owner} in {file}",
    "{names} and {count} more": "{names} und {count} weitere",
    "{count} or more": "{count} oder mehr",
    "{files} outside the farm's storage; workers may not find them: {names}.": (
        "{files} außerhalb des Speichers der Farm; Worker finden sie womöglich nicht: {names}."
    ),
    "{files} missing or unreadable: {names}. The render may be incomplete.": (
        "{files} fehlend oder nicht lesbar: {names}. Das Bild ist womöglich unvollständig."
    ),
    "{one} and {other} differ only in how accents are stored: a worker on macOS sees only one of them.": (
        "{one} und {other} unterscheiden sich nur darin, wie Akzente gespeichert sind: Ein Worker auf macOS sieht nur "
        "eine davon."
    ),
    "{one} and {other} differ only in case: a worker on Windows or macOS sees only one of them.": (
        "{one} und {other} unterscheiden sich nur in Groß- und Kleinschreibung: Ein Worker auf Windows oder macOS "
        "sieht nur eine davon."
    ),
    "The job renders this file itself: saving it later changes the job.": (
        "Der Job rendert diese Datei selbst: Späteres Speichern ändert den Job."
    ),
    "the chosen folder {folder} does not contain the file": "der gewählte Ordner {folder} enthält die Datei nicht",
    "Uploading files": "Dateien werden hochgeladen",
    # The farm's storage
    "The files can't be copied to {path}: {reason}.": "Die Dateien können nicht nach {path} kopiert werden: {reason}.",
    "The folder {path} remains; it can be deleted.": "Der Ordner {path} bleibt übrig; er kann gelöscht werden.",
    "The file {path} remains; it can be deleted.": "Die Datei {path} bleibt übrig; sie kann gelöscht werden.",
    "The files may remain on the farm's storage, without a job, in {folders}; that folder can be deleted.": (
        "Die Dateien bleiben womöglich ohne Job auf dem Speicher der Farm, in {folders}; dieser Ordner kann gelöscht "
        "werden."
    ),
    "If the job did not arrive, {path} remains without a job; it can be deleted.": (
        "Wenn der Job nicht angekommen ist, bleibt {path} ohne Job übrig und kann gelöscht werden."
    ),
    "Submit it again. {path} remains without a job; it can be deleted.": (
        "Erneut senden. {path} bleibt ohne Job übrig und kann gelöscht werden."
    ),
    "The farm's shared storage {path} can't be reached: {reason}.": (
        "Der gemeinsame Speicher der Farm {path} ist nicht zu erreichen: {reason}."
    ),
    "Workers may not be able to read {path}: it could not get the access of the folder {folder}. Check the rights "
    "there, or the umask of this user.": (
        "Worker können {path} womöglich nicht lesen: Die Zugriffsrechte des Ordners {folder} waren dafür nicht zu "
        "setzen. Die Rechte dort prüfen, oder die umask dieses Benutzers."
    ),
    "{folder} is read-only, so the job renders a copy of all its files with the unsaved changes: {copy}.": (
        "{folder} ist schreibgeschützt, darum rendert der Job eine Kopie aller seiner Dateien mit den ungespeicherten "
        "Änderungen: {copy}."
    ),
    "The farm's storage {location} is empty on this machine, but the Manager has jobs with files there, such as "
    "{path}: check that the storage is mounted": (
        "Der Speicher der Farm {location} ist auf diesem Rechner leer, aber der Manager hat Jobs mit Dateien dort, "
        "etwa {path}: prüfen, ob der Speicher eingehängt ist"
    ),
    "(no path)": "(kein Pfad)",
    "it is not an absolute path on this machine": "er ist auf diesem Rechner kein absoluter Pfad",
    "this machine has no such folder": "dieser Rechner hat keinen solchen Ordner",
    "the disk is full": "das Laufwerk ist voll",
    "it is read-only": "er ist schreibgeschützt",
    "the Manager may not write there": "der Manager darf dort nicht schreiben",
    "writing is not allowed": "Schreiben ist nicht erlaubt",
    "Make room on the farm's storage, then submit again.": (
        "Platz auf dem Speicher der Farm schaffen, dann erneut senden."
    ),
    "Ask for permission to write to the farm's storage.": (
        "Sich das Schreiben auf den Speicher der Farm erlauben lassen."
    ),
    "Check that the farm's storage is connected, then submit again.": (
        "Prüfen, ob der Speicher der Farm verbunden ist, dann erneut senden."
    ),
    "{url} still requires files after all were uploaded several times.": (
        "{url} verlangt noch immer Dateien, obwohl alle mehrmals hochgeladen wurden."
    ),
    "{url} requires a file that was not offered: {path}.": (
        "{url} verlangt eine Datei, die nicht angeboten wurde: {path}."
    ),
    "The Manager answered with an invalid folder for the files: {path}.": (
        "Der Manager hat mit einem ungültigen Ordner für die Dateien geantwortet: {path}."
    ),
    # The job
    "The Manager at {url} is not set up yet: jobs would not be rendered.": (
        "Der Manager unter {url} ist noch nicht eingerichtet: Jobs würden nicht gerendert."
    ),
    "The submission can't be noted in {folder}: {reason}.": (
        "Das Senden kann nicht in {folder} vermerkt werden: {reason}."
    ),
    "Free some space on that disk, then submit again; nothing was submitted.": (
        "Platz auf diesem Laufwerk schaffen, dann erneut senden; es wurde nichts gesendet."
    ),
    "Allow writing to that folder, then submit again; nothing was submitted.": (
        "Das Schreiben in diesen Ordner erlauben, dann erneut senden; es wurde nichts gesendet."
    ),
    "It is not known whether the job {name} reached the Manager at {url}: {reason}": (
        "Es ist nicht bekannt, ob der Job {name} den Manager unter {url} erreicht hat: {reason}"
    ),
    'The submission of "{name}" was cut off before its job was created.': (
        'Die Übermittlung von "{name}" wurde abgebrochen, bevor ihr Job angelegt war.'
    ),
    "Send it again: files that are already uploaded are not uploaded again.": (
        "Erneut senden: Dateien, die schon hochgeladen sind, werden nicht noch einmal hochgeladen."
    ),
    'There is an earlier job "{name}" of the last 24 hours, too: {url}': (
        'Es gibt auch einen früheren Job "{name}" aus den letzten 24 Stunden: {url}'
    ),
    "The job had arrived before: nothing new was sent.": (
        "Der Job war schon angekommen: Es wurde nichts Neues gesendet."
    ),
    # The helper process
    "Something went wrong inside Flamenco Client ({doing}: {kind}).": (
        "In Flamenco Client ist etwas schiefgegangen ({doing}: {kind})."
    ),
    "read a request": "eine Anfrage lesen",
    "Flamenco Client found no Python interpreter in this Blender (sys.executable is {python}).": (
        "Flamenco Client hat in diesem Blender kein Python gefunden (sys.executable ist {python})."
    ),
    "The helper process of Flamenco Client can't be started: {program}: {reason}.": (
        "Der Hilfsprozess von Flamenco Client kann nicht gestartet werden: {program}: {reason}."
    ),
    "The data for the helper process can't be written to a temporary file: {reason}.": (
        "Die Daten für den Hilfsprozess können nicht in eine temporäre Datei geschrieben werden: {reason}."
    ),
    "The helper process of Flamenco Client ended unexpectedly ({how}).": (
        "Der Hilfsprozess von Flamenco Client hat unerwartet geendet ({how})."
    ),
    "it stopped answering": "er antwortet nicht mehr",
    "exit code {code}": "Exit-Code {code}",
    "ended by {signal}": "beendet durch {signal}",
    "ended by signal {number}": "beendet durch Signal {number}",
    "The answer to {operation} is invalid: {reason}.": "Die Antwort auf {operation} ist ungültig: {reason}.",
    "{operation} was not sent: the argument {name} is invalid: {why}.": (
        "{operation} wurde nicht gesendet: Das Argument {name} ist ungültig: {why}."
    ),
    "one of {names} expected": "eines von {names} erwartet",
}
