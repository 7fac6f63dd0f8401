"""Facts of the scene that workers may see differently: simulations, other outputs, add-ons, scripts."""

from __future__ import annotations

SCENE: dict[str, str] = {
    # Add-ons and scripts
    "The render engine comes from an add-on, which workers need: {names}": (
        "Die Render-Engine stammt von einem Add-on, das die Worker brauchen: {names}"
    ),
    "Nodes come from add-ons, which workers need: {names}": (
        "Nodes stammen von Add-ons, die die Worker brauchen: {names}"
    ),
    "Drivers use functions that no script of the file defines: {names}. Workers need what defines them.": (
        "Treiber benutzen Funktionen, die kein Skript der Datei definiert: {names}. Worker brauchen, was sie definiert."
    ),
    "Workers run scripts when they open the file: {names}. Files that these read are not known: add them if needed.": (
        "Worker führen beim Öffnen der Datei Skripte aus: {names}. Welche Dateien diese lesen, ist nicht bekannt: "
        "bei Bedarf hinzufügen."
    ),
    "Scripts that workers run name files that do not exist: {names}.": (
        "Skripte, die Worker ausführen, nennen Dateien, die es nicht gibt: {names}."
    ),
    "Scripts that workers run import modules that are not beside the file: {names}. Workers need them.": (
        "Skripte, die Worker ausführen, importieren Module, die nicht neben der Datei liegen: {names}. "
        "Worker brauchen sie."
    ),
    "Workbench uses your own light {name}: workers without it render with Blender's default": (
        "Workbench benutzt das eigene Licht {name}: Worker ohne es rendern mit Blenders Vorgabe"
    ),
    # Files that are known only in part
    "{owner}: files are missing between those of the sequence {path} ({why}).": (
        "{owner}: In der Sequenz {path} fehlen Dateien zwischen anderen ({why})."
    ),
    "{owner} contains a path that does not exist here: {path}.": (
        "{owner} enthält einen Pfad, den es hier nicht gibt: {path}."
    ),
    "{file} names colour tables that do not exist: {names}. Colours may be wrong.": (
        "{file} nennt Farbtabellen, die es nicht gibt: {names}. Farben können falsch sein."
    ),
    "The shader {file} contains paths that do not exist here: {names}.": (
        "Der Shader {file} enthält Pfade, die es hier nicht gibt: {names}."
    ),
    "Nodes compute the path of a file that they import: {owners}. Add the files if workers need them.": (
        "Nodes berechnen den Pfad einer Datei, die sie importieren: {owners}. Die Dateien hinzufügen, wenn Worker sie "
        "brauchen."
    ),
    # Outputs that are not the job's own
    "Only this machine may see what these nodes write: {names}": (
        "Was diese Nodes schreiben, sieht womöglich nur dieser Rechner: {names}"
    ),
    "These nodes write beside the job's file on the farm, which is deleted with the job: {names}": (
        "Diese Nodes schreiben auf der Farm neben die Datei des Jobs, die mit dem Job gelöscht wird: {names}"
    ),
    "These nodes write files, too: {names}": "Auch diese Nodes schreiben Dateien: {names}",
    "The job's output folder is not known: choose one first": (
        "Der Ausgabeordner des Jobs ist nicht bekannt: Zuerst einen wählen"
    ),
    "These nodes are in a library: change their folders there": (
        "Diese Nodes sind in einer Bibliothek: Ihre Ordner dort ändern"
    ),
    # Simulations
    "cloth": "Kleidung",
    "soft body": "Weichkörper",
    "particles": "Partikel",
    "hair dynamics": "Haardynamik",
    "dynamic paint": "Dynamische Farbe",
    "fluid": "Flüssigkeit",
    "rigid bodies": "Starrkörper",
    "simulation zone": "Simulationszone",
    "Workers use the stored frames of {names}: make sure that none is missing": (
        "Worker benutzen die gespeicherten Bilder von {names}: Es darf keines fehlen"
    ),
    "Not baked: {names}. Each task would begin in mid-shot. Bake, or render all frames in one task": (
        "Nicht gebacken: {names}. Jede Aufgabe begänne mitten in der Einstellung. Backen, oder alle Bilder in einer "
        "Aufgabe rendern"
    ),
    "Not baked: {names}. The frames before those of a task are not simulated. Bake first": (
        "Nicht gebacken: {names}. Die Bilder vor denen einer Aufgabe werden nicht simuliert. Zuerst backen"
    ),
}
