"""The whole table of matchers: the core's, and those that need a library."""

from smockproxy.core.matchers import CORE_MATCHERS, MatcherTable
from smockproxy.matching.regexp import REGEXP_MATCHERS

MATCHERS: MatcherTable = {**CORE_MATCHERS, **REGEXP_MATCHERS}
"""Every matcher that a mock can name."""
