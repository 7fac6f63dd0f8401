"""Facts of the scene that workers may see differently: simulations, other outputs, add-ons, scripts."""

from __future__ import annotations

SCENE: dict[str, str] = {
    "Workbench uses your own light {name}: workers without it render with Blender's default": (
        "Workbench benutzt das eigene Licht {name}: Worker ohne es rendern mit Blenders Vorgabe"
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
