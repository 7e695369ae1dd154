"""Quick lookups are held against mitmproxy's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from mitmproxy.coretypes.multidict import MultiDict
from mitmproxy.http import Headers
from mitmproxy.utils import strutils

from smockproxy.proxy import headerlookups

NAMES = some.sampled_from(
    [b"Host", b"host", b"HOST", b"X-A", b"x-a", b"x_a", b"", b"\xc3\xa4", b"\xff", b"\xe4"]
)
FIELDS = some.lists(some.tuples(NAMES, some.binary(max_size=4)), max_size=6).map(tuple)
ASKED = some.one_of(NAMES, some.sampled_from(["host", "Host", "x-A", "none", "", "ä", "\udcff", "Ä"]))
OWN = {name: getattr(Headers, name) for name in ("get_all", "get", "__contains__")}

OWN_BYTES = strutils.always_bytes


class Plain(Headers):
    """With mitmproxy's own lookups, whatever became of those of `Headers`."""

    def get_all(self, name):
        encoded = name.encode("utf-8", "surrogateescape") if isinstance(name, str) else OWN_BYTES(name)
        return [value.decode("utf-8", "surrogateescape") for value in MultiDict.get_all(self, encoded)]

    get = MultiDict.get
    __contains__ = MultiDict.__contains__


@pytest.fixture(autouse=True, scope="module")
def _quick():
    headerlookups.quicken()
    headerlookups.quicken()
    yield
    for name, function in OWN.items():
        setattr(Headers, name, function)
    headerlookups.quicken.cache_clear()


@given(FIELDS, ASKED)
def test_they_give_what_they_gave(fields, name):
    quick, plain = Headers(fields), Plain(fields)
    assert quick.get_all(name) == plain.get_all(name)
    assert quick.get(name) == plain.get(name)
    assert quick.get(name, "else") == plain.get(name, "else")
    assert (name in quick) is (name in plain)
    if name in plain:
        assert quick[name] == plain[name]
    else:
        with pytest.raises(KeyError):
            _ = quick[name]


def test_changes_are_seen():
    headers = Headers(((b"A", b"1"), (b"a", b"2")))
    assert (headers["a"], headers.get_all("A"), headers.get("b", "c")) == ("1, 2", ["1", "2"], "c")
    headers["A"] = "3"
    del headers["a"]
    assert "a" not in headers
    assert headers.setdefault("a", "4") == "4"
    assert headers.pop("A") == "4"


@pytest.mark.parametrize(("key", "error"), [(5, TypeError), (None, AttributeError)])
def test_what_is_no_name_is_refused_as_before(key, error):
    for headers in (Headers(((b"A", b"1"),)), Plain(((b"A", b"1"),))):
        with pytest.raises(error):
            headers.get_all(key)
        with pytest.raises(error):
            headers.get(key)
