"""Job types and their settings: what is odd about them, what is wrong with a value, which expressions are not run."""

from __future__ import annotations

JOB_TYPES: dict[str, str] = {
    # Job types
    "{count} more things are odd": "{count} weitere Auffälligkeiten",
    "The Manager's answer holds no list of job types": "Die Antwort des Managers enthält keine Liste von Job-Typen",
    "Job type {number} of the Manager's list has no usable name and is left out": (
        "Job-Typ {number} in der Liste des Managers hat keinen brauchbaren Namen und wird weggelassen"
    ),
    "Job type {name} comes twice; the first one is used": "Job-Typ {name} kommt zweimal vor; der erste wird benutzt",
    "Its settings are no list and are left out": "Seine Einstellungen sind keine Liste und werden weggelassen",
    "Only the first {most} of its {count} settings are used": (
        "Nur die ersten {most} seiner {count} Einstellungen werden benutzt"
    ),
    "Setting {number} has no usable key and is left out": (
        "Einstellung {number} hat keinen brauchbaren Schlüssel und wird weggelassen"
    ),
    "{label}: declared twice; the first declaration is used": "{label}: kommt zweimal vor; die erste wird benutzt",
    # Notices of settings
    "type {name} is not known to this version of the client; the default is sent as it is": (
        "der Typ {name} ist dieser Version des Clients nicht bekannt; die Vorgabe wird unverändert gesendet"
    ),
    "subtype {name} is not known and is ignored": "der Untertyp {name} ist nicht bekannt und wird übergangen",
    "visibility {name} is not known; it is shown": "die Sichtbarkeit {name} ist nicht bekannt; sie wird gezeigt",
    "visibility 'false' is taken as hidden": "die Sichtbarkeit 'false' wird als verborgen verstanden",
    "{name} is neither true nor false and is taken as {value}": (
        "{name} ist weder true noch false und wird als {value} verstanden"
    ),
    "its choices are no list; any value can be given": (
        "ihre Auswahl ist keine Liste; jeder Wert kann angegeben werden"
    ),
    "only the first {most} of {count} choices are offered": "nur die ersten {most} von {count} Werten stehen zur Wahl",
    "choices that come twice or do not suit it are left out": (
        "Werte der Auswahl, die doppelt sind oder nicht passen, werden weggelassen"
    ),
    "it offers no choices; any value can be given": "sie bietet keine Auswahl; jeder Wert kann angegeben werden",
    "its default is not used: {reason}": "ihre Vorgabe wird nicht benutzt: {reason}",
    "its default {value} is out of range and becomes {allowed}": (
        "ihre Vorgabe {value} ist außerhalb der Grenzen und wird zu {allowed}"
    ),
    "its default is taken as {value}": "ihre Vorgabe wird als {value} verstanden",
    "its default is not one of its choices and is not used": (
        "ihre Vorgabe steht nicht zur Auswahl und wird nicht benutzt"
    ),
    "its expression is not run, type a value: {reason}": (
        "ihr Ausdruck wird nicht ausgeführt, einen Wert eingeben: {reason}"
    ),
    "the expressions of this job type want more than {most} values of Blender": (
        "die Ausdrücke dieses Job-Typs brauchen mehr als {most} Werte aus Blender"
    ),
    "its propargs are no object and are ignored": "ihre propargs sind kein Objekt und werden übergangen",
    "ignored of its propargs: {names}": "von ihren propargs übergangen: {names}",
    # Values
    "{value} is not one of its choices": "{value} steht nicht zur Auswahl",
    "{value} is below the minimum, {limit}": "{value} ist kleiner als das Minimum, {limit}",
    "{value} is above the maximum, {limit}": "{value} ist größer als das Maximum, {limit}",
    "{value} is not text": "{value} ist kein Text",
    "the text is longer than {most} characters": "der Text ist länger als {most} Zeichen",
    "{value} has characters that cannot be sent": "{value} hat Zeichen, die nicht gesendet werden können",
    "{value} is not a whole number": "{value} ist keine ganze Zahl",
    "{value} is beyond the range of whole numbers, {least} to {most}": (
        "{value} liegt außerhalb der ganzen Zahlen, {least} bis {most}"
    ),
    "{value} is not a finite number": "{value} ist keine endliche Zahl",
    "{value} is neither true nor false": "{value} ist weder wahr noch falsch",
    "{value} is not a number": "{value} ist keine Zahl",
    "{value} cannot be sent": "{value} kann nicht gesendet werden",
    "it is the path of the file on the farm, which the submission fills in": (
        "es ist der Pfad der Datei auf der Farm, der beim Senden ausgefüllt wird"
    ),
    "it is always computed": "der Wert wird immer berechnet",
    "it can't be changed": "der Wert kann nicht geändert werden",
    "the path on the farm is known only when the job is sent": (
        "der Pfad auf der Farm ist erst bekannt, wenn der Job gesendet wird"
    ),
    "its value is computed from that of {keys}, and the other way round": (
        "ihr Wert wird aus dem von {keys} berechnet, und umgekehrt"
    ),
    "a value is required": "ein Wert ist nötig",
    "// stands for the folder of the .blend: save the file first": (
        "// steht für den Ordner der .blend-Datei: zuerst die Datei speichern"
    ),
    "{path} is not an absolute path": "{path} ist kein absoluter Pfad",
    "The job type {name} needs a value for {settings}.": "Der Job-Typ {name} braucht einen Wert für {settings}.",
    "The job type {name} has changed on the Manager since its settings were read.": (
        "Der Job-Typ {name} hat sich auf dem Manager geändert, seit seine Einstellungen gelesen wurden."
    ),
    "The job type {name} renders a .blend file, and there is none.": (
        "Der Job-Typ {name} rendert eine .blend-Datei, und es gibt keine."
    ),
    "The Manager at {url} has no job type {name} (it has: {names}).": (
        "Der Manager unter {url} hat keinen Job-Typ {name} (er hat: {names})."
    ),
    "The Manager at {url} has no worker tag {name} (it has: {names}).": (
        "Der Manager unter {url} hat kein Worker-Tag {name} (er hat: {names})."
    ),
    "none at all": "gar keine",
    'The Manager has no job type "{name}", only: {names}': ("Der Manager hat keinen Job-Typ „{name}“, nur: {names}"),
    'The job type "{name}" has no setting "{key}"': "Der Job-Typ „{name}“ hat keine Einstellung „{key}“",
    '"{key}" can\'t be set: {reason}': "„{key}“ kann nicht gesetzt werden: {reason}",
    # Frames
    "Frames are missing: give a range such as 1-250": "Es fehlen Bilder: einen Bereich wie 1-250 angeben",
    "The frame range is too long": "Der Bildbereich ist zu lang",
    "There is nothing between two commas": "Zwischen zwei Kommas steht nichts",
    "The chunk size must be 1 or more": "Die Chunk-Größe muss 1 oder mehr sein",
    "{count} frames are too many: {most} at most": "{count} Bilder sind zu viele: höchstens {most}",
    "{part}: the number is too large": "{part}: die Zahl ist zu groß",
    "{part}: the last frame comes before the first": "{part}: das letzte Bild kommt vor dem ersten",
    "the Manager takes no negative frames": "der Manager nimmt keine negativen Bilder",
    "the last frame is missing": "das letzte Bild fehlt",
    "the first frame is missing": "das erste Bild fehlt",
    "the Manager takes no steps": "der Manager nimmt keine Schrittweiten",
    "no frame, and no range such as 1-250": "kein Bild, und kein Bereich wie 1-250",
    # What the project gives
    "{name} is not used: {reason}": "{name} wird nicht benutzt: {reason}",
    "{file}: {name} is not used: {reason}": "{file}: {name} wird nicht benutzt: {reason}",
    "{file}: {count} more entries are not used": "{file}: {count} weitere Einträge werden nicht benutzt",
    "line {number} is not UTF-8 text": "Zeile {number} ist kein UTF-8-Text",
    "it is nested too deep": "sie ist zu tief verschachtelt",
    "it is {what}": "sie ist {what}",
    "no ordinary file": "keine gewöhnliche Datei",
    "too large": "zu groß",
    "the disk does not answer": "das Laufwerk antwortet nicht",
    "nothing of that name is known": "nichts dieses Namens ist bekannt",
    "it is longer than {most} characters": "es ist länger als {most} Zeichen",
    "it must be text in quotes": "es muss Text in Anführungszeichen sein",
    "it has characters that no name has": "es hat Zeichen, die kein Name hat",
    "it must be the name of a Manager in your preferences, not an address": (
        "es muss der Name eines Managers aus den eigenen Einstellungen sein, keine Adresse"
    ),
    "it must be a whole number from 0 to 100": "es muss eine ganze Zahl von 0 bis 100 sein",
    "it must be a table, such as [settings.simple-blender-render]": (
        "es muss eine Tabelle sein, wie [settings.simple-blender-render]"
    ),
    "it must be text in quotes, a number, or true or false": (
        "es muss Text in Anführungszeichen, eine Zahl, oder true oder false sein"
    ),
    "{key}: there is no such setting": "{key}: eine solche Einstellung gibt es nicht",
}
