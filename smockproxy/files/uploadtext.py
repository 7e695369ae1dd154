"""The text of an upload → the list in it, by the rules of Go's YAML and JSON decoders.

Source: Smocker. In JSON keys match without case, the last of equal keys wins, text after the list is ignored.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable
from io import StringIO
from json import JSONDecodeError, JSONDecoder
from math import isinf
from typing import Any

from smockproxy.files.matcherkeys import MATCHER_KEYS, OPTION_KEYS
from smockproxy.files.model import Wire
from smockproxy.files.proxyfields import ProxyWire
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.scalars import shortened
from smockproxy.files.wire import ContextWire, DynamicWire, MockWire, RequestWire, VerifyWire
from smockproxy.files.yamlevents import MAX_DEPTH
from smockproxy.files.yamltext import Flaw, parse_yaml

LARGEST_YAML = 16 * 1024 * 1024
"""Bytes of an upload in YAML: its parser lets nobody else run while it is in the middle of a text."""
MOST_VALUES = 1_000_000
"""Commas, and in YAML ends of lines, that an upload may have: each may be a value, which takes time."""
MOST_MOCKS = 100_000
"""Entries of the list that an upload is."""


class UploadError(ValueError):
    """An upload that is refused; its text is for the client (400)."""


def yaml_tree(raw: bytes) -> list[Any]:
    """The list of a YAML upload. Raises `UploadError`."""
    if not raw:
        return []
    if len(raw) > LARGEST_YAML:
        raise UploadError(f"expected at most {LARGEST_YAML:,} bytes of YAML, found {len(raw):,}: send JSON")
    _require_modest(raw.count(b",") + raw.count(b"\n"), MOST_VALUES, "commas and lines")
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise UploadError(
            f"yaml: invalid UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}"
        ) from None
    _require_known_version(text)
    parsed = parse_yaml(text, only_document=False)
    if parsed.flaws:
        raise UploadError(_yaml_message(parsed.flaws[0], text))
    if parsed.tree is None:
        raise UploadError("EOF")
    if not isinstance(parsed.tree, list):
        found = "!!map" if isinstance(parsed.tree, dict) else f"!!str `{parsed.tree[:10]}`"
        raise UploadError(f"yaml: unmarshal errors:\n  line 1: cannot unmarshal {found} into types.Mocks")
    _require_modest(len(parsed.tree), MOST_MOCKS, "entries")
    return parsed.tree


def _require_modest(found: int, most: int, of_what: str) -> None:
    if found > most:
        raise UploadError(
            f"expected at most {most:,} {of_what} in one upload, found {found:,}: send it in parts"
        )


def _require_known_version(text: str) -> None:
    """Refuse a directive of another version than YAML 1.1, as Go's decoder does."""
    for line in StringIO(text):
        if not line.startswith(("#", "%")) and line.strip():
            return
        if line.startswith("%YAML") and line.split()[1:2] != ["1.1"]:
            raise UploadError("yaml: found incompatible YAML document")


def _yaml_message(flaw: Flaw, text: str) -> str:
    line = min(flaw.line + 1, len(text.splitlines()))
    return f"yaml: line {line}: {flaw.message.removeprefix('not YAML: ')}"


def json_tree(raw: bytes) -> list[Any]:
    """The list of a JSON upload, with the keys of the format in lower case. Raises `UploadError`."""
    if not raw:
        return []
    _require_modest(raw.count(b","), MOST_VALUES, "commas")
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    tree = _decoded(text)
    if tree is None:
        return []
    if not isinstance(tree, list):
        raise UploadError(
            f"Unmarshal type error: expected=types.Mocks, got={_go_kind(tree)}, field=, offset=1"
        )
    _require_modest(len(tree), MOST_MOCKS, "entries")
    return [folded_mock(_clean(entry)) for entry in tree]


def _decoded(text: str) -> Any:
    if not text:
        raise UploadError("EOF")
    try:
        return JSONDecoder(parse_float=_float, parse_constant=_refuse_constant).raw_decode(text)[0]
    except JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            raise UploadError("unexpected EOF") from None
        raise UploadError(f"Syntax error: offset={error.pos + 1}, error={error.msg}") from None
    except RecursionError:
        raise UploadError(f"nested more than {MAX_DEPTH} deep") from None
    except ValueError as error:
        raise UploadError(f"Syntax error: {error}") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _float(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{shortened(text)} is too large for a number")
    return number


def _go_kind(tree: Any) -> str:
    if isinstance(tree, dict):
        return "object"
    return "string" if isinstance(tree, str) else "bool" if isinstance(tree, bool) else "number"


def _clean(tree: Any, depth: int = 0) -> Any:
    """The tree with U+FFFD for lone surrogates, as Go decodes them, and not too deep."""
    if depth > MAX_DEPTH:
        raise UploadError(f"nested more than {MAX_DEPTH} deep")
    if isinstance(tree, str):
        return _well_formed(tree)
    if isinstance(tree, list):
        return [_clean(value, depth + 1) for value in tree]
    if isinstance(tree, dict):
        return {_well_formed(key): _clean(value, depth + 1) for key, value in tree.items()}
    return tree


def _well_formed(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _folded(tree: Any, keys: Iterable[str]) -> Any:
    """A mapping with the spelling of known keys put right."""
    if not isinstance(tree, dict):
        return tree
    known = {key.lower(): key for key in keys}
    return {known.get(key.lower(), key): value for key, value in tree.items()}


def _model(tree: Any, model: type[Wire]) -> Any:
    return _folded(tree, model.keys() | model.planned_keys)


def folded_mock(entry: Any) -> Any:
    """A mock of JSON with the keys of the format in lower case: Go looks at no case."""
    mock = _model(entry, MockWire)
    if not isinstance(mock, dict):
        return mock
    folds = {
        "request": _request,
        "context": _context,
        "response": _response,
        "dynamic_response": _dynamic,
        "proxy": _proxy,
    }
    for key in folds.keys() & mock.keys():
        mock[key] = folds[key](mock[key])
    return mock


def _request(tree: Any) -> Any:
    request = _model(tree, RequestWire)
    if not isinstance(request, dict):
        return request
    folds = {
        **dict.fromkeys(_FIELDS, _matcher),
        **dict.fromkeys(_MULTIMAPS, _multimap),
        **dict.fromkeys(("any_of", "all_of"), _blocks),
        "not": _request,
        "body": _body,
        "json": _json,
    }
    return {key: folds[key](value) if key in folds else value for key, value in request.items()}


_FIELDS = ("method", "path", "scheme", "host", "port", "url", "client", "session")
_MULTIMAPS = ("query_params", "headers", "query_exact", "cookies", "form")


def _blocks(tree: Any) -> Any:
    return [_request(block) for block in tree] if isinstance(tree, list) else tree


def _multimap(tree: Any) -> Any:
    return {name: _matchers(value) for name, value in tree.items()} if isinstance(tree, dict) else tree


def _matcher(tree: Any) -> Any:
    return _folded(tree, (*MATCHER_KEYS, *OPTION_KEYS))


def _matchers(tree: Any) -> Any:
    return [_matcher(value) for value in tree] if isinstance(tree, list) else _matcher(tree)


def _body(tree: Any) -> Any:
    """Paths keep their case; a matcher on the whole body does not."""
    folded = _matcher(tree)
    if not isinstance(tree, dict) or isinstance(folded.get("matcher"), str):
        return folded
    return {path: _matcher(value) for path, value in tree.items()}


def _json(tree: Any) -> Any:
    """A literal stays as it is: its keys are a document's."""
    if not isinstance(tree, dict):
        return tree
    is_matcher = isinstance(_matcher(tree).get("matcher"), str)
    return _body(tree) if is_matcher or all(key.startswith("$") for key in tree) else tree


def _context(tree: Any) -> Any:
    context = _model(tree, ContextWire)
    if isinstance(context, dict) and "verify" in context:
        context["verify"] = _model(context["verify"], VerifyWire)
    return context


def _response(tree: Any) -> Any:
    return _with_delay(_model(tree, ResponseWire))


def _dynamic(tree: Any) -> Any:
    return _model(tree, DynamicWire)


def _proxy(tree: Any) -> Any:
    return _with_delay(_model(tree, ProxyWire))


def _with_delay(tree: Any) -> Any:
    if isinstance(tree, dict) and "delay" in tree:
        tree["delay"] = _folded(tree["delay"], ("min", "max"))
    return tree
