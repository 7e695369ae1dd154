import pytest

from smockproxy.core.http import Headers
from smockproxy.core.mock import Mock
from smockproxy.core.patching import Patch
from smockproxy.core.responders import ForwardTo
from smockproxy.files.mockfile import MockFile, read_mock_file
from smockproxy.files.patchfields import ReplacementWire, patch_of
from smockproxy.matching import MATCHERS


def read(proxy: str) -> MockFile:
    return read_mock_file(f"- proxy: {{{proxy}}}\n".encode(), "m.yml", MATCHERS)


def forward(proxy: str) -> ForwardTo:
    file = read(proxy)
    assert file.problems == ()
    (mock,) = file.mocks
    assert isinstance(mock, Mock)
    assert isinstance(mock.responder, ForwardTo)
    return mock.responder


def patch(text: str) -> Patch:
    found = forward(f"patch: {{{text}}}").patch
    assert found is not None
    return found


def test_all_keys_of_a_patch():
    found = patch(
        "status: 418, headers: {X-B: [1, two], X-A: on, X-Gone: null}, json_merge: {a: null, b: 1.5}, "
        "json_patch: [{op: remove, path: /x}], replace: [{pattern: 'a(b)', replacement: '$1'}], "
        "template: '{{ x }}'"
    )
    assert found.status == 418
    assert found.headers == Headers.of([("X-A", "on"), ("X-B", "1"), ("X-B", "two")])
    assert found.removed == ("X-Gone",)
    assert found.merge == ({"a": None, "b": 1.5},)
    assert found.operations is not None
    assert found.operations.operations == [{"op": "remove", "path": "/x"}]
    assert [each.replaced("ab") for each in found.replacements] == ["b"]
    assert found.template == "{{ x }}"


def test_a_merge_patch_of_null_is_one():
    assert patch("json_merge: null").merge == (None,)
    assert patch("status: 500").merge == ()


def test_a_rewrite():
    rewrite = forward(r"rewrite: {pattern: '^/api/(?P<rest>.*)', replacement: '/${rest}'}").rewrite
    assert rewrite is not None
    assert rewrite.replaced("/api/x") == "/x"


@pytest.mark.parametrize(
    ("proxy", "path", "message"),
    [
        ("patch: {}", "patch", "it changes nothing"),
        ("patch: {status: 101}", "patch.status", "101 is no status of a final answer"),
        ("patch: {headers: {content-length: 1}}", "patch.headers.content-length", "can't be patched"),
        ("patch: {headers: {A B: 1}}", 'patch.headers["A B"]', "is no header name"),
        ("patch: {json_patch: {}}", "patch.json_patch", "expected a list of operations"),
        ("patch: {json_merge: !!binary aGk=}", "patch.json_merge", "!!binary is not a value in JSON"),
        ("patch: {replace: [{replacement: x}]}", "patch.replace[0]", "a replacement needs a pattern"),
        ("patch: {replace: [{pattern: '('}]}", "patch.replace[0].pattern", "invalid regular expression"),
        ("patch: {replace: [{pattern: a, replacement: $1}]}", "patch.replace[0].replacement", "the group 1"),
        ("patch: {replace: [{pattern: a, replace: x}]}", "patch.replace[0].replace", "unknown key"),
        ("rewrite: {pattern: a, replacement: 'https://x.test'}", "rewrite.replacement", "is no path"),
        ("rewrite: {pattern: a, replacement: /../x}", "rewrite.replacement", "leads out"),
        ("rewrite: {pattern: a, replacement: 'x y'}", "rewrite.replacement", "a blank"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(proxy, path, message):
    first = read(proxy).problems[0]
    assert first.path == f"[0].proxy.{path}"
    assert message in first.message


def test_a_replacement_that_was_never_looked_at_is_none():
    with pytest.raises(TypeError):
        _ = ReplacementWire.model_construct(pattern="a", replacement="b").ready
    assert callable(patch_of)
