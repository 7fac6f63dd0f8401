"""Why jobs wait and fail, and what completed wrongly."""

from __future__ import annotations

JOB_REASONS: dict[str, str] = {
    # Waiting
    "It is paused: resume it to go on.": "Er ist pausiert: fortsetzen, damit es weitergeht.",
    "It is paused once the tasks at work have ended.": "Er ist pausiert, sobald die Tasks in Arbeit beendet sind.",
    "It has no tasks and will never run: cancel or delete it.": (
        "Er hat keine Tasks und wird nie laufen: abbrechen oder löschen."
    ),
    "No worker is online: start one.": "Kein Worker ist online: einen starten.",
    "No worker is awake, and {count} asleep: wake one.": "Kein Worker ist wach, {count} schlafen: einen wecken.",
    "{count} jobs come before it: raise its priority, or wait.": (
        "{count} Jobs kommen vor ihm: seine Priorität erhöhen oder warten."
    ),
    "No awake worker has its worker tag: choose another tag, or wake one that has it.": (
        "Kein wacher Worker hat seinen Worker-Tag: einen anderen wählen oder einen solchen Worker wecken."
    ),
    'No awake worker takes tasks of the kind "{kind}".': "Kein wacher Worker nimmt Tasks der Art „{kind}“.",
    'All workers for "{kind}" are on its blocklist: unblock one.': (
        "Alle Worker für „{kind}“ sind gesperrt: einen freigeben."
    ),
    "A task has not moved for three times the usual time: look at its log.": (
        "Ein Task bewegt sich seit dem Dreifachen der üblichen Zeit nicht: sein Protokoll ansehen."
    ),
    # Failing
    "All frames are rendered; only the preview video failed.": (
        "Alle Frames sind gerendert; nur das Vorschauvideo ist fehlgeschlagen."
    ),
    "The log does not show a known reason. Its last line: {line}": (
        "Das Protokoll zeigt keinen bekannten Grund. Seine letzte Zeile: {line}"
    ),
    "It has no log.": "Er hat kein Protokoll.",
    "Blender was ended by a signal before it rendered anything: the worker may have run out of memory.": (
        "Blender wurde durch ein Signal beendet, bevor es etwas rendern konnte: Vielleicht fehlte dem Worker Speicher."
    ),
    "The file was saved by a newer Blender than the worker's: update Blender on the workers.": (
        "Die Datei stammt aus einem neueren Blender als dem des Workers: Blender auf den Workern erneuern."
    ),
    "The .blend file is not where the worker looks for it: {path}. Submit the job again.": (
        "Die .blend-Datei ist nicht da, wo der Worker sie sucht: {path}. Den Job noch einmal senden."
    ),
    "The .blend file is damaged on the farm: save it, and submit the job again.": (
        "Die .blend-Datei ist auf der Farm beschädigt: speichern und den Job noch einmal senden."
    ),
    "The scene has no camera: set one, and submit the job again.": (
        "Die Szene hat keine Kamera: eine setzen und den Job noch einmal senden."
    ),
    "The graphics card of the worker ran out of memory: simplify the scene, or render on the CPU.": (
        "Der Grafikkarte des Workers fehlt Speicher: die Szene vereinfachen oder auf der CPU rendern."
    ),
    "The worker ran out of memory: simplify the scene, or give the job a tag of workers with more memory.": (
        "Dem Worker fehlt Speicher: die Szene vereinfachen oder einen Tag von Workern mit mehr Speicher wählen."
    ),
    "The worker found no graphics card to render with: render on the CPU, or use a tag of workers that have one.": (
        "Der Worker fand keine Grafikkarte zum Rendern: auf der CPU rendern oder einen Tag passender Worker wählen."
    ),
    "The output path is too long for the worker's disk: use a shorter job name or output folder.": (
        "Der Ausgabepfad ist für die Platte des Workers zu lang: kürzeren Jobnamen oder Ordner wählen."
    ),
    "The disk with the output is full: free some space, then requeue the failed tasks.": (
        "Die Platte mit der Ausgabe ist voll: Platz schaffen, dann die fehlgeschlagenen Tasks neu einreihen."
    ),
    "The worker cannot write {path} ({reason}): check the output folder on the workers.": (
        "Der Worker kann {path} nicht schreiben ({reason}): den Ausgabeordner auf den Workern prüfen."
    ),
    "The output path has braces that Blender takes for a variable: take them out of the job name or folder.": (
        "Der Ausgabepfad hat geschweifte Klammern, die Blender für eine Variable hält: sie aus Jobname oder Ordner "
        "entfernen."
    ),
    "The worker has no ffmpeg for the preview video; the frames are not affected: install ffmpeg on the workers.": (
        "Der Worker hat kein ffmpeg für das Vorschauvideo; die Frames betrifft das nicht: ffmpeg auf den Workern "
        "installieren."
    ),
    "The worker did not find Blender: install it there, or set its path in the Manager's variables.": (
        "Der Worker fand Blender nicht: dort installieren oder seinen Pfad in den Variablen des Managers setzen."
    ),
    "The worker could not open a file that the job needs: {path}.": (
        "Der Worker konnte eine Datei nicht öffnen, die der Job braucht: {path}."
    ),
    "The worker did not report for too long, and the Manager gave up: check the worker, then requeue the task.": (
        "Der Worker meldete sich zu lange nicht, der Manager gab auf: den Worker prüfen, dann den Task neu einreihen."
    ),
    "The worker failed too often and is on the job's blocklist: check it, then unblock it.": (
        "Der Worker scheiterte zu oft und ist für den Job gesperrt: prüfen, dann freigeben."
    ),
    "Blender crashed on the worker: try another version of Blender there, or another worker.": (
        "Blender stürzte auf dem Worker ab: dort eine andere Version oder einen anderen Worker versuchen."
    ),
    "The file was saved by a newer Blender than the worker's, so parts may be missing: update Blender there.": (
        "Die Datei stammt aus einem neueren Blender als dem des Workers, Teile können fehlen: Blender dort erneuern."
    ),
    "A linked library was missing on the worker, so what it has was not rendered. Submit the job again.": (
        "Eine verknüpfte Bibliothek fehlte auf dem Worker, ihr Inhalt fehlt im Bild. Den Job noch einmal senden."
    ),
    "Linked data was missing on the worker, so what it has was not rendered. Submit the job again.": (
        "Verknüpfte Daten fehlten auf dem Worker und wurden nicht gerendert. Den Job noch einmal senden."
    ),
    'The file has no scene "{scene}", so the worker rendered another one. Submit the job again.': (
        "Die Datei hat keine Szene „{scene}“, der Worker renderte eine andere. Den Job noch einmal senden."
    ),
    "Frames that existed already were not rendered again: move them away, then requeue the tasks.": (
        "Vorhandene Frames wurden nicht neu gerendert: sie verschieben, dann die Tasks neu einreihen."
    ),
    "A Python script failed on the worker ({error}), so the frames may be wrong. See the log.": (
        "Ein Python-Skript scheiterte auf dem Worker ({error}), die Frames können falsch sein. Siehe Protokoll."
    ),
}
