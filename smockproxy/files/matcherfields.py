"""Fields of a mock that are matchers: one, several by name, or the two forms of `body`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from smockproxy.core.addresses import NETWORK_MATCHERS, in_networks
from smockproxy.core.matcher import ABSENT, PRESENT, BadValueError, Presence, Takes
from smockproxy.core.matchers import Matcher, TextMatcher, equal
from smockproxy.files.fields import text_of
from smockproxy.files.matcherkeys import MATCHER_KEYS, OPTION_KEYS, key_faults, name_faults
from smockproxy.files.matchervalues import options_of, value_of
from smockproxy.files.reading import (
    Complaint,
    along_with,
    complain,
    complain_each,
    complaints_about,
    complaints_in,
    reading_of,
)
from smockproxy.files.recalledfields import recalled
from smockproxy.files.scalars import kind_of, quoted

REGEXP_MATCHERS = frozenset({"ShouldMatch", "ShouldNotMatch"})
ALMOST_EQUAL = frozenset({"ShouldAlmostEqual", "ShouldNotAlmostEqual"})


def _never(_actual: str, _value: str) -> bool:
    """Smocker's ShouldAlmostEqual wants numbers and is always given strings: neither form ever matches."""
    return False


NEVER = TextMatcher("", "", _never)
"""What a null in a matcher's place means to Smocker in YAML; in JSON it is ShouldEqual ""."""
SHOWN_NEVER = {"matcher": "", "value": ""}
"""How Smocker shows it, and refuses it when it is posted again; taken here, so that exports stay whole."""


@dataclass(frozen=True, slots=True)
class Written:
    """A matcher as it is written; its name is a known one."""

    name: str
    value: Any
    options: Mapping[str, Any]
    at: tuple[str, ...] = ()
    """Where its value stands."""
    faults: tuple[Complaint, ...] = ()
    """What is wrong beside its name and its value."""
    is_literal: bool = False
    """Whether it never has references to remembered values."""


def _written(tree: Any, info: ValidationInfo) -> Written:
    if not isinstance(tree, dict):
        if isinstance(tree, list) or tree is None:
            raise complain(
                f"expected a matcher, found {kind_of(tree)}", hint="text, or {matcher: …, value: …}"
            )
        return Written("ShouldEqual", text_of(tree), {})
    name = tree.get("matcher")
    known = reading_of(info).matchers
    kind = known.get(name) if isinstance(name, str) else None
    faults = tuple(key_faults(tree, kind))
    if not isinstance(name, str) or kind is None:
        raise complain_each((*faults, *name_faults(tree, known, has_unknown_keys=bool(faults))))
    if name in ALMOST_EQUAL and not reading_of(info).is_strict:
        value = "" if tree.get("value") is None else text_of(tree["value"])
        return Written(str(name), value, {}, ("value",), faults)
    at = ("file",) if "file" in tree else ("value",)
    try:
        value = value_of(kind.takes, tree, info)
        return Written(str(name), value, options_of(kind.options, tree), at, faults)
    except PydanticCustomError as error:
        raise complain_each((*faults, *complaints_in(error))) from None


def _make(written: Written, tree: Any, info: ValidationInfo) -> Matcher:
    """The matcher of a known name."""
    if not written.faults:
        return _made(written, tree, info)
    with along_with(written.faults):
        return _made(written, tree, info)


def _made(written: Written, tree: Any, info: ValidationInfo) -> Matcher:
    matcher = _plain(written, tree, info)
    return matcher if written.is_literal else recalled(matcher, written, reading_of(info).matchers)


def _plain(written: Written, tree: Any, info: ValidationInfo) -> Matcher:
    """The matcher with its value as it stands."""
    name, value = written.name, written.value
    if name == "ShouldEqual":
        return equal(value)
    if name in ALMOST_EQUAL and not reading_of(info).is_strict:
        return TextMatcher(name, value, _never)
    at = written.at if isinstance(tree, dict) else ()
    try:
        return reading_of(info).matchers[name](value, **written.options)
    except BadValueError as error:
        is_inside = at != ("file",)
        raise complain_each(tuple(complaints_about(error, at, is_inside=is_inside))) from None
    except ValueError as error:
        raise complain(
            f"invalid regular expression: {error}",
            hint=_regexp_hint(str(error)),
            steps=at,
            smocker=f'invalid regular expression provided to "{name}" operator: {value}',
        ) from None


def _regexp_hint(reason: str) -> str:
    if "perl operator" in reason:
        return "RE2, which runs patterns here, has no look-ahead and no look-behind"
    if "escape sequence" in reason:
        return "RE2, which runs patterns here, has no such escape, and no back-references"
    return ""


def matcher_of(tree: Any, info: ValidationInfo) -> Matcher:
    """A matcher: a scalar is compared, a mapping names another."""
    if not reading_of(info).is_strict:
        if tree is None:
            return equal("") if reading_of(info).is_json else NEVER
        if tree == SHOWN_NEVER:
            return NEVER
    return _make(_written(tree, info), tree, info)


def _field_of(tree: Any, info: ValidationInfo) -> Matcher:
    """A matcher on what every request has."""
    return _require_text(matcher_of(tree, info))


def _require_text(matcher: Matcher) -> Matcher:
    if isinstance(matcher, Presence):
        hint = "it is for names and paths; an empty text is asked for by ShouldBeEmpty"
        raise complain(f"{matcher.name} says nothing here", hint=hint, steps=("matcher",))
    return matcher


def _trimmed_of(tree: Any, info: ValidationInfo) -> Matcher | None:
    """A path or a method: without white space around it; empty means any (Smocker)."""
    if tree is None:
        return None
    written = _written(tree, info)
    if isinstance(written.value, str):
        written = replace(written, value=written.value.strip())
    if written.value == "" and not _is_presence(written):
        with along_with(written.faults):
            return None
    return _require_text(_make(written, tree, info))


def _is_presence(written: Written) -> bool:
    return written.name in {PRESENT.name, ABSENT.name}


def _caseless_of(tree: Any, info: ValidationInfo) -> Matcher:
    """A host, a scheme: compared in lower case."""
    written = _written(tree, info)
    value = written.value
    if written.name in REGEXP_MATCHERS:
        value = value if value.startswith("(?i)") else f"(?i){value}"
    elif isinstance(value, str):
        value = value.strip().lower()
    elif isinstance(value, list):
        value = [str(choice).strip().lower() for choice in value]
    return _require_text(_make(replace(written, value=value, is_literal=True), tree, info))


def _client_of(tree: Any, info: ValidationInfo) -> Matcher:
    """An address; lists may have networks."""
    written = _written(tree, info)
    if written.name not in NETWORK_MATCHERS:
        return _require_text(_make(written, tree, info))
    with along_with(written.faults):
        return _on_networks(written)


def _on_networks(written: Written) -> Matcher:
    try:
        return in_networks(written.name, written.value)
    except BadValueError as error:
        raise complain(str(error), hint=error.hint, steps=("value",)) from None


type MatcherField = Annotated[Matcher, PlainValidator(matcher_of)]
type FieldMatcher = Annotated[Matcher, PlainValidator(_field_of)]
type TrimmedMatcher = Annotated[Matcher | None, PlainValidator(_trimmed_of)]
type CaselessMatcher = Annotated[Matcher, PlainValidator(_caseless_of)]
type ClientMatcher = Annotated[Matcher, PlainValidator(_client_of)]


def _require_host(matcher: Matcher) -> Matcher:
    if matcher.name == "ShouldEqual" and ("/" in matcher.value or matcher.value.count(":") == 1):
        hint = "write the scheme, the port and the path as scheme:, port: and path:"
        raise complain(f"{quoted(matcher.value)} is no host name", hint=hint)
    return matcher


def _require_scheme(matcher: Matcher) -> Matcher:
    if matcher.name == "ShouldEqual" and matcher.value not in {"http", "https"}:
        raise complain(f"expected http or https, found {quoted(matcher.value)}")
    return matcher


def _require_port(matcher: Matcher) -> Matcher:
    digits = matcher.value
    if matcher.name == "ShouldEqual" and not (
        digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= 65535 and not digits.startswith("0")
    ):
        raise complain(f"expected a port from 1 to 65535, found {quoted(digits)}")
    return matcher


type HostMatcher = Annotated[CaselessMatcher, AfterValidator(_require_host)]
type SchemeMatcher = Annotated[CaselessMatcher, AfterValidator(_require_scheme)]
type PortMatcher = Annotated[FieldMatcher, AfterValidator(_require_port)]


def _as_matchers(tree: Any, info: ValidationInfo) -> Any:
    """One matcher or a list of them; none at all asks for presence only."""
    if tree is None:
        return [None] if reading_of(info).is_json else []
    return tree if isinstance(tree, list) else [tree]


type Matchers = Annotated[tuple[MatcherField, ...], BeforeValidator(_as_matchers)]


def is_whole_body(tree: Any, info: ValidationInfo) -> bool:
    """Whether a `body` is one matcher; otherwise its keys are JSON paths."""
    if not isinstance(tree, dict):
        return True
    name = tree.get("matcher")
    if not isinstance(name, str):
        return False
    if reading_of(info).is_strict:
        return name in reading_of(info).matchers or set(tree) <= {*MATCHER_KEYS, *OPTION_KEYS}
    return _decodes(tree, info)


def _decodes(tree: dict[str, Any], info: ValidationInfo) -> bool:
    """Whether Smocker takes a mapping for a matcher: a known name, and a good pattern; and ours as well."""
    kind = reading_of(info).matchers.get(tree["matcher"])
    if kind is None:
        return False
    if kind.takes is not Takes.TEXT:
        return True
    value = tree.get("value", "")
    if isinstance(value, (dict, list)):
        return False
    try:
        kind(str(value or ""))
    except ValueError:
        return False
    return True
