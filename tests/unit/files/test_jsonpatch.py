import pytest

from smockproxy.core.patching import PatchError
from smockproxy.files import jsonpatch
from smockproxy.files.jsonpatch import BadJsonPatchError, json_patch

# Source: RFC 6902, appendix A
EXAMPLES = [
    ({"foo": "bar"}, [{"op": "add", "path": "/baz", "value": "qux"}], {"baz": "qux", "foo": "bar"}),
    ({"foo": ["bar", "baz"]}, [{"op": "add", "path": "/foo/1", "value": "q"}], {"foo": ["bar", "q", "baz"]}),
    ({"baz": "qux", "foo": "bar"}, [{"op": "remove", "path": "/baz"}], {"foo": "bar"}),
    ({"foo": ["a", "b", "c"]}, [{"op": "remove", "path": "/foo/1"}], {"foo": ["a", "c"]}),
    ({"baz": "qux"}, [{"op": "replace", "path": "/baz", "value": "boo"}], {"baz": "boo"}),
    ({"a": {"b": 1}, "c": {}}, [{"op": "move", "from": "/a/b", "path": "/c/d"}], {"a": {}, "c": {"d": 1}}),
    ({"foo": [1, 2, 3]}, [{"op": "move", "from": "/foo/0", "path": "/foo/2"}], {"foo": [2, 3, 1]}),
    ({"a": 1}, [{"op": "test", "path": "/a", "value": 1}], {"a": 1}),
    ({"a": {}}, [{"op": "copy", "from": "/a", "path": "/b"}], {"a": {}, "b": {}}),
    ({"foo": ["bar"]}, [{"op": "add", "path": "/foo/-", "value": ["x"]}], {"foo": ["bar", ["x"]]}),
    ({"/": 9, "~1": 10}, [{"op": "test", "path": "/~01", "value": 10}], {"/": 9, "~1": 10}),
    ({"a": 1}, [{"op": "add", "path": "", "value": [1]}], [1]),
    ({"a\\u0062": 1}, [{"op": "remove", "path": "/a\\u0062"}], {}),
]


@pytest.mark.parametrize(("document", "operations", "expected"), EXAMPLES)
def test_operations(document, operations, expected):
    assert json_patch(operations).applied(document) == expected


@pytest.mark.parametrize(
    ("document", "operations"),
    [
        ({"a": 1}, [{"op": "test", "path": "/a", "value": 2}]),
        ({"a": 1}, [{"op": "remove", "path": "/b"}]),
        ({"a": 1}, [{"op": "add", "path": "/b/c", "value": 1}]),
        ({"a": []}, [{"op": "add", "path": "/a/1", "value": 1}]),
        ({"a": {"b": 1}}, [{"op": "move", "from": "/a", "path": "/a/b"}]),
        ("text", [{"op": "add", "path": "", "value": 1}]),
    ],
)
def test_a_document_that_they_do_not_fit_is_an_error(document, operations):
    with pytest.raises(PatchError, match="json_patch: "):
        json_patch(operations).applied(document)


def test_what_is_wrong_is_told_with_its_place():
    operations = [
        {"op": "test", "path": "/a", "value": 1},
        {"op": "test", "path": "/a", "value": 2},
    ]
    with pytest.raises(PatchError, match=r"^json_patch: test failed \(test:1\)$"):
        json_patch(operations).applied({"a": 1})


def test_a_document_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(jsonpatch, "MOST_WRITTEN", 1000)
    operations = [{"op": "copy", "from": "", "path": f"/{place}"} for place in range(40)]
    with pytest.raises(PatchError, match=r"^json_patch: the answer grows too large \(copy:6\)$"):
        json_patch(operations).applied({"a": ["x" * 10]})
    assert len(json_patch(operations[:3]).applied({"a": ["x" * 10]})) == 4


def test_a_document_that_is_nested_too_deeply_to_be_copied():
    document: dict = {}
    for _ in range(2000):
        document = {"a": document}
    with pytest.raises(PatchError, match="nested too deeply"):
        json_patch([{"op": "copy", "from": "/a", "path": "/b"}]).applied(document)


def test_each_document_is_changed_as_if_it_were_the_first():
    patch = json_patch(
        [
            {"op": "add", "path": "/new", "value": {"list": []}},
            {"op": "add", "path": "/new/list/-", "value": 1},
        ]
    )
    assert [patch.applied({}) for _ in range(3)] == [{"new": {"list": [1]}}] * 3


@pytest.mark.parametrize(
    "operations",
    [
        None,
        {"op": "add"},
        ["add"],
        [{"path": "/a"}],
        [{"op": "addne", "path": "/a", "value": 1}],
        [{"op": "add", "path": "a", "value": 1}],
        [{"op": "add", "path": "/a"}],
        [{"op": "copy", "path": "/a"}],
    ],
)
def test_what_is_no_patch(operations):
    with pytest.raises(BadJsonPatchError, match=r"\w"):
        json_patch(operations)
