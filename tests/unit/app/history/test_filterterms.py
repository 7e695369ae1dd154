"""There is a term for each of mitmproxy's, and its argument is of the same kind."""

from mitmproxy import flowfilter

from smockproxy.app.history.filtersyntax import Argument
from smockproxy.app.history.filterterms import ARGUMENTS, KINDS, Search


def test_there_are_all_terms_of_mitmproxy():
    theirs = {
        **{term.code: Argument.NOTHING for term in flowfilter.filter_unary},
        **{term.code: Argument.PATTERN for term in flowfilter.filter_rex},
        **{term.code: Argument.STATUS for term in flowfilter.filter_int},
    }
    assert theirs == ARGUMENTS


def test_patterns_are_on_bytes_and_on_lines_where_mitmproxys_are():
    letters = {0: "", flowfilter.re.MULTILINE: "m", flowfilter.re.DOTALL: "s"}
    for term in flowfilter.filter_rex:
        kind = KINDS[term.code]
        assert isinstance(kind, Search)
        assert (kind.on_bytes, kind.flags) == (term.is_binary, letters[term.flags]), term.code


def test_each_term_says_what_it_means():
    assert all(kind.meaning for kind in KINDS.values())
