"""Parser of one setting of a job type, which makes it safe to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..core.display_text import MAX_DESCRIPTION, one_line, words_of_key
from ..core.finding import Finding, remark
from ..core.text import join, say
from .propargs import read_propargs
from .setting_spec import PATH_SUBTYPES, ZEROS, SettingSpec, SettingValueError, is_storable

if TYPE_CHECKING:
    from .expressions import Expression

MAX_CHOICES: Final = 1000
MAX_NOTICES: Final = 30
"""Most lines about problems; drawing hundreds would slow Blender down."""
MAX_CHAINS: Final = 100
"""Most values of Blender that the expressions of one job type may read in all; existing ones read about ten."""

ODD_SETTING: Final = "odd-setting"
"""Id of the finding about a setting, drawn below its field."""

_SUBTYPES = PATH_SUBTYPES | {"file_name"}
_VISIBILITIES = frozenset({"visible", "submission", "web", "hidden"})


class Notices:
    """Problems in their order; of many, only the first ones and the number of the others."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    def add(self, text: str, about: str = "job_type", name: str = "odd-job-type") -> None:
        self._found.append(remark(name, text, about))

    @property
    def findings(self) -> tuple[Finding, ...]:
        more = len(self._found) - MAX_NOTICES
        last = [remark("more", "{count} more problems", "job_type", count=more)] if more > 0 else []
        return (*self._found[:MAX_NOTICES], *last)

    def __str__(self) -> str:
        return join("; ", [found.text for found in self.findings])


class AttributeChains:
    """Values of Blender that the expressions of one job type read; all are read while the panel is visible."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()

    def take(self, expression: Expression) -> Expression:
        """Add the values of an expression and return it.

        Raises:
            ExpressionRefused: There would be too many values.
        """
        from .expressions import ExpressionRefused

        together = self._known | expression.chains
        if len(together) > MAX_CHAINS:
            message = "the expressions of this job type read more than {most} values of Blender"
            raise ExpressionRefused(say(message, most=MAX_CHAINS))
        self._known = together
        return expression


def read_setting(raw: Any, chains: AttributeChains) -> SettingSpec | None:
    """Return the setting that ``raw`` declares, or None if it has no usable key. Never raises.

    Args:
        raw: The JSON value from the Manager.
        chains: Chains of the job type's other settings.
    """
    if not isinstance(raw, dict):
        return None
    key = raw.get("key")
    if not isinstance(key, str) or not is_storable(key):
        return None
    notices = Notices()
    kind = _type(raw.get("type"), notices)
    expression, refused = _expression(raw.get("eval"), chains, notices)
    info = raw.get("evalInfo")
    if not isinstance(info, dict):
        info = {}
    bare = SettingSpec(key, kind, propargs=read_propargs(raw.get("propargs"), kind, notices.add))
    choices = _choices(raw.get("choices"), bare, notices)
    limited = SettingSpec(key, kind, propargs=bare.propargs, choices=choices)
    visible = _visible(raw.get("visible"), notices)
    if refused and visible not in {"visible", "submission"}:
        visible = "submission"
    return SettingSpec(
        key=key,
        type=kind,
        subtype=_subtype(raw.get("subtype"), notices),
        choices=choices,
        propargs=bare.propargs,
        label=one_line(raw.get("label")) or words_of_key(key),
        description=one_line(raw.get("description"), MAX_DESCRIPTION),
        default=_default(raw.get("default"), limited, notices),
        required=_flag(raw, "required", otherwise=False, notices=notices),
        editable=bare.is_known_type and (bool(refused) or _flag(raw, "editable", otherwise=True, notices=notices)),
        visible=visible,
        eval=expression.text if expression else "",
        eval_description=one_line(info.get("description")),
        has_auto_toggle=expression is not None and info.get("showLinkButton") is True,
        notice=str(notices),
        refused=refused,
        expression=expression,
    )


def _type(raw: Any, notices: Notices) -> str:
    if isinstance(raw, str) and raw in ZEROS:
        return raw
    name = one_line(raw)
    notices.add(say("this version does not know the type {name}; the default is sent unchanged", name=repr(name)))
    return name


def _subtype(raw: Any, notices: Notices) -> str:
    if raw is None or raw == "":
        return ""
    if isinstance(raw, str) and raw in _SUBTYPES:
        return raw
    notices.add(say("the unknown subtype {name} is ignored", name=repr(one_line(raw))))
    return ""


def _visible(raw: Any, notices: Notices) -> str:
    if raw is None or raw == "":
        return "visible"
    if isinstance(raw, str) and raw in _VISIBILITIES:
        return raw
    if raw is False or raw == "false":  # from `visible: false` in a script
        notices.add(say("visibility 'false' is treated as hidden"))
        return "hidden"
    notices.add(say("the unknown visibility {name} is treated as visible", name=repr(one_line(raw))))
    return "visible"


def _flag(raw: dict[Any, Any], name: str, *, otherwise: bool, notices: Notices) -> bool:
    value = raw.get(name)
    if isinstance(value, bool):
        return value
    if value is not None:
        taken = "{name} is neither true nor false and is treated as {value}"
        notices.add(say(taken, name=name, value=str(otherwise).lower()))
    return otherwise


def _choices(raw: Any, spec: SettingSpec, notices: Notices) -> tuple[str, ...]:
    """Return the choices as unique texts, without those that do not suit the setting."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        notices.add(say("its choices are not a list; any value is accepted"))
        return ()
    if len(raw) > MAX_CHOICES:
        notices.add(say("only the first {most} of {count} choices are offered", most=MAX_CHOICES, count=len(raw)))
    choices: list[str] = []
    values: list[Any] = []
    dropped = 0
    for choice in raw[:MAX_CHOICES]:
        try:
            value = spec.coerce(choice) if isinstance(choice, str | int | float) else None
        except SettingValueError:
            value = None
        if value is None or value in values or spec.objection(value):
            dropped += 1
        else:
            values.append(value)
            choices.append(choice if isinstance(choice, str) else str(choice))
    if dropped:
        notices.add(say("duplicate or unsuitable choices are left out"))
    if not choices:
        notices.add(say("it has no usable choices; any value is accepted"))
    return tuple(choices)


def _default(raw: Any, spec: SettingSpec, notices: Notices) -> Any:
    """Return the default; move a number into range, and drop any other unsuitable value."""
    if raw is None:
        return None
    try:
        value = spec.coerce(raw)
    except SettingValueError as error:
        notices.add(say("its default is not used: {reason}", reason=str(error)))
        return None
    allowed = spec.clamp(value)
    if allowed != value:
        notices.add(
            say("its default {value} is out of range and is changed to {allowed}", value=value, allowed=allowed)
        )
    elif value != raw or isinstance(value, bool) is not isinstance(raw, bool):
        notices.add(say("its default is converted to {value}", value=repr(value)))
    if spec.objection(allowed):
        notices.add(say("its default is not one of its choices and is not used"))
        return None
    return allowed


def _expression(raw: Any, chains: AttributeChains, notices: Notices) -> tuple[Expression | None, str]:
    """Return the expression, and why it was refused: then the artist gives the value."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None, ""
    from .expressions import ExpressionRefused, parse

    try:
        return chains.take(parse(raw)), ""
    except ExpressionRefused as error:
        notices.add(say("its expression is not run ({reason}); type a value", reason=str(error)))
        return None, str(error)
