"""Reasons why an expression of a job type is not run, or has no value."""

from __future__ import annotations

EXPRESSIONS: dict[str, str] = {
    # Not run
    "the expression is not text but {kind}": "der Ausdruck ist kein Text, sondern {kind}",
    "the expression is longer than {most} characters": "der Ausdruck ist länger als {most} Zeichen",
    "more than {most} brackets are nested": "mehr als {most} Klammern sind ineinander verschachtelt",
    "not a Python expression: {reason}": "kein Python-Ausdruck: {reason}",
    "Python cannot parse it": "Python kann ihn nicht lesen",
    "the expression has more than {most} parts": "der Ausdruck hat mehr als {most} Teile",
    "the expression is nested more than {most} levels deep": "der Ausdruck ist mehr als {most} Ebenen tief",
    "{what} must not be used": "{what} darf nicht benutzt werden",
    "a comprehension without brackets": "eine Comprehension ohne Klammern",
    "async for": "async for",
    "a variable that is not a name": "eine Variable, die kein Name ist",
    "{name} must not be a variable": "{name} darf keine Variable sein",
    "more than {most} loops in one comprehension must not be used": (
        "mehr als {most} Schleifen in einer Comprehension dürfen nicht benutzt werden"
    ),
    "{name} ... has more than {most} steps": "{name} ... hat mehr als {most} Schritte",
    "get() needs a constant text, and at most one value in its place": (
        "get() braucht einen festen Text und höchstens einen Ersatzwert"
    ),
    "the assignment :=": "die Zuweisung :=",
    "the star *": "der Stern *",
    "the star **": "der Stern **",
    "an argument by keyword": "ein benanntes Argument",
    "a constant of type {kind} must not be used": "eine Konstante vom Typ {kind} darf nicht benutzt werden",
    "it contains a number that is too large": "er enthält eine zu große Zahl",
    "{name} can only be called": "{name} kann nur aufgerufen werden",
    "{name} alone is not a value": "{name} allein ist kein Wert",
    "the name {name} must not be used": "der Name {name} darf nicht benutzt werden",
    "the private attribute {name} must not be used": "das private Attribut {name} darf nicht benutzt werden",
    "the attribute {name} must not be used": "das Attribut {name} darf nicht benutzt werden",
    "{name} must not be read": "{name} darf nicht gelesen werden",
    "{name}() must not be called": "{name}() darf nicht aufgerufen werden",
    "the method {name}() must not be called": "die Methode {name}() darf nicht aufgerufen werden",
    "only named functions and methods can be called": (
        "nur Funktionen und Methoden mit einem Namen können aufgerufen werden"
    ),
    "the operator {name} must not be used": "der Operator {name} darf nicht benutzt werden",
    # No value
    "the text would have more than {most} characters": "der Text hätte mehr als {most} Zeichen",
    "there would be more than {most} items": "es gäbe mehr als {most} Elemente",
    "the format asks for more than {most} characters": "das Format verlangt mehr als {most} Zeichen",
    "the number would be too large": "die Zahl wäre zu groß",
    "it takes too much work to compute": "der Wert ist zu aufwendig zu berechnen",
    "the path is not inside of the other path": "der Pfad liegt nicht innerhalb des anderen",
    "the format {text} must not be used": "das Format {text} darf nicht benutzt werden",
    "format() must not read {name}": "format() darf {name} nicht lesen",
    "sum() needs numbers": "sum() braucht Zahlen",
    "clean_name() replaces by a single character": "clean_name() ersetzt durch ein einzelnes Zeichen",
    "an index must be a number or a name": "ein Index muss eine Zahl oder ein Name sein",
    "{name} is not an element of a collection of Blender": "{name} ist kein Element einer Sammlung von Blender",
    "a {kind} of Blender is not a plain value: read one of its properties": (
        "{kind} aus Blender ist kein einfacher Wert: eine seiner Eigenschaften lesen"
    ),
    "a list cannot be repeated": "eine Liste kann nicht vervielfacht werden",
    "round() has too many digits": "round() hat zu viele Stellen",
    "{kind} has no method {name}()": "{kind} hat keine Methode {name}()",
    "{kind} has no attribute {name}": "{kind} hat kein Attribut {name}",
    "last_n_dir_parts() needs a whole number": "last_n_dir_parts() braucht eine ganze Zahl",
    "a path must be text, not {kind}": "ein Pfad muss Text sein, nicht {kind}",
    "bpy.path needs text, not {kind}": "bpy.path braucht Text, nicht {kind}",
    "the path has more than {most} folders": "der Pfad hat mehr als {most} Ordner",
    "a {kind} cannot be used here": "{kind} kann hier nicht benutzt werden",
    "{name} is not a plain value but a {kind}": "{name} ist kein einfacher Wert, sondern {kind}",
    "{name} could not be read from Blender": "{name} konnte nicht aus Blender gelesen werden",
    "{name} is not a setting of this job type": "{name} ist keine Einstellung dieses Job-Typs",
}
