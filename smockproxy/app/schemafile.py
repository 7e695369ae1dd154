"""The JSON Schema of mock files that is shipped; `python -m smockproxy.app.schemafile` writes it anew."""

import json

from smockproxy.files.schema import mock_file_schema
from smockproxy.matching import MATCHERS


def generated() -> str:
    """The schema as the models have it now."""
    return json.dumps(mock_file_schema(MATCHERS), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(generated(), end="")  # noqa: T201  its output is the file
