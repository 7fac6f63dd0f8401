"""Messages about addresses, answers and connection problems."""

from __future__ import annotations

NETWORK: dict[str, str] = {
    # Failed actions: after "It is not possible, ..."
    "Can't {doing}: {what}": "Es ist nicht möglich, {doing}: {what}",
    "get its configuration": "seine Konfiguration abzufragen",
    "get its shared storage": "seinen gemeinsamen Speicher abzufragen",
    "get the farm's status": "den Zustand der Farm abzufragen",
    "get details": "Einzelheiten abzufragen",
    "get its job types": "seine Job-Typen abzufragen",
    "get its worker tags": "seine Worker-Tags abzufragen",
    "get the Manager's version": "die Version des Managers abzufragen",
    "get the Manager's configuration": "die Konfiguration des Managers abzufragen",
    "get the farm's storage": "den Speicher der Farm abzufragen",
    "get the job types": "die Job-Typen abzufragen",
    "get the worker tags": "die Worker-Tags abzufragen",
    "check which files the farm has": "zu prüfen, welche Dateien die Farm hat",
    "make the files available to the workers": "die Dateien für die Worker bereitzulegen",
    "submit this job": "diesen Job zu senden",
    "submit the job": "den Job zu senden",
    "look for the job": "nach dem Job zu suchen",
    "upload {path}": "{path} hochzuladen",
    "do {operation}": "{operation} auszuführen",
    # Current request
    "Requesting its version": "Seine Version wird abgefragt",
    "Requesting its storage": "Sein Speicher wird abgefragt",
    "Requesting the farm's status": "Der Zustand der Farm wird abgefragt",
    "Requesting its job types": "Seine Job-Typen werden abgefragt",
    "Requesting its worker tags": "Seine Worker-Tags werden abgefragt",
    "Requesting its variables and workers": "Seine Variablen und Worker werden abgefragt",
    # No answer
    "the host {name} was not found ({where}).": "der Rechner {name} wurde nicht gefunden ({where}).",
    "nothing answers at {where}: the connection was refused.": (
        "unter {where} antwortet nichts: Die Verbindung wurde abgelehnt."
    ),
    "{where} is unreachable from this machine.": "{where} ist von diesem Rechner aus nicht erreichbar.",
    "the server at {where} does not speak http.": "der Server unter {where} spricht kein http.",
    "the connection to {where} was cancelled.": "die Verbindung zu {where} wurde abgebrochen.",
    "{where} closed the connection unexpectedly.": "{where} hat die Verbindung unerwartet beendet.",
    "the certificate of {where} could not be verified: {reason}.": (
        "das Zertifikat von {where} konnte nicht geprüft werden: {reason}."
    ),
    "{where} does not speak https.": "{where} spricht kein https.",
    "the secure connection to {where} failed: {reason}.": "die sichere Verbindung zu {where} scheiterte: {reason}.",
    "timeout: no connection to {where} within the time allowed.": (
        "Zeitüberschreitung: keine Verbindung zu {where} innerhalb der erlaubten Zeit."
    ),
    "timeout: {where} sent no complete answer within the time allowed.": (
        "Zeitüberschreitung: {where} hat innerhalb der erlaubten Zeit keine vollständige Antwort gesendet."
    ),
    "The address has no port, and most Managers use 8080: did you mean :8080?": (
        "Die Adresse hat keinen Port, und die meisten Manager benutzen 8080: War :8080 gemeint?"
    ),
    "The network can't be searched for Managers: {reason}.": (
        "Das Netzwerk kann nicht nach Managern durchsucht werden: {reason}."
    ),
    # Answers
    "{where} redirects to {target}.": "{where} leitet weiter zu {target}.",
    "another address": "einer anderen Adresse",
    "{where} answered: {said} (HTTP {status})": "{where} hat geantwortet: {said} (HTTP {status})",
    "The answer: {said}": "Die Antwort: {said}",
    "no reason given": "ohne Begründung",
    "bad request": "ungültige Anfrage",
    "unknown path or id": "unbekannter Pfad oder unbekannte Id",
    "method not allowed": "Methode nicht erlaubt",
    "timeout while waiting for the request": "Zeitüberschreitung beim Warten auf die Anfrage",
    "conflict with the current state": "Konflikt mit dem jetzigen Zustand",
    "the checksum or the size does not match": "Prüfsumme oder Größe stimmen nicht überein",
    "internal error in the Manager": "interner Fehler im Manager",
    "{where} speaks only https.": "{where} spricht nur https.",
    "{where} rejected the request as too large (HTTP 413).": "{where} lehnte die Anfrage als zu groß ab (HTTP 413).",
    "{where} rejected the given user and password, or the header (HTTP {status}).": (
        "{where} hat den angegebenen Benutzer mit Passwort, oder den HTTP-Header, abgelehnt (HTTP {status})."
    ),
    "{where} requires authentication (HTTP {status}).": "{where} verlangt eine Anmeldung (HTTP {status}).",
    "the Manager at {where} accepts no files: its Shaman is off, or its set-up is not finished.": (
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
    "{where} is not a Flamenco Manager: it answered the request for its version with {status} {reason}.": (
        "{where} ist kein Flamenco Manager: Die Anfrage nach seiner Version wurde mit {status} {reason} beantwortet."
    ),
    "something unexpected happened ({kind}: {reason}).": "etwas Unerwartetes ist geschehen ({kind}: {reason}).",
    # What Check Manager warns of
    "{oldest} to {newest}": "{oldest} bis {newest}",
    "The Manager's job type number {number} has no name and can't be used.": (
        "Der Job-Typ Nummer {number} des Managers hat keinen Namen und kann nicht benutzt werden."
    ),
    'The job type "{name}" is listed twice; only the first is used.': (
        "Der Job-Typ „{name}“ kommt zweimal vor; nur der erste wird benutzt."
    ),
    'The job type "{name}" is broken: its settings are not a list.': (
        "Der Job-Typ „{name}“ ist fehlerhaft: Seine Einstellungen sind keine Liste."
    ),
    'The job type "{name}" is too large to be used.': "Der Job-Typ „{name}“ ist zu groß, um benutzt zu werden.",
    "Only the first {most} of the Manager's {count} job types are used.": (
        "Von den {count} Job-Typen des Managers werden nur die ersten {most} benutzt."
    ),
    "{count} more warnings of that kind are not shown.": "{count} weitere Warnungen dieser Art werden nicht gezeigt.",
    "The Manager has no usable job type: no job can be submitted.": (
        "Der Manager hat keinen brauchbaren Job-Typ: Es kann nichts gesendet werden."
    ),
    "The answers of the last check are used.": "Die Antworten der letzten Prüfung werden benutzt.",
    "The Manager's answers are too large to be cached: more than {limit}.": (
        "Die Antworten des Managers sind zu groß, um aufgehoben zu werden: mehr als {limit}."
    ),
    "The Manager's answers could not be cached: {reason} ({folder}).": (
        "Die Antworten des Managers konnten nicht aufgehoben werden: {reason} ({folder})."
    ),
    # Addresses
    "http:// was added": "http:// wurde ergänzt",
    "everything after {sign} was removed": "alles nach {sign} wurde entfernt",
    "/{path} was removed": "/{path} wurde entfernt",
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
    '"{text}" has no valid zone after the percent sign.': "„{text}“ hat hinter dem Prozentzeichen keine gültige Zone.",
    '"{text}" is not a port: a port is a number from 1 to 65535.': (
        "„{text}“ ist kein Port: Ein Port ist eine Zahl von 1 bis 65535."
    ),
    '"{text}" is not a valid host name.': "„{text}“ ist kein gültiger Rechnername.",
    '"{text}" is not a complete IPv4 address: four numbers from 0 to 255.': (
        "„{text}“ ist keine vollständige IPv4-Adresse: vier Zahlen von 0 bis 255."
    ),
    "{address} stands for all addresses of a machine; enter a single one.": (
        "{address} steht für alle Adressen eines Rechners; eine einzelne angeben."
    ),
    # Access
    "The access to {where} can't be used. {why}": "Der Zugang zu {where} kann nicht benutzt werden. {why}",
    "The access to the Manager could not be saved: {reason} ({path}).": (
        "Der Zugang zum Manager konnte nicht gespeichert werden: {reason} ({path})."
    ),
    "The user name contains a colon, or it or the password contains a control character": (
        "Der Benutzername enthält einen Doppelpunkt, oder er oder das Passwort ein Steuerzeichen"
    ),
    "The user name is missing": "Der Benutzername fehlt",
    "The name of the header is missing": "Der Name des HTTP-Headers fehlt",
    '"{header}" can\'t be used as a header name': "„{header}“ kann nicht als Name des HTTP-Headers benutzt werden",
    "The header value must be plain ASCII without spaces at its ends": (
        "Der Wert des HTTP-Headers muss reines ASCII ohne Leerzeichen an den Enden sein"
    ),
    "User and password already set the header Authorization: enter only one of the two": (
        "Benutzer und Passwort setzen schon den HTTP-Header Authorization: nur eines von beiden angeben"
    ),
    "The CA file {path} can't be used: {why}.": "Die CA-Datei {path} kann nicht benutzt werden: {why}.",
    "it contains no certificates": "sie enthält keine Zertifikate",
}
