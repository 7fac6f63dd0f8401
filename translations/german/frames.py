"""The result of a job: frames on disk, and sending it again."""

from __future__ import annotations

FRAMES: dict[str, str] = {
    "Frames on Disk": "Frames auf der Platte",
    "Frames": "Frames",
    "Folder": "Ordner",
    "Folder with the frames": "Ordner mit den Frames",
    "What the frames become": "Was aus den Frames wird",
    "Load": "Laden",
    "Render": "Rendern",
    "Play": "Abspielen",
    "Compare": "Vergleichen",
    "Missing: {frames}": "Fehlend: {frames}",
    "{count} files are empty: {names}": "{count} Dateien sind leer: {names}",
    "{count} files are cut off: {names}": "{count} Dateien sind abgeschnitten: {names}",
    "The frames are still being looked for": "Die Frames werden noch gesucht",
    "Try again in a moment": "Gleich noch einmal versuchen",
    "{count} frames on disk are missing, empty or cut off.": (
        "{count} Frames auf der Platte fehlen, sind leer oder abgeschnitten."
    ),
    "There are no frames yet": "Es gibt noch keine Frames",
    "Use Locate Output on the job": "Beim Job „Ausgabe finden“ benutzen",
    "This machine does not see the output path {path}.": "Dieser Computer sieht den Ausgabepfad {path} nicht.",
    "Nothing was rendered to {folder} yet.": "Nach {folder} wurde noch nichts gerendert.",
    "The folder {folder} can't be read: {reason}.": "Der Ordner {folder} ist nicht lesbar: {reason}.",
    "{folder} can't be written: {reason}.": "{folder} ist nicht beschreibbar: {reason}.",
    "{count} files could not be moved.": "{count} Dateien konnten nicht verschoben werden.",
    "Nothing was sent": "Nichts wurde gesendet",
    "ask for variables": "nach Variablen fragen",
    "Open Folder": "Ordner öffnen",
    "Open the folder with the frames of the job": "Den Ordner mit den Frames des Jobs öffnen",
    "Play the finished frames in Blender's own player, in a window of its own": (
        "Die fertigen Frames in Blenders eigenem Abspieler zeigen, in einem eigenen Fenster"
    ),
    "The player did not start: {reason}.": "Der Abspieler startete nicht: {reason}.",
    "The player ended at once: is there a display?": "Der Abspieler endete sofort: Gibt es einen Bildschirm?",
    "Load Frames": "Frames laden",
    "Load the frames into this file; new ones are added while the job renders, and all stay in your file": (
        "Die Frames in diese Datei laden; neue kommen hinzu, während der Job rendert, und alle bleiben in der Datei"
    ),
    "As Image Sequence": "Als Bildsequenz",
    "As Strip in New Scene": "Als Streifen in neuer Szene",
    "In the Image Editor": "Im Bildeditor",
    "For the Sequencer; the scene that is open stays": "Für den Sequencer; die offene Szene bleibt",
    'Loaded as "{name}"': "Geladen als „{name}“",
    "Show the frames of the two ticked jobs side by side; they stay in your file": (
        "Die Frames der beiden angehakten Jobs nebeneinander zeigen; sie bleiben in der Datei"
    ),
    "Tick two jobs first": "Zuerst zwei Jobs anhaken",
    "Use Compare in the sidebar of an Image Editor": "„Vergleichen“ in der Seitenleiste eines Bildeditors benutzen",
    "Locate Output...": "Ausgabe finden ...",
    "Choose the folder in which this machine sees the frames of the selected job; it is learnt for other jobs": (
        "Den Ordner wählen, in dem dieser Computer die Frames des Jobs sieht; das gilt dann auch für andere Jobs"
    ),
    "The selected job has no output path": "Der ausgewählte Job hat keinen Ausgabepfad",
    "{farm} is {local} on this machine": "{farm} ist auf diesem Computer {local}",
    "Paths of the Farm": "Pfade der Farm",
    "Folders of the farm, and where they are on this machine, to find rendered frames": (
        "Ordner der Farm, und wo sie auf diesem Computer sind, um gerenderte Frames zu finden"
    ),
    "On the Farm": "Auf der Farm",
    "The folder as the farm writes it": "Der Ordner, wie ihn die Farm schreibt",
    "On This Machine": "Auf diesem Computer",
    "The same folder as this machine sees it": "Derselbe Ordner, wie ihn dieser Computer sieht",
    "Add Path": "Pfad hinzufügen",
    "Add a folder of the farm, and where it is on this machine": (
        "Einen Ordner der Farm hinzufügen, und wo er auf diesem Computer ist"
    ),
    "Remove Path": "Pfad entfernen",
    "Remove this pair of folders": "Dieses Paar von Ordnern entfernen",
    # Again
    "Render Missing Frames": "Fehlende Frames rendern",
    "Render the missing, empty and cut-off frames of the job by a new job into the same folder": (
        "Die fehlenden, leeren und abgeschnittenen Frames durch einen neuen Job in denselben Ordner rendern"
    ),
    "No frames are missing": "Es fehlen keine Frames",
    "Render Frames Again": "Frames noch einmal rendern",
    "Render frames of the job again by a new job into the same folder": (
        "Frames des Jobs durch einen neuen Job noch einmal in denselben Ordner rendern"
    ),
    "Frames to render; empty: all of the job": "Frames, die gerendert werden; leer: alle des Jobs",
    "Move Files Away First": "Dateien vorher verschieben",
    "Move the files of these frames, and empty and cut-off ones, into a folder beside them: the farm skips frames that "
    "exist": (
        "Die Dateien dieser Frames, auch leere und abgeschnittene, in einen Ordner daneben verschieben: Die Farm "
        "überspringt vorhandene Frames"
    ),
    "Files that exist cannot be moved from here: the farm skips their frames": (
        "Vorhandene Dateien sind von hier nicht zu verschieben: Die Farm überspringt ihre Frames"
    ),
    "Submit Again": "Noch einmal senden",
    "Submit the job again with the same files and settings; frames that exist are skipped": (
        "Den Job mit denselben Dateien und Einstellungen noch einmal senden; vorhandene Frames werden übersprungen"
    ),
    "Take Over Settings": "Einstellungen übernehmen",
    "Put job type and settings of the job into this scene": "Jobtyp und Einstellungen des Jobs in diese Szene setzen",
    "{count} settings were taken over": "{count} Einstellungen wurden übernommen",
    "The Manager has no job type {name} any more": "Der Manager hat den Jobtyp {name} nicht mehr",
    "Preparing the files": "Dateien werden vorbereitet",
    "prepare the files": "die Dateien vorbereiten",
    "ask which files are stored": "fragen, welche Dateien gespeichert sind",
    "Take over its settings, then submit the open file instead.": (
        "Seine Einstellungen übernehmen, dann die offene Datei senden."
    ),
    "This job was not sent from this computer, so its files are not known here.": (
        "Dieser Job wurde nicht von diesem Computer gesendet, seine Dateien sind hier nicht bekannt."
    ),
    "This job's files were not uploaded, so they can't be used for a job of its own.": (
        "Die Dateien dieses Jobs wurden nicht hochgeladen und taugen nicht für einen eigenen Job."
    ),
    "The list of this job's files is not on this computer any more.": (
        "Die Liste der Dateien dieses Jobs ist nicht mehr auf diesem Computer."
    ),
    "The farm has lost {count} files of this job: {names}.": "Der Farm fehlen {count} Dateien dieses Jobs: {names}.",
}
