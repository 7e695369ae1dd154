"""A request's query and headers as templates see them."""

from smockproxy.engines.gotemplate.webvalues import HttpHeader, UrlValues, canonical
from tests.unit.engines.gotemplate.surroundings import rendered


def test_a_query():
    query = UrlValues(q=["a", "b c"], e=[""], none=[])
    text = (
        '{{.Get "q"}} {{.Get "zz"}}{{.Get "none"}}| {{.Has "e"}} {{.Has "zz"}} {{.q}} {{index .q 1}} {{.zz}}'
    )
    assert rendered(text, query) == "a | true false [a b c] b c <no value>"
    assert rendered('{{.Encode}} {{index . "zz"}} {{printf "%T" .}}', query) == "e=&q=a&q=b+c [] url.Values"


def test_headers():
    headers = HttpHeader({"X-Foo": ["1", "2"]})
    assert (
        rendered('{{.Get "x-foo"}} {{.Values "X-FOO"}} {{.Get "y"}}|{{.Values "y"}}', headers)
        == "1 [1 2] |[]"
    )
    copied = headers.Clone()
    copied["X-Foo"].append("3")
    assert headers == {"X-Foo": ["1", "2"]}


def test_canonical_names():
    names = ["x-my-iD", "HOST", "", "a b", "etag"]
    assert [canonical(name) for name in names] == ["X-My-Id", "Host", "", "a b", "Etag"]
