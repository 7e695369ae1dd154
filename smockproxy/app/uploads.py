"""Uploads of mocks: what their content type says of them.

Source: Smocker (`POST /mocks`: content types and the texts of its refusals).
"""

from smockproxy.app.usage import UnsupportedTypeError, UsageError

YAML_TYPE = "application/x-yaml"
STRUCT_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "text/xml")
"""Types that Smocker reads, but never as a list of mocks."""


def is_json(content_type: str, raw: bytes) -> bool:
    """Whether an upload is JSON, else YAML; an empty one is either. Raises `UsageError` for other types."""
    if content_type.startswith("application/json"):
        return True
    if not raw or not content_type or YAML_TYPE in content_type:
        return False
    if content_type.startswith(STRUCT_TYPES):
        raise UsageError("binding element must be a struct")
    raise UnsupportedTypeError("code=415, message=Unsupported Media Type")
