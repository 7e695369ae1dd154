"""Which templates are rendered in the server itself: those whose syntax tree shows that they are over soon.

No loops, nothing that multiplies a text, few calls and none deep inside each other. Everything else runs in
a worker, with the same outcome.
"""

from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.jinja import SANDBOX

LONGEST = 32 * 1024
"""Characters of a template."""
MOST_NODES = 400
MOST_CALLS = 50
DEEPEST_CALLS = 3
"""Calls and filters around each other: each may make its input several times as long."""
SIMPLE = frozenset(
    {
        *(
            "Template",
            "Output",
            "TemplateData",
            "Const",
            "Name",
            "Getattr",
            "Getitem",
            "Slice",
            "If",
            "CondExpr",
        ),
        *(
            "Compare",
            "Operand",
            "And",
            "Or",
            "Not",
            "Neg",
            "Pos",
            "Sub",
            "Div",
            "FloorDiv",
            "Test",
            "ExprStmt",
        ),
        *("Filter", "Call", "Keyword", "List", "Tuple", "Dict", "Pair"),
    }
)
"""The kinds of nodes whose work is at most that of reading their values."""
FILTERS = frozenset(
    {
        *("abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "int", "last"),
        "json_escape",
        *("length", "lower", "string", "title", "tojson", "trim", "upper", "urlencode"),
    }
)
FUNCTIONS = frozenset(
    {
        *(
            "now",
            "timestamp",
            "uuid",
            "random",
            "random_int",
            "random_choice",
            "to_json",
            "from_json",
            "base64",
        ),
        *("base64_decode", "base64url", "hash", "hmac", "log"),
        *("lookup", "random_row", "random_id", "object_id", "date_add", "date_format"),
    }
)
OWNERS = frozenset({"state", "jwt", "console"})
"""Whose methods may be called; and `get` of whatever has one."""


@lru_cache(maxsize=1024)
def is_straight_line(source: str) -> bool:
    """Whether a template may be rendered in process. Raises `ScriptError` for what is none."""
    if len(source) > LONGEST:
        return False
    try:
        tree = SANDBOX.parse(source)
    except TemplateSyntaxError as error:
        raise ScriptError(error.message or "no template", error.lineno) from error
    except RecursionError:
        return False
    found = list(tree.find_all(nodes.Node))
    calls = [node for node in found if isinstance(node, nodes.Filter | nodes.Call)]
    if len(found) > MOST_NODES or len(calls) > MOST_CALLS:
        return False
    return all(map(_is_simple, found)) and _depth(tree) <= DEEPEST_CALLS


def _is_simple(node: nodes.Node) -> bool:
    if type(node).__name__ not in SIMPLE:
        return False
    if isinstance(node, nodes.Filter):
        return node.name in FILTERS and node.node is not None
    return not isinstance(node, nodes.Call) or _is_simple_call(node)


def _is_simple_call(call: nodes.Call) -> bool:
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        return False
    callee = call.node
    if isinstance(callee, nodes.Name):
        return callee.name in FUNCTIONS
    if not isinstance(callee, nodes.Getattr):
        return False
    return callee.attr == "get" or (isinstance(callee.node, nodes.Name) and callee.node.name in OWNERS)


def _depth(node: nodes.Node) -> int:
    """How many calls and filters stand around each other at most."""
    below = max(map(_depth, node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.Filter | nodes.Call)
