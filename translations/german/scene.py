"""Facts of the scene that workers may see differently: simulations, other outputs, add-ons, scripts."""

from __future__ import annotations

SCENE: dict[str, str] = {
    "Workbench uses your own light {name}: workers without it render with Blender's default": (
        "Workbench benutzt das eigene Licht {name}: Worker ohne es rendern mit Blenders Vorgabe"
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
