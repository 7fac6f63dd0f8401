"""Names and descriptions of properties, and the lines of menus."""

from __future__ import annotations

PROPERTIES: dict[str, str] = {
    # The job
    "Manager": "Manager",
    "Name of a Manager in your preferences that this file is submitted to; empty: the active Manager": (
        "Name eines Managers aus den Einstellungen, an den diese Datei gesendet wird; leer: der aktive Manager"
    ),
    "Job Name": "Job-Name",
    "Name of the job on the farm; empty: the name of the file": "Name des Jobs auf der Farm; leer: der Name der Datei",
    "Job Type": "Job-Typ",
    "Name of the job type, for example simple-blender-render": "Name des Job-Typs, etwa simple-blender-render",
    "Name of the job type on the Manager": "Name des Job-Typs auf dem Manager",
    "What the farm does with the file": "Was die Farm mit der Datei macht",
    "Priority": "Priorität",
    "Jobs with a higher priority are rendered first": "Jobs mit höherer Priorität werden zuerst gerendert",
    "Start Paused": "Pausiert starten",
    "Submit the job paused; it starts when someone resumes it": (
        "Den Job pausiert senden; er beginnt, wenn ihn jemand fortsetzt"
    ),
    "Worker Tag": "Worker-Tag",
    "ID or name of the worker tag; empty: all workers": "ID oder Name des Worker-Tags; leer: alle Worker",
    "Only workers with this tag render the job": "Nur Worker mit diesem Tag rendern den Job",
    "Preset": "Voreinstellung",
    "Job type, settings, priority and worker tag as JSON, for presets": (
        "Job-Typ, Einstellungen, Priorität und Worker-Tag als JSON, für Voreinstellungen"
    ),
    "Last Job": "Letzter Job",
    "ID of the last submitted job": "ID des zuletzt gesendeten Jobs",
    "Name of the last checked Manager": "Name des zuletzt geprüften Managers",
    "Version": "Version",
    "Version of the last checked Manager": "Version des zuletzt geprüften Managers",
    # Its settings
    "Key of the setting, as the job type declares it": "Schlüssel der Einstellung, wie der Job-Typ ihn angibt",
    "The value as JSON; empty if none was set": "Der Wert als JSON; leer, wenn keiner gesetzt ist",
    "Automatic": "Automatisch",
    "Compute the value when the job is submitted; the stored value is kept for later": (
        "Den Wert beim Senden berechnen; der gespeicherte Wert bleibt erhalten"
    ),
    "Compute the value when the job is submitted": "Den Wert berechnen, wenn der Job gesendet wird",
    "The setting has no expression to compute": "Die Einstellung hat keinen Ausdruck, der berechnet werden kann",
    "the value is not a number": "der Wert ist keine Zahl",
    "the value is not plain data": "der Wert besteht nicht aus einfachen Daten",
    "Blender has no such value": "Blender hat keinen solchen Wert",
    "this must not be read": "das darf nicht gelesen werden",
    "it belongs to another add-on": "es gehört einem anderen Add-on",
    "only plain custom properties are read": "nur einfache eigene Eigenschaften werden gelesen",
    "too many elements to read them all": "zu viele Elemente, um alle zu lesen",
    "No job type is known yet: check the Manager first": "Noch ist kein Job-Typ bekannt: zuerst den Manager prüfen",
    # Menus
    "{name} (not on this Manager)": "{name} (nicht auf diesem Manager)",
    "No job types known yet": "Noch keine Job-Typen bekannt",
    "All Workers": "Alle Worker",
    "Any worker of the farm may render the job": "Jeder Worker der Farm darf den Job rendern",
    # Preferences
    "Managers": "Manager",
    "The Flamenco Managers that you work with": "Die Flamenco-Manager, mit denen gearbeitet wird",
    "Active Manager": "Aktiver Manager",
    "The Manager that is used unless a file names another one": (
        "Der Manager, der benutzt wird, wenn eine Datei keinen anderen nennt"
    ),
    "Manager URL": "URL des Managers",
    "Address of the active Manager, for example http://flamenco.local:8080": (
        "Adresse des aktiven Managers, etwa http://flamenco.local:8080"
    ),
    "Temporary Copies": "Temporäre Kopien",
    "Folder for temporary copies of files with unsaved changes; empty: the extension's own folder": (
        "Ordner für temporäre Kopien von Dateien mit ungespeicherten Änderungen; leer: der Ordner der Erweiterung"
    ),
    "Project Folder": "Projektordner",
    "Top folder of your project, whose files keep their layout on the farm; empty: the folder with "
    ".blender_project, .git or .svn, or else the folder of the file": (
        "Oberster Ordner des Projekts, dessen Dateien auf der Farm ihre Anordnung behalten; leer: der Ordner "
        "mit .blender_project, .git oder .svn, sonst der Ordner der Datei"
    ),
    "Name": "Name",
    "Name of this Manager in the list; files can use the Manager by this name": (
        "Name dieses Managers in der Liste; Dateien können den Manager unter diesem Namen benutzen"
    ),
    "URL": "URL",
    "Address of the Flamenco Manager, for example http://flamenco.local:8080": (
        "Adresse des Flamenco-Managers, etwa http://flamenco.local:8080"
    ),
    "Note": "Notiz",
    "Note for yourself, such as what this Manager is for": (
        "Notiz für den eigenen Gebrauch, etwa wozu dieser Manager da ist"
    ),
    "User": "Benutzer",
    "User name for the reverse proxy in front of the Manager; empty: none": (
        "Benutzername für den Reverse-Proxy vor dem Manager; leer: keiner"
    ),
    "Password": "Passwort",
    "Password for the reverse proxy, stored in a file that only you can read and never shown here": (
        "Passwort für den Reverse-Proxy; es wird in einer Datei gespeichert, die nur der eigene Benutzer lesen "
        "kann, und hier nie angezeigt"
    ),
    "HTTP Header": "HTTP-Header",
    "Name of a header that the reverse proxy requires instead of user and password; empty: none": (
        "Name eines HTTP-Headers, den der Reverse-Proxy statt Benutzer und Passwort verlangt; leer: keiner"
    ),
    "Value": "Wert",
    "Value of the header, stored in a file that only you can read and never shown here": (
        "Wert des HTTP-Headers; er wird in einer Datei gespeichert, die nur der eigene Benutzer lesen kann, und "
        "hier nie angezeigt"
    ),
    "CA File": "CA-Datei",
    "PEM file with the certificates to trust for https:// addresses instead of those of the system": (
        "PEM-Datei mit den Zertifikaten, denen bei https://-Adressen statt denen des Systems vertraut wird"
    ),
    "File Path": "Dateipfad",
    "Path of the JSON file": "Pfad der JSON-Datei",
}
