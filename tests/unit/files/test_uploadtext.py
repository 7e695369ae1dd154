"""The text of an upload, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.files.upload import Upload, UploadError
from smockproxy.files.uploadtext import json_tree, yaml_tree
from tests.unit.files.reads import upload


def test_the_last_of_equal_json_keys_wins():
    assert json_tree(b'[{"name": "a", "name": "b"}]') == [{"name": "b"}]


def test_yaml_of_json_is_yaml():
    assert yaml_tree(b'[{"name": "a"}]') == [{"name": "a"}]


def test_names_of_headers_keep_their_case():
    assert json_tree(b'[{"Response": {"Headers": {"X-A": "B"}}}]') == [
        {"response": {"headers": {"X-A": "B"}}}
    ]


@pytest.mark.parametrize("text", ["%YAML 1.2\n---\n[]\n", "# mine\n\n%YAML 1.0\n---\n[]", "%YAML\n--- []"])
def test_another_version_of_yaml_is_refused(text):
    with pytest.raises(UploadError, match=r"^yaml: found incompatible YAML document$"):
        yaml_tree(text.encode())


@pytest.mark.parametrize("text", ["%YAML 1.1\n---\n[]\n", "# %YAML 1.2\n[]", "[]\n# mine\n#%YAML 1.2"])
def test_its_own_version_or_none_is_fine(text):
    assert yaml_tree(text.encode()) == []


@settings(max_examples=50)
@given(st.one_of(st.binary(), st.text().map(str.encode)), st.booleans())
def test_any_bytes_are_read_or_refused(raw, as_json):
    try:
        found = upload(raw, as_json=as_json)
    except UploadError as error:
        assert str(error) != ""  # noqa: PT017 - there is nothing else to say of a refusal
    else:
        assert isinstance(found, Upload)


KEYS = st.sampled_from(
    ["request", "response", "proxy", "context", "path", "headers", "body", "matcher", "value", "delay", "x"]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=50)
@given(st.lists(st.dictionaries(KEYS, TREES, max_size=4), max_size=2))
def test_any_json_tree_is_read_or_refused(tree):
    import json

    try:
        found = upload(json.dumps(tree), as_json=True)
    except UploadError:
        return
    assert len(found.mocks) == len(tree)


@pytest.mark.parametrize(
    ("tree", "raw", "told"),
    [
        (json_tree, b"[" + b"," * 11, "at most 10 commas in one upload, found 11"),
        (yaml_tree, b"[a," * 6 + b"\n" * 5, "at most 10 commas and lines in one upload, found 11"),
        (json_tree, b"[1,2,3,4]", "at most 3 entries in one upload, found 4"),
        (yaml_tree, b"- 1\n- 2\n- 3\n- 4", "at most 3 entries in one upload, found 4"),
    ],
)
def test_an_upload_of_too_many_values_is_refused_before_they_are_read(monkeypatch, tree, raw, told):
    monkeypatch.setattr("smockproxy.files.uploadtext.MOST_VALUES", 10)
    monkeypatch.setattr("smockproxy.files.uploadtext.MOST_MOCKS", 3)
    with pytest.raises(UploadError, match=f"expected {told}: send it in parts"):
        tree(raw)


def test_yaml_has_a_size_and_json_has_none_but_the_uploads(monkeypatch):
    monkeypatch.setattr("smockproxy.files.uploadtext.LARGEST_YAML", 10)
    with pytest.raises(UploadError, match="expected at most 10 bytes of YAML, found 11: send JSON"):
        yaml_tree(b"[          ]"[:11])
    assert json_tree(b'["12345678"]') == ["12345678"]
