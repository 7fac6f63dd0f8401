"""Names and descriptions of properties, and the lines of menus."""

from __future__ import annotations

PROPERTIES: dict[str, str] = {
    # The job
    "Manager": "Manager",
    "Name of the Manager of your preferences that this file goes to; empty: the active one": (
        "Name des Managers aus den Einstellungen, an den diese Datei geht; leer: der aktive"
    ),
    "Job Name": "Job-Name",
    "Name of the job on the farm; empty: the name of the file": "Name des Jobs auf der Farm; leer: der Name der Datei",
    "Job Type": "Job-Typ",
    "Name of the job type, for example simple-blender-render": "Name des Job-Typs, etwa simple-blender-render",
    "Name of the job type, as the Manager knows it": "Name des Job-Typs, wie ihn der Manager kennt",
    "What the farm does with the file": "Was die Farm mit der Datei macht",
    "Priority": "Priorität",
    "Jobs with a higher priority are worked on first": "Jobs mit höherer Priorität werden zuerst bearbeitet",
    "Start Paused": "Pausiert starten",
    "Submit the job paused; it waits on the farm until someone resumes it": (
        "Den Job pausiert senden; er wartet auf der Farm, bis ihn jemand fortsetzt"
    ),
    "Worker Tag": "Worker-Tag",
    "Id or name of the worker tag; empty: all workers": "Kennung oder Name des Worker-Tags; leer: alle Worker",
    "Only workers with this tag work on the job": "Nur Worker mit diesem Tag arbeiten an dem Job",
    "Preset": "Voreinstellung",
    "The set-up of the job as JSON, for presets: job type, its settings, priority, worker tag": (
        "Die Einstellungen des Jobs als JSON, für Voreinstellungen: Job-Typ, seine Einstellungen, Priorität, Worker-Tag"
    ),
    "Last Job": "Letzter Job",
    "Id of the job that was submitted last": "Kennung des zuletzt gesendeten Jobs",
    "Name of the Manager that was checked last": "Name des zuletzt geprüften Managers",
    "Version": "Version",
    "Version of the Manager that was checked last": "Version des zuletzt geprüften Managers",
    # Its settings
    "Key of the setting, as the job type declares it": "Schlüssel der Einstellung, wie der Job-Typ ihn angibt",
    "The value as JSON; empty when none was given": "Der Wert als JSON; leer, wenn keiner angegeben wurde",
    "Automatic": "Automatisch",
    "Computed at submission; the value is kept for when it is not": (
        "Wird beim Senden berechnet; der Wert bleibt erhalten für den Fall, dass nicht"
    ),
    "Compute the value when the job is submitted": "Den Wert berechnen, wenn der Job gesendet wird",
    "The setting is not computed from anything": "Die Einstellung wird aus nichts berechnet",
    "that is no number": "das ist keine Zahl",
    "that is no plain value": "das ist kein einfacher Wert",
    "Blender has nothing there": "Blender hat dort nichts",
    "No job type is known yet: check the Manager first": "Noch ist kein Job-Typ bekannt: zuerst den Manager prüfen",
    # Menus
    "{name} (not on this Manager)": "{name} (nicht auf diesem Manager)",
    "No job types known yet": "Noch keine Job-Typen bekannt",
    "All Workers": "Alle Worker",
    "Any worker of the farm may work on the job": "Jeder Worker der Farm darf an dem Job arbeiten",
    # Preferences
    "Managers": "Manager",
    "The Flamenco Managers that you work with": "Die Flamenco-Manager, mit denen gearbeitet wird",
    "Active Manager": "Aktiver Manager",
    "The Manager that is used, unless a file asks for another one": (
        "Der Manager, der benutzt wird, wenn eine Datei keinen anderen verlangt"
    ),
    "Manager URL": "URL des Managers",
    "Address of the active Manager, for example http://flamenco.local:8080": (
        "Adresse des aktiven Managers, etwa http://flamenco.local:8080"
    ),
    "Temporary Copies": "Temporäre Kopien",
    "Folder for the copy of a file with unsaved changes while it is sent; empty: the extension's own folder": (
        "Ordner für die Kopie einer Datei mit ungespeicherten Änderungen, solange sie gesendet wird; "
        "leer: der Ordner der Erweiterung"
    ),
    "Project Folder": "Projektordner",
    "Top folder of your project: files below it keep their layout on the farm; empty: found by .blender_project, .git "
    "or .svn, else the folder of the file": (
        "Oberster Ordner des Projekts: Dateien darunter behalten auf der Farm ihre Anordnung; leer: gefunden an "
        ".blender_project, .git oder .svn, sonst der Ordner der Datei"
    ),
    "Name": "Name",
    "What you call this Manager; a file can ask for it by this name": (
        "Eigene Bezeichnung dieses Managers; unter diesem Namen kann eine Datei ihn verlangen"
    ),
    "URL": "URL",
    "Address of the Flamenco Manager, for example http://flamenco.local:8080": (
        "Adresse des Flamenco-Managers, etwa http://flamenco.local:8080"
    ),
    "Note": "Notiz",
    "For yourself: what this Manager is for": "Für den eigenen Gebrauch: wozu dieser Manager da ist",
    "User": "Benutzer",
    "Name that the reverse proxy before the Manager wants; empty: none": (
        "Name, den der Reverse-Proxy vor dem Manager verlangt; leer: keiner"
    ),
    "Password": "Passwort",
    "Password for the reverse proxy; it is written to a file that only you can read, and can't be read back here": (
        "Passwort für den Reverse-Proxy; es kommt in eine Datei, die nur der eigene Benutzer lesen kann, und ist hier "
        "nicht mehr auszulesen"
    ),
    "HTTP Header": "HTTP-Header",
    "Name of a header that the reverse proxy wants in place of user and password; empty: none": (
        "Name eines HTTP-Headers, den der Reverse-Proxy statt Benutzer und Passwort verlangt; leer: keiner"
    ),
    "Value": "Wert",
    "Value of that header; it is written to a file that only you can read, and can't be read back here": (
        "Wert dieses HTTP-Headers; er kommt in eine Datei, die nur der eigene Benutzer lesen kann, und ist hier nicht "
        "mehr auszulesen"
    ),
    "CA File": "CA-Datei",
    "Certificates to trust at https:// addresses in place of the system's, as a PEM file": (
        "Zertifikate, denen bei https://-Adressen statt denen des Systems vertraut wird, als PEM-Datei"
    ),
    "File Path": "Dateipfad",
    "Where the list is written": "Wohin die Liste geschrieben wird",
}
