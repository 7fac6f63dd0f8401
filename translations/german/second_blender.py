"""Copies of files that a second Blender changes, and its errors."""

from __future__ import annotations

SECOND_BLENDER: dict[str, str] = {
    "A second Blender could not make the copy of {name} for this older Manager: {reason}.": (
        "Ein zweites Blender konnte die Kopie von {name} für diesen älteren Manager nicht machen: {reason}."
    ),
    "no copy could be made in {folder}: {reason}": "in {folder} konnte keine Kopie gemacht werden: {reason}",
    "{program} could not be started: {reason}": "{program} konnte nicht gestartet werden: {reason}",
    "it did not finish within {minutes} minutes": "es wurde nicht innerhalb von {minutes} Minuten fertig",
    "it exited without an error message": "es hat ohne Fehlermeldung geendet",
    "This Manager is older than 3.9, and no Blender is available to set the output options: make sure that every scene "
    "has File Extensions on, Overwrite and Placeholders off.": (
        "Dieser Manager ist älter als 3.9, und es gibt kein Blender, das die Ausgabe-Optionen setzt: dafür sorgen, "
        "dass in jeder Szene Dateiendungen ein-, Überschreiben und Platzhalter ausgeschaltet sind."
    ),
    "A second Blender prepares a copy of {name} for the farm": (
        "Ein zweites Blender bereitet eine Kopie von {name} für die Farm vor"
    ),
    "Looking for earlier copies": "Frühere Kopien werden gesucht",
    "{files} with paths that do not resolve on the farm: {names}. They are uploaded, but workers may not find them. "
    "Keep them in the project, and use File > External Data > Make Paths Relative.": (
        "{files} mit Pfaden, die auf der Farm ins Leere führen: {names}. Sie werden hochgeladen, aber Worker finden "
        "sie womöglich nicht. Sie im Projekt aufbewahren, und Datei > Externe Daten > Pfade relativieren benutzen."
    ),
    "{name} has paths that do not resolve on the farm, and Blender could not change them: {paths}.": (
        "{name} enthält Pfade, die auf der Farm ins Leere führen, und Blender konnte sie nicht ändern: {paths}."
    ),
    "{name} has paths that do not resolve on the farm, and a second Blender could not change them in a copy: "
    "{reason}.": (
        "{name} enthält Pfade, die auf der Farm ins Leere führen, und ein zweites Blender konnte sie in einer Kopie "
        "nicht ändern: {reason}."
    ),
    "Make these paths relative and keep their files in the project, or allow missing files.": (
        "Diese Pfade relativieren und ihre Dateien im Projekt aufbewahren, oder fehlende Dateien erlauben."
    ),
    "Make these paths relative and keep their files in the project: then no copy is needed.": (
        "Diese Pfade relativieren und ihre Dateien im Projekt aufbewahren: Dann ist keine Kopie nötig."
    ),
    "{name} uses images that are not saved, and a second Blender could not put them into a copy: {reason}.": (
        "{name} benutzt Bilder, die nicht gespeichert sind, und ein zweites Blender konnte sie nicht in eine Kopie "
        "übernehmen: {reason}."
    ),
    "Save the images (Image > Save All Images), then submit again.": (
        "Die Bilder speichern (Bild > Alle Bilder speichern), dann erneut senden."
    ),
}
