"""Fields of a mock that are matchers: one, several by name, or the two forms of `body`."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo

from smockproxy.core.matchers import Matcher, TextMatcher, equal
from smockproxy.core.problem import did_you_mean
from smockproxy.files.fields import text_of
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.scalars import kind_of, quoted

MATCHER_KEYS = ("matcher", "value")
REGEXP_MATCHERS = frozenset({"ShouldMatch", "ShouldNotMatch"})


def _never(_actual: str, _value: str) -> bool:
    return False


NEVER = TextMatcher("", "", _never)
"""What a null in a matcher's place means to Smocker in YAML; in JSON it is ShouldEqual ""."""


def _written(tree: Any, info: ValidationInfo) -> tuple[str, str]:
    """A matcher's name and value; the name is a known one."""
    if not isinstance(tree, dict):
        if isinstance(tree, list) or tree is None:
            raise complain(
                f"expected a matcher, found {kind_of(tree)}", hint="text, or {matcher: …, value: …}"
            )
        return "ShouldEqual", text_of(tree)
    _require_matcher_keys(tree)
    name = tree.get("matcher")
    if not isinstance(name, str):
        raise _without_name(tree)
    known = reading_of(info).matchers
    if name not in known:
        hint = did_you_mean(name, known) or f"known matchers: {', '.join(known)}"
        raise complain(
            f"unknown matcher {quoted(name)}",
            hint=hint,
            steps=("matcher",),
            smocker=f'invalid matcher "{name}"',
        )
    value = tree.get("value")
    return str(name), "" if value is None else text_of(value)


def _without_name(tree: dict[str, Any]) -> Exception:
    if "matcher" in tree:
        return complain(f"expected a matcher's name, found {kind_of(tree['matcher'])}", steps=("matcher",))
    return complain(
        'the key "matcher" is missing',
        hint="text, or {matcher: ShouldEqual, value: …}",
        smocker='invalid matcher ""',
    )


def _require_matcher_keys(tree: dict[str, Any]) -> None:
    for key in tree:
        if key not in MATCHER_KEYS:
            raise complain(
                f"unknown key {quoted(key)}",
                hint=did_you_mean(key, MATCHER_KEYS) or "a matcher has the keys matcher and value",
                steps=(key,),
                code="unknown_key",
                of_key=True,
            )


def _make(name: str, value: str, tree: Any, info: ValidationInfo) -> Matcher:
    """The matcher of a known name."""
    if name == "ShouldEqual":
        return equal(value)
    try:
        return reading_of(info).matchers[name](value)
    except ValueError as error:
        raise complain(
            f"invalid regular expression: {error}",
            hint=_regexp_hint(str(error)),
            steps=("value",) if isinstance(tree, dict) else (),
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
    if tree is None and not reading_of(info).is_strict:
        return equal("") if reading_of(info).is_json else NEVER
    return _make(*_written(tree, info), tree, info)


def _trimmed_of(tree: Any, info: ValidationInfo) -> Matcher | None:
    """A path or a method: without white space around it; empty means any (Smocker)."""
    if tree is None:
        return None
    name, value = _written(tree, info)
    value = value.strip()
    return _make(name, value, tree, info) if value else None


def _caseless_of(tree: Any, info: ValidationInfo) -> Matcher:
    """A host, a scheme: compared in lower case."""
    name, value = _written(tree, info)
    if name not in REGEXP_MATCHERS:
        return _make(name, value.strip().lower(), tree, info)
    return _make(name, value if value.startswith("(?i)") else f"(?i){value}", tree, info)


type MatcherField = Annotated[Matcher, PlainValidator(matcher_of)]
type TrimmedMatcher = Annotated[Matcher | None, PlainValidator(_trimmed_of)]
type CaselessMatcher = Annotated[Matcher, PlainValidator(_caseless_of)]


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
type PortMatcher = Annotated[MatcherField, AfterValidator(_require_port)]


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
        return name in reading_of(info).matchers or set(tree) <= set(MATCHER_KEYS)
    return _decodes(tree, info)


def _decodes(tree: dict[str, Any], info: ValidationInfo) -> bool:
    """Whether Smocker takes a mapping for a matcher: a known name, and a good pattern."""
    matchers = reading_of(info).matchers
    value = tree.get("value", "")
    if tree["matcher"] not in matchers or isinstance(value, (dict, list)):
        return False
    try:
        matchers[tree["matcher"]](str(value or ""))
    except ValueError:
        return False
    return True
