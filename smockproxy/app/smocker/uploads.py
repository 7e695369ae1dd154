"""Uploads of mocks: what their content type says of them, and what reads them.

Source: Smocker (`POST /mocks`: content types and the texts of its refusals).
"""

from functools import partial
from typing import Protocol

from smockproxy.app.sessions.instance import NewId
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UnsupportedTypeError, UsageError
from smockproxy.files.reading import Inspector, Reading
from smockproxy.files.upload import Upload, parse_upload
from smockproxy.matching import MATCHERS

YAML_TYPE = "application/x-yaml"
STRUCT_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "text/xml")
"""Types that Smocker reads, but never as a list of mocks."""


NO_LIST = "binding element must be a struct"
UNSUPPORTED = "code=415, message=Unsupported Media Type"


def is_json(content_type: str, raw: bytes) -> bool:
    """Whether an upload is JSON, else YAML; an empty one is either. Raises `UsageError` for other types."""
    if content_type.startswith("application/json"):
        return True
    if not raw or not content_type or YAML_TYPE in content_type:
        return False
    if content_type.startswith(STRUCT_TYPES):
        raise UsageError(NO_LIST)
    raise UnsupportedTypeError(UNSUPPORTED)


class ParseUpload(Protocol):
    """Reads an upload in Smocker's format."""

    def __call__(self, raw: bytes, /, *, as_json: bool, new_id: NewId, now: float) -> Upload:
        """The mocks of it, ids and dates filled in. Raises `UploadError`. Called in a thread of its own."""
        ...


read_upload: ParseUpload = partial(parse_upload, reading=Reading(MATCHERS))
"""Reads an upload with all matchers that there are."""


def upload_reader(settings: Settings, *, is_on_disk: bool = False) -> ParseUpload:
    """What reads uploads of a run; whoever can write on disk is trusted with any script."""
    reading = Reading(
        MATCHERS,
        inspector=Inspector(longest_delay=settings.delay_bound),
        allow_remote_scripts=is_on_disk or settings.allow_remote_scripts,
    )
    return partial(parse_upload, reading=reading)
