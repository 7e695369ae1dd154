"""The `filter` of Smocker's history: a regular expression that is searched in a path.

Source of the reasons: Go's regexp/syntax, whose words Smocker's clients see; RE2 has others for the same.
"""

from collections.abc import Callable, Mapping

from smockproxy.app.usage import UsageError
from smockproxy.matching import MATCHERS

_GO_REASONS: Mapping[str, str] = {
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "unexpected )": "unexpected )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
}


def path_filter(pattern: str) -> Callable[[str], bool]:
    """Whether a path has a pattern (RE2) in it; an empty one is in all. Raises `UsageError` for a bad one."""
    try:
        return MATCHERS["ShouldMatch"](pattern).matches
    except ValueError as error:
        raise UsageError(f"error parsing regexp: {_as_go_says(str(error))}") from error


def _as_go_says(reason: str) -> str:
    kind, colon, place = reason.partition(": ")
    known = _GO_REASONS.get(kind, kind)
    return f"{known}: `{place}`" if colon else known
