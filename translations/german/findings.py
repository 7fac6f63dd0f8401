"""Findings of the checks before a submission."""

from __future__ import annotations

FINDINGS: dict[str, str] = {
    "Good to know": "Gut zu wissen",
    "(unknown)": "(unbekannt)",
    "1 problem": "1 Problem",
    "{count} problems": "{count} Probleme",
    "1 warning": "1 Warnung",
    "{count} warnings": "{count} Warnungen",
    "There are {count} problems: {lines}": "Es gibt {count} Probleme: {lines}",
    "and {count} more": "und {count} weitere",
    # The file and the scene
    "Save the file first: the farm needs its name and folder": (
        "Zuerst die Datei speichern: Die Farm braucht ihren Namen und Ordner"
    ),
    'There is no scene "{scene}" in this file': "In dieser Datei gibt es keine Szene „{scene}“",
    'The scene "{scene}" is linked, but workers render the local scene of that name: rename one of them': (
        "Die Szene „{scene}“ ist verknüpft, aber Worker würden die lokale Szene dieses Namens rendern: eine von beiden "
        "umbenennen"
    ),
    'Render Single Layer is on: "{layer}" is rendered here, but workers render "{first}"': (
        "„Einzelne Ebene rendern“ ist an: hier wird „{layer}“ gerendert, Worker rendern aber „{first}“"
    ),
    'The compositor uses the render layers of the scene "{scene}", which has no camera': (
        "Der Compositor verwendet die Renderebenen der Szene „{scene}“, die keine Kamera hat"
    ),
    'The scene "{scene}" has no camera': "Die Szene „{scene}“ hat keine Kamera",
    "The scene has a frame step of {step}, but the job renders every frame: {count} frames": (
        "Die Szene hat die Schrittweite {step}, aber der Job rendert jedes Bild: {count} Bilder"
    ),
    "None of the job's frames is left: enter a range such as 1-250": (
        "Kein Bild des Jobs bleibt übrig: einen Bereich wie 1-250 eingeben"
    ),
    "The project folder is {root}: save the file in a folder of its own project": (
        "Der Projektordner ist {root}: die Datei in einem Ordner ihres eigenen Projekts speichern"
    ),
    "the project folder that was chosen": "der gewählte Projektordner",
    "the folder with .blender_project": "der Ordner mit .blender_project",
    "the folder with .git": "der Ordner mit .git",
    "the folder with .svn": "der Ordner mit .svn",
    "the file's own folder": "der Ordner der Datei",
    "the folder that contains the file and its relative references": (
        "der Ordner, der die Datei und ihre relativen Verweise enthält"
    ),
    # The name
    'With the name "{name}" frames would be written outside of the output folder': (
        "Mit dem Namen „{name}“ würden Bilder außerhalb des Ausgabeordners geschrieben"
    ),
    'Frames are written to folders within folders, as the name "{name}" has slashes': (
        "Bilder kommen in Ordner in Ordnern, da der Name „{name}“ Schrägstriche hat"
    ),
    'Workers on Windows can\'t make a folder called "{name}"': (
        "Worker unter Windows können keinen Ordner namens „{name}“ anlegen"
    ),
    # Settings
    "1 frame": "1 Bild",
    "{count:,} frames": "{count:,} Bilder",
    "1 render task": "1 Render-Aufgabe",
    "{count:,} render tasks": "{count:,} Render-Aufgaben",
    "{label}: it must be 1 or more": "{label}: muss 1 oder mehr sein",
    'This job type only renders images, and not "{format}"': "Dieser Job-Typ rendert nur Bilder, und nicht „{format}“",
    "{label}: {path} is not on the farm's storage, {storage}. Workers may not see it": (
        "{label}: {path} ist nicht auf dem Speicher der Farm, {storage}. Worker sehen es womöglich nicht"
    ),
    "{label}: its expression is not run ({reason}), and {value} is sent. Give it a value in the panel, by "
    'set_setting("{key}", ...) or by --set {key}=...': (
        "{label}: Der Ausdruck wird nicht ausgeführt ({reason}), und {value} wird gesendet. Einen Wert angeben: im "
        'Panel, mit set_setting("{key}", ...) oder mit --set {key}=...'
    ),
    "{where}: the output path has braces, {braces}. Blender 5 and newer read them as fields of a path template and "
    "refuse unknown ones, so the job would fail": (
        "{where}: Der Ausgabepfad hat geschweifte Klammern, {braces}. Blender ab 5 liest sie als Felder einer Vorlage "
        "und lehnt unbekannte ab, sodass der Job fehlschlüge"
    ),
    "{label}: the Manager names the preview video after the frames. The name would have {size} bytes, so its task "
    "would fail after the frames are rendered": (
        "{label}: Der Manager benennt das Vorschauvideo nach den Bildern. Der Name hätte {size} Bytes, sodass dessen "
        "Aufgabe fehlschlüge, nachdem die Bilder gerendert sind"
    ),
    "{label}: the path has a name of {size} bytes, and file systems allow {most}: {name}": (
        "{label}: Der Pfad hat einen Namen mit {size} Bytes, und Dateisysteme erlauben {most}: {name}"
    ),
    "{folder} holds {count} files already: frames that exist are kept, and not rendered again": (
        "In {folder} liegen schon {count} Dateien: vorhandene Bilder bleiben und werden nicht noch einmal gerendert"
    ),
    '{folder}: the job "{name}" was the last one to be submitted with this output folder, on {when}': (
        "{folder}: Der Job „{name}“ wurde als letzter mit diesem Ausgabeordner gesendet, am {when}"
    ),
    "The Manager did not replace {field} in {path}: this job type writes all jobs to the same folder": (
        "Der Manager hat {field} in {path} nicht ersetzt: Dieser Job-Typ schreibt alle Jobs in denselben Ordner"
    ),
    '{path} is the output path of the job "{name}", too: frames that it has rendered are skipped': (
        "{path} ist auch der Ausgabepfad des Jobs „{name}“: Bilder, die er gerendert hat, werden übersprungen"
    ),
    "The job type has no output folder that can be changed": "Der Job-Typ hat keinen änderbaren Ausgabeordner",
    # The farm
    "The Manager's version is {version}; this client supports {span}: some features may not work": (
        "Die Version des Managers ist {version}; dieser Client unterstützt {span}: Womöglich geht nicht alles"
    ),
    "This Manager is older than 3.9: in the copy that is sent, file extensions are switched on, overwrite and "
    "placeholders off": (
        "Dieser Manager ist älter als 3.9: In der Kopie, die gesendet wird, werden Dateiendungen ein- und "
        "Überschreiben und Platzhalter ausgeschaltet"
    ),
    "The Manager is in set-up mode: finish its set-up in the web interface, {address}": (
        "Der Manager wird noch eingerichtet: die Einrichtung in der Weboberfläche abschließen, {address}"
    ),
    "The farm's storage {location} is unreachable from this machine: connect to it, or correct its path in the "
    "Manager's variables, then check again": (
        "Der Speicher der Farm, {location}, ist von diesem Rechner nicht erreichbar: ihn verbinden oder seinen Pfad "
        "in den Variablen des Managers berichtigen, dann erneut prüfen"
    ),
    "The priority {asked} is outside of 0 to 100: {used} is used": (
        "Die Priorität {asked} ist nicht zwischen 0 und 100: {used} wird benutzt"
    ),
    "Warnings, which this call refuses: {lines}": "Warnungen, die dieser Aufruf ablehnt: {lines}",
    'The Manager has no worker tag "{tag}" (it has: {names}): choose another one': (
        "Der Manager hat kein Worker-Tag „{tag}“ (er hat: {names}): ein anderes wählen"
    ),
    'All workers with the tag "{tag}" are asleep: the job waits for them': (
        "Alle Worker mit dem Tag „{tag}“ schlafen: Der Job wartet auf sie"
    ),
    'No worker with the tag "{tag}" is online: the job waits for one': (
        "Kein Worker mit dem Tag „{tag}“ ist online: Der Job wartet auf einen"
    ),
    "All workers are asleep: the job waits for them": "Alle Worker schlafen: Der Job wartet auf sie",
    "No worker is online: the job waits": "Kein Worker ist online: Der Job wartet",
    # Images and files that are not as the disk has them
    "Unsaved changes of images cannot be sent ({reason}); the farm renders them as last saved: {names}": (
        "Ungespeicherte Änderungen von Bildern können nicht gesendet werden ({reason}); die Farm rendert sie wie "
        "zuletzt gespeichert: {names}"
    ),
    "Images that are not saved are sent with the file: {names}": (
        "Nicht gespeicherte Bilder werden mit der Datei gesendet: {names}"
    ),
    "linked from a library": "aus einer Bibliothek verknüpft",
    "a sequence or movie": "eine Bildfolge oder ein Film",
    "several layers or views": "mehrere Ebenen oder Ansichten",
    "tiles, in Blender before 4.5": "Kacheln, in Blender vor 4.5",
    "tiles of floats": "Kacheln mit Fließkommawerten",
    "tiles without pixels": "Kacheln ohne Pixel",
    "no pixels": "keine Pixel",
    "sent as saved": "wie gespeichert gesendet",
    "{path} has changed on disk since it was opened here; what is open here is sent.": (
        "{path} hat sich auf der Festplatte geändert, seit es hier geöffnet wurde; gesendet wird, was hier offen ist."
    ),
    "Changed on disk since opened here: {paths}. The new files are sent, with what the old ones need.": (
        "Auf der Festplatte geändert, seit sie hier geöffnet wurden: {paths}. Gesendet werden die neuen Dateien mit "
        "dem, was die alten brauchen."
    ),
    "{path} has changed on disk since it was opened here": (
        "{path} hat sich auf der Festplatte geändert, seit es hier geöffnet wurde"
    ),
    "Open the file again, then submit": "Die Datei erneut öffnen, dann senden",
    "Save all changed images to their files or into the .blend; a submission that asks about them stops": (
        "Alle geänderten Bilder in ihre Dateien oder in die .blend-Datei speichern; eine Übertragung, die nach ihnen "
        "fragt, endet"
    ),
    "Save All Images": "Alle Bilder speichern",
    "Unsaved changes of images cannot be sent": "Ungespeicherte Änderungen von Bildern können nicht gesendet werden",
    "Continue renders them as they were last saved": "Fortfahren rendert sie so, wie sie zuletzt gespeichert wurden",
    "The unsaved images have {size} of pixels": "Die ungespeicherten Bilder haben {size} an Pixeln",
    "Copying them takes time and space on this disk; images that are saved need no copy": (
        "Sie zu kopieren braucht Zeit und Platz auf diesem Laufwerk; gespeicherte Bilder brauchen keine Kopie"
    ),
    "Submit": "Senden",
}
