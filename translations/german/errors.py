"""Errors and hints."""

from __future__ import annotations

ERRORS: dict[str, str] = {
    # Addresses
    "No address is given.": "Es ist keine Adresse angegeben.",
    "The address contains a space or a control character.": "Die Adresse enthält ein Leer- oder Steuerzeichen.",
    "The address contains a backslash: it needs forward slashes.": (
        "Die Adresse enthält einen umgekehrten Schrägstrich: Sie braucht normale."
    ),
    "The address contains a user name or password. A Manager has none, and addresses are shown and stored.": (
        "Die Adresse enthält einen Benutzernamen oder ein Passwort. Ein Manager hat keines, und Adressen werden "
        "gezeigt und gespeichert."
    ),
    "Remove everything up to the @.": "Alles bis zum @ entfernen.",
    "The address has no host.": "Die Adresse nennt keinen Rechner.",
    "Use 127.0.0.1 for a Manager on this machine, or the name of its machine.": (
        "127.0.0.1 für einen Manager auf diesem Rechner angeben, oder den Namen seines Rechners."
    ),
    "The address contains . or .. as a folder.": "Die Adresse enthält . oder .. als Ordner.",
    "Remove that folder from the address.": "Diesen Ordner aus der Adresse entfernen.",
    # No answer
    "Check the name for typing errors, and that this machine is in the farm's network.": (
        "Den Namen auf Tippfehler prüfen, und ob dieser Rechner im Netzwerk der Farm ist."
    ),
    "Check that the Manager is running.": "Prüfen, ob der Manager läuft.",
    "The connection goes through the proxy {proxy}: check it, or add the Manager's host to NO_PROXY.": (
        "Die Verbindung geht über den Proxy {proxy}: prüfen, oder den Rechner des Managers in NO_PROXY eintragen."
    ),
    "Check the network connection, and a VPN if the farm needs one.": (
        "Die Netzwerkverbindung prüfen, und ein VPN, falls die Farm eines braucht."
    ),
    "Check the port, and whether the address must begin with https://.": (
        "Den Port prüfen, und ob die Adresse mit https:// beginnen muss."
    ),
    "Check that the Manager is still running, and try again.": (
        "Prüfen, ob der Manager noch läuft, und erneut versuchen."
    ),
    "Check the address, and that no firewall blocks the connection.": (
        "Die Adresse prüfen, und ob keine Firewall die Verbindung verhindert."
    ),
    "Try again; if that does not help, check the Manager's log.": (
        "Erneut versuchen; hilft das nicht, das Protokoll des Managers prüfen."
    ),
    "If the studio signs its own certificates, enter its CA file in the preferences of Flamenco Client, under Access "
    "of this Manager; or use the Manager's http:// address.": (
        "Wenn das Studio seine Zertifikate selbst ausstellt, seine CA-Datei in den Einstellungen von Flamenco Client "
        "unter Zugang dieses Managers angeben; oder die http://-Adresse des Managers benutzen."
    ),
    "Use http:// in the address.": "In der Adresse http:// benutzen.",
    "Use https:// in the address.": "In der Adresse https:// benutzen.",
    "Ask the administrator of the farm.": "Die Betreiber der Farm fragen.",
    "Check the network connection, or add the Manager by its address.": (
        "Die Netzwerkverbindung prüfen, oder den Manager mit seiner Adresse hinzufügen."
    ),
    # Answers
    "If that is the Manager, use that address.": "Wenn das der Manager ist, diese Adresse benutzen.",
    "the storage of the Manager at {where} can't be written: {reason}.": (
        "Auf den Speicher des Managers unter {where} kann nicht geschrieben werden: {reason}."
    ),
    "Have the Manager allowed to write to the farm's storage, then submit again.": (
        "Dem Manager das Schreiben auf den Speicher der Farm erlauben lassen, dann erneut senden."
    ),
    "the job type has changed on the Manager.": "Der Job-Typ hat sich auf dem Manager geändert.",
    "Check the Manager, review the job's settings, then submit again.": (
        "Den Manager erneut prüfen, die Einstellungen des Jobs nochmals ansehen, dann senden."
    ),
    "A proxy in front of the Manager has a size limit. Have it raised, or use the Manager's own address.": (
        "Ein Proxy vor dem Manager begrenzt die Größe. Die Grenze erhöhen lassen, oder die eigene Adresse des Managers "
        "benutzen."
    ),
    "Correct them in the preferences of Flamenco Client, under Access of this Manager.": (
        "In den Einstellungen von Flamenco Client unter Zugang dieses Managers berichtigen."
    ),
    "A proxy in front of the Manager asks for a password: enter its user and password, or its header, in the "
    "preferences of Flamenco Client, under Access of this Manager.": (
        "Ein Proxy vor dem Manager verlangt ein Passwort: dessen Benutzer und Passwort, oder dessen HTTP-Header, in "
        "den Einstellungen von Flamenco Client unter Zugang dieses Managers angeben."
    ),
    "Check the Manager again, then submit again.": "Den Manager erneut prüfen, dann erneut senden.",
    "Try again in a moment.": "Gleich noch einmal versuchen.",
    "Check that the Manager is running behind its proxy.": "Prüfen, ob der Manager hinter seinem Proxy läuft.",
    "Check host and port: a Manager answers under the same address as its web interface.": (
        "Rechner und Port prüfen: Ein Manager antwortet unter derselben Adresse wie seine Weboberfläche."
    ),
    "Check host, port and path: a Manager answers under the same address as its web interface.": (
        "Rechner, Port und Pfad prüfen: Ein Manager antwortet unter derselben Adresse wie seine Weboberfläche."
    ),
    "Connect that storage to this machine, or correct its path in the Manager's configuration.": (
        "Diesen Speicher mit diesem Rechner verbinden, oder seinen Pfad in der Konfiguration des Managers berichtigen."
    ),
    "Finish the set-up assistant in its web interface, then submit again.": (
        "Die Einrichtung in seiner Weboberfläche abschließen, dann erneut senden."
    ),
    "Check the Manager's log and the free space of its storage, then submit again.": (
        "Das Protokoll des Managers und den freien Platz seines Speichers prüfen, dann erneut senden."
    ),
    "Check that this is a Flamenco Manager that you trust; no job was made.": (
        "Prüfen, ob das ein vertrauenswürdiger Flamenco Manager ist; es wurde kein Job angelegt."
    ),
    "Check that this is a Flamenco Manager that you trust; nothing more was sent.": (
        "Prüfen, ob das ein vertrauenswürdiger Flamenco Manager ist; es wurde nichts weiter gesendet."
    ),
    "Submit again when the Manager is back: it is asked for that job before anything is sent.": (
        "Erneut senden, wenn der Manager wieder da ist: Er wird nach diesem Job gefragt, bevor etwas gesendet wird."
    ),
    # Files
    "Correct it in the preferences of Flamenco Client, under Access.": (
        "In den Einstellungen von Flamenco Client unter Zugang berichtigen."
    ),
    "Make that file and its folder readable and writable for you.": (
        "Diese Datei und ihren Ordner für den eigenen Benutzer les- und schreibbar machen."
    ),
    "The Manager's answers could not be cached: they are nested too deep.": (
        "Die Antworten des Managers konnten nicht aufgehoben werden: Sie sind zu tief verschachtelt."
    ),
    "Make that folder writable.": "Diesen Ordner schreibbar machen.",
    "Check that the disk or network share is connected.": ("Prüfen, ob Laufwerk oder Netzwerkfreigabe verbunden sind."),
    "Free some space, then try again.": "Platz schaffen, dann erneut versuchen.",
    "Check the permissions of that file or folder.": "Die Rechte dieser Datei oder dieses Ordners prüfen.",
    "Free some space there or allow writing, or choose another folder for temporary copies in the preferences": (
        "Dort Platz schaffen oder das Schreiben erlauben, oder in den Einstellungen einen anderen Ordner für temporäre "
        "Kopien wählen"
    ),
    "The unsaved changes could not be copied to {folder}: {reason}": (
        "Die ungespeicherten Änderungen konnten nicht nach {folder} kopiert werden: {reason}"
    ),
    "Blender did not write the file": "Blender hat die Datei nicht geschrieben",
    "{path} can't be read: {reason}": "{path} kann nicht gelesen werden: {reason}",
    "Save the file, then submit again.": "Die Datei speichern, dann erneut senden.",
    "Save the file again, then submit it": "Die Datei erneut speichern, dann senden",
    "Save the file under a plain name, then submit again.": (
        "Die Datei unter einem einfachen Namen speichern, dann erneut senden."
    ),
    "Submit again to upload the file as it is now.": (
        "Erneut senden, um die Datei in ihrem jetzigen Zustand hochzuladen."
    ),
    "Open the file and submit it again": "Die Datei öffnen und erneut senden",
    "Check that the file still exists, then submit again.": "Prüfen, ob die Datei noch da ist, dann erneut senden.",
    "Wait until no program writes to it, then submit again.": (
        "Warten, bis kein Programm mehr in sie schreibt, dann erneut senden."
    ),
    "Free some space on that disk, or allow writing there, then submit again; nothing was submitted.": (
        "Platz auf diesem Laufwerk schaffen, oder das Schreiben dort erlauben, dann erneut senden; es wurde nichts "
        "gesendet."
    ),
    # The job
    "The settings that the project suggests are still being read": (
        "Die Einstellungen, die das Projekt vorschlägt, werden noch gelesen"
    ),
    "Check the settings, then submit again": "Die Einstellungen prüfen, dann erneut senden",
    "The job types were reloaded and your values are kept: check the settings, then submit again": (
        "Die Job-Typen wurden neu geladen, die Werte bleiben erhalten: die Einstellungen prüfen, dann erneut senden"
    ),
    "Refresh the Manager's information and choose another job type.": (
        "Den Manager erneut prüfen und einen anderen Job-Typ wählen."
    ),
    "Refresh the Manager's information, look over the settings and submit again.": (
        "Den Manager erneut prüfen, die Einstellungen ansehen und erneut senden."
    ),
    "Fill it in, then submit again.": "Ausfüllen, dann erneut senden.",
    "Choose another tag, or none, then submit again.": "Ein anderes Tag wählen, oder keines, dann erneut senden.",
    "In the Output properties of every scene switch File Extensions on, Overwrite and Placeholders off, save, and "
    "submit again: then no copy is needed.": (
        "In den Ausgabe-Eigenschaften jeder Szene Dateiendungen ein-, Überschreiben und Platzhalter ausschalten, "
        "speichern und erneut senden: Dann ist keine Kopie nötig."
    ),
    # The helper process
    "Please report this.": "Bitte melden.",
    "Please try again. If it happens again, report it with the file helper.log of the extension's folder.": (
        "Erneut versuchen. Geschieht es wieder, es mit der Datei helper.log aus dem Ordner der Erweiterung melden."
    ),
    "Press the button again to start a new one. If this happens again, report it with the file helper.log of the "
    "extension's folder.": (
        "Den Knopf erneut drücken, um einen neuen zu starten. Geschieht es wieder, es mit der Datei helper.log aus "
        "dem Ordner der Erweiterung melden."
    ),
    "Use a Blender from blender.org, which brings its own.": (
        "Ein Blender von blender.org benutzen, das ein eigenes mitbringt."
    ),
    "Check that Blender's own Python may be run (permissions, virus scanner), then try again.": (
        "Prüfen, ob Blenders eigenes Python laufen darf (Rechte, Virenscanner), dann erneut versuchen."
    ),
    "Free some space on that disk or check its permissions, then try again.": (
        "Platz auf diesem Laufwerk schaffen oder seine Rechte prüfen, dann erneut versuchen."
    ),
    "This is an error in the calling script.": "Das ist ein Fehler im aufrufenden Skript.",
}
