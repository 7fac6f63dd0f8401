"""Addresses, answers and silence: what the Manager and the network say, with the places they come from."""

from __future__ import annotations

NETWORK: dict[str, str] = {
    # What could not be done: after "It is not possible, ..."
    "Can't {doing}: {what}": "Es ist nicht möglich, {doing}: {what}",
    "ask for its configuration": "nach seiner Konfiguration zu fragen",
    "ask for its shared storage": "nach seinem gemeinsamen Speicher zu fragen",
    "ask what the farm is doing": "nach dem Zustand der Farm zu fragen",
    "ask for details": "nach Einzelheiten zu fragen",
    "ask for its job types": "nach seinen Job-Typen zu fragen",
    "ask for its worker tags": "nach seinen Worker-Tags zu fragen",
    "ask for the Manager's version": "nach der Version des Managers zu fragen",
    "ask for the Manager's configuration": "nach der Konfiguration des Managers zu fragen",
    "ask for the farm's storage": "nach dem Speicher der Farm zu fragen",
    "ask for the job types": "nach den Job-Typen zu fragen",
    "ask for the worker tags": "nach den Worker-Tags zu fragen",
    "ask which files the farm has": "zu fragen, welche Dateien die Farm hat",
    "make the files available to the workers": "die Dateien für die Worker bereitzulegen",
    "submit this job": "diesen Job zu senden",
    "submit the job": "den Job zu senden",
    "look for the job": "nach dem Job zu suchen",
    "upload {path}": "{path} hochzuladen",
    "do {operation}": "{operation} auszuführen",
    # What is being asked
    "Asking which Manager it is": "Es wird gefragt, welcher Manager es ist",
    "Asking how it stores files": "Es wird gefragt, wie er Dateien speichert",
    "Asking what the farm is doing": "Es wird gefragt, was die Farm gerade macht",
    "Asking for its job types": "Seine Job-Typen werden erfragt",
    "Asking for its worker tags": "Seine Worker-Tags werden erfragt",
    "Asking for its variables and workers": "Seine Variablen und Worker werden erfragt",
    # No answer
    "no machine called {name} is known in this network ({where}).": (
        "in diesem Netzwerk ist kein Rechner namens {name} bekannt ({where})."
    ),
    "nothing answers at {where}: the connection was refused.": (
        "unter {where} antwortet nichts: Die Verbindung wurde abgelehnt."
    ),
    "there is no way to {where} from this machine.": "von diesem Rechner führt kein Weg zu {where}.",
    "what answers at {where} does not speak http.": "was unter {where} antwortet, spricht kein http.",
    "the connection to {where} was cancelled.": "die Verbindung zu {where} wurde abgebrochen.",
    "{where} closed the connection unexpectedly.": "{where} hat die Verbindung unerwartet beendet.",
    "the certificate of {where} could not be verified: {reason}.": (
        "das Zertifikat von {where} konnte nicht geprüft werden: {reason}."
    ),
    "{where} does not speak https.": "{where} spricht kein https.",
    "there is no secure connection to {where}: {reason}.": "es gibt keine sichere Verbindung zu {where}: {reason}.",
    "{where} does not answer: no connection within the time allowed.": (
        "{where} antwortet nicht: keine Verbindung innerhalb der erlaubten Zeit."
    ),
    "{where} takes too long: no complete answer within the time allowed.": (
        "{where} braucht zu lange: keine vollständige Antwort innerhalb der erlaubten Zeit."
    ),
    "The address names no port, and a Manager mostly listens on 8080: did you mean :8080?": (
        "Die Adresse nennt keinen Port, und ein Manager hört meist auf 8080: War :8080 gemeint?"
    ),
    "The network can't be searched for Managers: {reason}.": (
        "Das Netzwerk kann nicht nach Managern durchsucht werden: {reason}."
    ),
    # Answers
    "{where} sends requests on to {target}.": "{where} verweist auf {target}.",
    "another place": "einen anderen Ort",
    "{where} says: {said} (HTTP {status})": "{where} sagt: {said} (HTTP {status})",
    "It says: {said}": "Es sagt: {said}",
    "it gives no reason": "ohne Begründung",
    "it does not accept what was asked": "was gefragt wurde, wird nicht angenommen",
    "it does not know what was asked for": "wonach gefragt wurde, ist dort nicht bekannt",
    "it does not know how to do that": "das ist dort nicht vorgesehen",
    "it has waited too long for the request": "die Anfrage hat zu lange auf sich warten lassen",
    "that is not possible now": "das ist jetzt nicht möglich",
    "what arrived is not what was announced": "was ankam, ist nicht das, was angekündigt war",
    "something went wrong in the Manager": "im Manager ist etwas schiefgegangen",
    "{where} speaks only https.": "{where} spricht nur https.",
    "{where} refuses what was sent as too large (HTTP 413).": (
        "{where} weist ab, was gesendet wurde, weil es zu groß ist (HTTP 413)."
    ),
    "{where} refuses the user and password, or the header, given for it (HTTP {status}).": (
        "{where} weist den angegebenen Benutzer mit Passwort, oder den HTTP-Header, ab (HTTP {status})."
    ),
    "{where} wants to know who asks (HTTP {status}).": "{where} will wissen, wer fragt (HTTP {status}).",
    "the Manager at {where} takes no files: its Shaman is off, or its set-up is not finished.": (
        "der Manager unter {where} nimmt keine Dateien an: Sein Shaman ist aus, oder seine Einrichtung ist nicht "
        "abgeschlossen."
    ),
    "the Manager at {where} is busy: {said}": "der Manager unter {where} ist beschäftigt: {said}",
    "the Manager behind {where} does not answer (HTTP {status}).": (
        "der Manager hinter {where} antwortet nicht (HTTP {status})."
    ),
    "{where} does not answer like a Flamenco Manager: {problem}": (
        "{where} antwortet nicht wie ein Flamenco Manager: {problem}"
    ),
    "{where} is no Flamenco Manager: asked which Manager it is, it answers {status} {reason}.": (
        "{where} ist kein Flamenco Manager: Auf die Frage, welcher Manager es ist, kommt die Antwort {status} {reason}."
    ),
    "something unexpected happened ({kind}: {reason}).": "etwas Unerwartetes ist geschehen ({kind}: {reason}).",
    # What Check Manager warns of
    "{oldest} to {newest}": "{oldest} bis {newest}",
    "The Manager's job type number {number} has no name and can't be used.": (
        "Der Job-Typ Nummer {number} des Managers hat keinen Namen und kann nicht benutzt werden."
    ),
    'The Manager has two job types called "{name}": the first is used.': (
        "Der Manager hat zwei Job-Typen namens „{name}“: Der erste wird benutzt."
    ),
    'The job type "{name}" is broken: its settings are no list.': (
        "Der Job-Typ „{name}“ ist fehlerhaft: Seine Einstellungen sind keine Liste."
    ),
    'The job type "{name}" is too large to be used.': "Der Job-Typ „{name}“ ist zu groß, um benutzt zu werden.",
    "Only the first {most} of the Manager's {count} job types are used.": (
        "Von den {count} Job-Typen des Managers werden nur die ersten {most} benutzt."
    ),
    "{count} more warnings of that kind are not shown.": "{count} weitere Warnungen dieser Art werden nicht gezeigt.",
    "The Manager has no job type that can be used: nothing can be submitted.": (
        "Der Manager hat keinen brauchbaren Job-Typ: Es kann nichts gesendet werden."
    ),
    "Those of the last check are used.": "Die der letzten Prüfung werden benutzt.",
    "What the Manager has answered is too large to be kept: more than {limit}.": (
        "Die Antwort des Managers ist zu groß, um aufgehoben zu werden: mehr als {limit}."
    ),
    "What the Manager has answered is not kept for later: {reason} ({folder}).": (
        "Die Antwort des Managers wird nicht für später aufgehoben: {reason} ({folder})."
    ),
    # Addresses
    "http:// was added": "http:// wurde ergänzt",
    "what followed {sign} was left out": "was auf {sign} folgte, wurde weggelassen",
    "/{path} was cut off": "/{path} wurde abgeschnitten",
    "The address of a Manager looks like http://farm:8080.": (
        "Die Adresse eines Managers sieht aus wie http://farm:8080."
    ),
    "For example {scheme}://[fe80::1]:8080.": "Zum Beispiel {scheme}://[fe80::1]:8080.",
    "After {scheme} there must be :// in the address.": "Nach {scheme} muss in der Adresse :// stehen.",
    "A Manager can't be reached by {scheme}://, only by http:// or https://.": (
        "Ein Manager ist nicht mit {scheme}:// zu erreichen, nur mit http:// oder https://."
    ),
    '"{address}" is not an IPv6 address in brackets, with or without a port after it.': (
        "„{address}“ ist keine IPv6-Adresse in Klammern, mit oder ohne Port dahinter."
    ),
    '"{address}" is ambiguous: an IPv6 address needs brackets.': (
        "„{address}“ ist mehrdeutig: Eine IPv6-Adresse braucht Klammern."
    ),
    '"{text}" is not an IPv6 address.': "„{text}“ ist keine IPv6-Adresse.",
    '"{text}" has no proper zone after the percent sign.': "„{text}“ hat hinter dem Prozentzeichen keine gültige Zone.",
    '"{text}" is not a port: that is a number from 1 to 65535.': (
        "„{text}“ ist kein Port: Das ist eine Zahl von 1 bis 65535."
    ),
    '"{text}" is not the name of a host.': "„{text}“ ist nicht der Name eines Rechners.",
    '"{text}" is not a complete IPv4 address: four numbers from 0 to 255.': (
        "„{text}“ ist keine vollständige IPv4-Adresse: vier Zahlen von 0 bis 255."
    ),
    "{address} means all addresses of a machine; none can be reached by it.": (
        "{address} meint alle Adressen eines Rechners; keiner ist damit zu erreichen."
    ),
    # Access
    "What is given as access to {where} can't be used. {why}": (
        "Was als Zugang zu {where} angegeben ist, kann nicht benutzt werden. {why}"
    ),
    "The access to the Manager is not kept: {reason} ({path}).": (
        "Der Zugang zum Manager wird nicht aufgehoben: {reason} ({path})."
    ),
    "A user name has no colon, and neither it nor the password a control character": (
        "Ein Benutzername hat keinen Doppelpunkt, und weder er noch das Passwort ein Steuerzeichen"
    ),
    "The password needs a user": "Zum Passwort fehlt der Benutzer",
    "The value needs the name of its header": "Zum Wert fehlt der Name des HTTP-Headers",
    '"{header}" can\'t be the name of the header': "„{header}“ kann nicht der Name des HTTP-Headers sein",
    "The value of the header has only plain characters, and no space at its ends": (
        "Der Wert des HTTP-Headers hat nur einfache Zeichen, und kein Leerzeichen an den Enden"
    ),
    "User and password are the header Authorization: give one of the two": (
        "Benutzer und Passwort sind der HTTP-Header Authorization: nur eines von beiden angeben"
    ),
    "The CA file {path} can't be used: {why}.": "Die CA-Datei {path} kann nicht benutzt werden: {why}.",
    "it holds no certificates": "sie enthält keine Zertifikate",
}
