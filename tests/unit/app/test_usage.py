"""What is wrong with a call has a status."""

import pytest

from smockproxy.app.usage import NotFoundError, TooLargeError, UnsupportedTypeError, UsageError


@pytest.mark.parametrize(
    ("error", "status"),
    [(UsageError, 400), (NotFoundError, 404), (TooLargeError, 413), (UnsupportedTypeError, 415)],
)
def test_status(error, status):
    assert error("why").status == status
    assert issubclass(error, UsageError)
