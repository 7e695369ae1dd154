"""The whole table of matchers: the core's, and those that need a library."""

from smockproxy.core.matchers import CORE_MATCHERS, MatcherTable
from smockproxy.matching.jsonpatterns import JSON_PATTERN_MATCHERS
from smockproxy.matching.late import SCHEMA_MATCHERS, compile_path
from smockproxy.matching.regexp import REGEXP_MATCHERS
from smockproxy.matching.replacing import compile_capturing

MATCHERS = MatcherTable(
    {**CORE_MATCHERS, **REGEXP_MATCHERS, **JSON_PATTERN_MATCHERS, **SCHEMA_MATCHERS},
    compile_path,
    compile_capturing,
)
"""Every matcher that a mock can name."""
