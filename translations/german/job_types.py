"""Job types and their settings: problems of a job type, of a value, and expressions that are not run."""

from __future__ import annotations

JOB_TYPES: dict[str, str] = {
    # Job types
    "{count} more problems": "{count} weitere Probleme",
    "The Manager's answer has no list of job types": "Die Antwort des Managers enthält keine Liste von Job-Typen",
    "Job type {number} of the Manager's list has no usable name and is left out": (
        "Job-Typ {number} in der Liste des Managers hat keinen brauchbaren Namen und wird weggelassen"
    ),
    "Job type {name} is listed twice; only the first is used": (
        "Job-Typ {name} ist zweimal aufgeführt; nur der erste wird benutzt"
    ),
    "Its settings are not a list and are ignored": "Seine Einstellungen sind keine Liste und werden ignoriert",
    "Only the first {most} of its {count} settings are used": (
        "Nur die ersten {most} seiner {count} Einstellungen werden benutzt"
    ),
    "Setting {number} has no usable key and is left out": (
        "Einstellung {number} hat keinen brauchbaren Schlüssel und wird weggelassen"
    ),
    "{label}: declared twice; only the first declaration is used": (
        "{label}: kommt zweimal vor; nur die erste Angabe wird benutzt"
    ),
    # Notices of settings
    "this version does not know the type {name}; the default is sent unchanged": (
        "diese Version kennt den Typ {name} nicht; die Vorgabe wird unverändert gesendet"
    ),
    "the unknown subtype {name} is ignored": "der unbekannte Untertyp {name} wird ignoriert",
    "the unknown visibility {name} is treated as visible": (
        "die unbekannte Sichtbarkeit {name} wird als sichtbar behandelt"
    ),
    "visibility 'false' is treated as hidden": "die Sichtbarkeit 'false' wird als verborgen behandelt",
    "{name} is neither true nor false and is treated as {value}": (
        "{name} ist weder true noch false und wird als {value} behandelt"
    ),
    "its choices are not a list; any value is accepted": "ihre Auswahl ist keine Liste; jeder Wert ist erlaubt",
    "only the first {most} of {count} choices are offered": "nur die ersten {most} von {count} Werten stehen zur Wahl",
    "duplicate or unsuitable choices are left out": ("doppelte oder unpassende Werte der Auswahl werden weggelassen"),
    "it has no usable choices; any value is accepted": "sie hat keine brauchbare Auswahl; jeder Wert ist erlaubt",
    "its default is not used: {reason}": "ihre Vorgabe wird nicht benutzt: {reason}",
    "its default {value} is out of range and is changed to {allowed}": (
        "ihre Vorgabe {value} ist außerhalb der Grenzen und wird auf {allowed} geändert"
    ),
    "its default is converted to {value}": "ihre Vorgabe wird in {value} umgewandelt",
    "its default is not one of its choices and is not used": (
        "ihre Vorgabe steht nicht zur Auswahl und wird nicht benutzt"
    ),
    "its expression is not run ({reason}); type a value": (
        "ihr Ausdruck wird nicht ausgeführt ({reason}); einen Wert eingeben"
    ),
    "the expressions of this job type read more than {most} values of Blender": (
        "die Ausdrücke dieses Job-Typs lesen mehr als {most} Werte aus Blender"
    ),
    "its propargs are not an object and are ignored": "ihre propargs sind kein Objekt und werden ignoriert",
    "unsupported propargs were ignored: {names}": "nicht unterstützte propargs wurden ignoriert: {names}",
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
    "the submission sets it to the path of the file on the farm": (
        "beim Senden wird der Pfad der Datei auf der Farm eingesetzt"
    ),
    "it is always computed": "der Wert wird immer berechnet",
    "it can't be changed": "der Wert kann nicht geändert werden",
    "the path on the farm is only known at submission": "der Pfad auf der Farm ist erst beim Senden bekannt",
    "its value and that of {keys} depend on each other": "ihr Wert und der von {keys} hängen voneinander ab",
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
    "No frames given: enter a range such as 1-250": "Keine Bilder angegeben: einen Bereich wie 1-250 eingeben",
    "The frame range is too long": "Der Bildbereich ist zu lang",
    "A frame is missing before or after a comma": "Vor oder nach einem Komma fehlt ein Bild",
    "The chunk size must be 1 or more": "Die Chunk-Größe muss 1 oder mehr sein",
    "{count} frames are too many: {most} at most": "{count} Bilder sind zu viele: höchstens {most}",
    "{part}: the number is too large": "{part}: die Zahl ist zu groß",
    "{part}: the last frame comes before the first": "{part}: das letzte Bild kommt vor dem ersten",
    "the Manager does not support negative frames": "der Manager unterstützt keine negativen Bilder",
    "the last frame is missing": "das letzte Bild fehlt",
    "the first frame is missing": "das erste Bild fehlt",
    "the Manager does not support frame steps": "der Manager unterstützt keine Schrittweiten",
    "not a frame number or a range such as 1-250": "weder eine Bildnummer noch ein Bereich wie 1-250",
    # Project defaults
    "{name} is not used: {reason}": "{name} wird nicht benutzt: {reason}",
    "{file} gives a value that is not used: {key}: {reason}": (
        "{file} gibt einen Wert an, der nicht benutzt wird: {key}: {reason}"
    ),
    "{file}: {count} more entries are not used": "{file}: {count} weitere Einträge werden nicht benutzt",
    "line {number} is not UTF-8 text": "Zeile {number} ist kein UTF-8-Text",
    "it is nested too deeply": "sie ist zu tief verschachtelt",
    "it is {what}": "sie ist {what}",
    "no ordinary file": "keine gewöhnliche Datei",
    "too large": "zu groß",
    "the disk does not answer": "das Laufwerk antwortet nicht",
    "the name is unknown": "der Name ist unbekannt",
    "it is longer than {most} characters": "es ist länger als {most} Zeichen",
    "it must be text in quotes": "es muss Text in Anführungszeichen sein",
    "it contains characters that cannot be printed": "es enthält nicht druckbare Zeichen",
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
    "the job type has no such setting": "der Job-Typ hat keine solche Einstellung",
}
