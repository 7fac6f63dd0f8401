"""The preferences: the list of Managers, and the facts of the active one."""

from __future__ import annotations

PREFERENCES: dict[str, str] = {
    "There is no Manager in the list": "In der Liste ist kein Manager",
    "{variable} is set: {url} is used": "{variable} ist gesetzt: {url} wird benutzt",
    'The open file uses the Manager "{name}": {url}': "Die offene Datei benutzt den Manager „{name}“: {url}",
    "Web Interface": "Weboberfläche",
    "API Explorer": "API-Explorer",
    # What Check Manager has found
    "As of {time}": "Stand {time}",
    "Storage": "Speicher",
    "Storage Path": "Speicherpfad",
    "Proxy": "Proxy",
    "Farm Status": "Farmzustand",
    "Job Types": "Job-Typen",
    "Worker Tags": "Worker-Tags",
    "Shaman: files are uploaded": "Shaman: Dateien werden hochgeladen",
    "Shared folder: files are copied": "Gemeinsamer Ordner: Dateien werden kopiert",
    "{folder} (not reachable from this machine)": "{folder} (von diesem Rechner nicht erreichbar)",
    "rendering": "es wird gerendert",
    "workers are ready, but no job is queued": "Worker sind bereit, aber es gibt keinen Job",
    "jobs are queued, but no worker is awake": "Jobs warten, aber kein Worker ist wach",
    "all workers are asleep": "alle Worker schlafen",
    "no worker is online": "kein Worker ist online",
    "the Manager has just started": "der Manager ist gerade gestartet",
    "unknown": "unbekannt",
    "none": "keine",
    # The list
    "Add a Manager by its address, or find one on the network": (
        "Einen Manager mit seiner Adresse hinzufügen oder im Netzwerk suchen"
    ),
    '"{name}" has the same address': "„{name}“ hat dieselbe Adresse",
    "Access": "Zugang",
    "For a Manager behind a reverse proxy": "Für einen Manager hinter einem Reverse-Proxy",
    "Instead of user and password": "Statt Benutzer und Passwort",
    "Searching the local network": "Das lokale Netzwerk wird durchsucht",
    "Found on the local network": "Im lokalen Netzwerk gefunden",
    "No Manager was found on the local network": "Im lokalen Netzwerk wurde kein Manager gefunden",
    "It may be in another network or behind a firewall: add it by its address": (
        "Er ist womöglich in einem anderen Netzwerk oder hinter einer Firewall: mit seiner Adresse hinzufügen"
    ),
    "Add": "Hinzufügen",
    "Added": "Hinzugefügt",
}
