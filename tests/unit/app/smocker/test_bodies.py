"""Lists of ids, and names for sessions."""

import pytest

from smockproxy.app.smocker.bodies import Renaming, ids_of, renaming_of
from smockproxy.app.usage import UnsupportedTypeError, UsageError

JSON = "application/json"


@pytest.mark.parametrize(
    ("raw", "content_type", "ids"),
    [
        (b'["a", "b"]', JSON, ["a", "b"]),
        (b"- a\n- b\n", "", ["a", "b"]),
        (b'["a"]', "application/x-yaml", ["a"]),
        (b"", JSON, []),
        (b"", "text/plain", []),
    ],
)
def test_ids(raw, content_type, ids):
    assert ids_of(raw, content_type) == ids


@pytest.mark.parametrize(
    ("raw", "content_type", "message"),
    [
        (b"{}", JSON, "expected=[]string, got=object"),
        (b"a: b", "", "cannot unmarshal !!map into []string"),
        (b'["a", {}]', JSON, "[1]: expected the id of a mock, found a mapping"),
        (b"[1", JSON, "unexpected EOF"),
        (b"a=b", "application/x-www-form-urlencoded", "binding element must be a struct"),
    ],
)
def test_what_are_no_ids(raw, content_type, message):
    with pytest.raises(UsageError) as refusal:
        ids_of(raw, content_type)
    assert message in str(refusal.value)


def test_ids_of_another_type():
    with pytest.raises(UnsupportedTypeError):
        ids_of(b"[]", "text/yaml")


@pytest.mark.parametrize(
    ("raw", "content_type", "renaming"),
    [
        (b'{"id": "a", "name": "b"}', JSON, Renaming("a", "b")),
        (b'{"ID": "a", "Name": null}', JSON + "; charset=utf-8", Renaming("a", "")),
        (b"", "", Renaming()),
        (b"id=a", "application/x-www-form-urlencoded", Renaming()),
    ],
)
def test_renaming(raw, content_type, renaming):
    assert renaming_of(raw, content_type) == renaming


@pytest.mark.parametrize(
    ("raw", "content_type", "message"),
    [
        (b"[]", JSON, "found a list"),
        (b'{"id": 1}', JSON, "id: expected a text, found 1"),
        (b"{", JSON, "not JSON"),
        (b"{}", "", "code=415, message=Unsupported Media Type"),
        (b"{}", "text/xml", "binding element must be a struct"),
    ],
)
def test_what_is_no_renaming(raw, content_type, message):
    with pytest.raises(UsageError) as refusal:
        renaming_of(raw, content_type)
    assert message in str(refusal.value)
    assert refusal.value.status == 400
