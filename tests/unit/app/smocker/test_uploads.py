"""What a content type says of an upload."""

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.uploads import is_json, read_upload, upload_reader
from smockproxy.app.usage import UnsupportedTypeError, UsageError
from smockproxy.files.upload import UploadError


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


SCRIPT = b"- dynamic_response: {engine: python, script: return 200}"
SLOW = b"- response: {delay: 31s}"


def read(reader, raw):
    return reader(raw, as_json=False, new_id=lambda: "id", now=1.0).mocks


def test_what_a_run_allows():
    reader = upload_reader(Settings())
    assert len(read(reader, SLOW)) == 1
    with pytest.raises(UploadError, match="--allow-remote-scripts"):
        read(reader, SCRIPT)
    assert len(read(upload_reader(Settings(allow_remote_scripts=True)), SCRIPT)) == 1
    assert len(read(upload_reader(Settings(longest_delay=31_000)), SLOW)) == 1
    with pytest.raises(
        UploadError, match=r"^\[0\].response.delay: a delay may be 30.999s at most, found 31s$"
    ):
        read(upload_reader(Settings(longest_delay=30_999)), SLOW)


def test_what_is_on_disk_may_have_any_script_but_no_longer_delay():
    reader = upload_reader(Settings(longest_delay=30_000), is_on_disk=True)
    assert len(read(reader, SCRIPT)) == 1
    with pytest.raises(UploadError, match="a delay may be 30s at most"):
        read(reader, SLOW)
