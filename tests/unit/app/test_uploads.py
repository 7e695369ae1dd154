"""What a content type says of an upload."""

import pytest

from smockproxy.app.uploads import is_json, read_upload
from smockproxy.app.usage import UnsupportedTypeError, UsageError


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/jsonx", True),
        ("", False),
        ("application/x-yaml", False),
        ("text/plain, application/x-yaml", False),
    ],
)
def test_is_json(content_type, expected):
    assert is_json(content_type, b"x") is expected


@pytest.mark.parametrize("content_type", ["text/yaml", "application/yaml", "text/plain", "Application/JSON"])
def test_unsupported(content_type):
    with pytest.raises(UnsupportedTypeError, match=r"^code=415, message=Unsupported Media Type$"):
        is_json(content_type, b"x")
    assert UnsupportedTypeError.status == 415
    assert is_json(content_type, b"") is False


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/xml"]
)
def test_never_a_list(content_type):
    with pytest.raises(UsageError, match=r"^binding element must be a struct$") as refusal:
        is_json(content_type, b"x")
    assert refusal.value.status == 400


def test_read_upload_knows_every_matcher():
    raw = b"- {request: {path: {matcher: ShouldMatch, value: a+}}, response: {body: x}}"
    (mock,) = read_upload(raw, as_json=False, new_id=lambda: "id", now=1.0).mocks
    assert (mock.id, mock.created_at) == ("id", 1.0)
