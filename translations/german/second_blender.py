"""What a second Blender changes in copies, and why it could not."""

from __future__ import annotations

SECOND_BLENDER: dict[str, str] = {
    "The copy of {name} for this older Manager could not be made by a second Blender: {reason}.": (
        "Die Kopie von {name} für diesen älteren Manager konnte von einem zweiten Blender nicht gemacht werden: "
        "{reason}."
    ),
    "no copy can be made in {folder}: {reason}": "in {folder} kann keine Kopie gemacht werden: {reason}",
    "{program} can't be started: {reason}": "{program} kann nicht gestartet werden: {reason}",
    "it was not done after {minutes} minutes": "es war nach {minutes} Minuten nicht fertig",
    "it ended without a word": "es hat ohne Meldung geendet",
    "This Manager is older than 3.9 and there is no Blender to set the output options: see to it that every scene has "
    "File Extensions on, Overwrite and Placeholders off.": (
        "Dieser Manager ist älter als 3.9, und es gibt kein Blender, das die Ausgabe-Optionen setzt: dafür sorgen, "
        "dass in jeder Szene Dateiendungen ein-, Überschreiben und Platzhalter ausgeschaltet sind."
    ),
    "A second Blender prepares a copy of {name} for the farm": (
        "Ein zweites Blender bereitet eine Kopie von {name} für die Farm vor"
    ),
    "Looking for copies that are ready": "Fertige Kopien werden gesucht",
    "{files} with paths that do not resolve on the farm: {names}. They are uploaded, but workers may not find them. "
    "Keep them in the project, and use File > External Data > Make Paths Relative.": (
        "{files} mit Pfaden, die auf der Farm ins Leere führen: {names}. Sie werden hochgeladen, aber Worker finden "
        "sie womöglich nicht. Sie im Projekt aufbewahren, und Datei > Externe Daten > Pfade relativieren benutzen."
    ),
    "{name} still holds paths that lead nowhere on the farm, and Blender could not change them: {paths}.": (
        "{name} enthält noch Pfade, die auf der Farm ins Leere führen, und Blender konnte sie nicht ändern: {paths}."
    ),
    "{name} refers to files by paths that lead nowhere on the farm, and a second Blender could not change them in a "
    "copy: {reason}.": (
        "{name} verweist auf Dateien mit Pfaden, die auf der Farm ins Leere führen, und ein zweites Blender konnte sie "
        "in einer Kopie nicht ändern: {reason}."
    ),
    "Make these paths relative and keep their files in the project, or allow missing files.": (
        "Diese Pfade relativieren und ihre Dateien im Projekt aufbewahren, oder fehlende Dateien erlauben."
    ),
    "Make these paths relative and keep their files in the project: then no copy is needed.": (
        "Diese Pfade relativieren und ihre Dateien im Projekt aufbewahren: Dann ist keine Kopie nötig."
    ),
}
