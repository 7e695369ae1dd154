"""The JSON Schema of mock files that ships; `python -m smockproxy.app.mocks.schemafile` writes it anew."""

import json

from smockproxy.files.schema import mock_file_schema
from smockproxy.matching import MATCHERS


def generated() -> str:
    """The schema as the models have it now."""
    return json.dumps(mock_file_schema(MATCHERS), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(generated(), end="")  # noqa: T201  its output is the file
