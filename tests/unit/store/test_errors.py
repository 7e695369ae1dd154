"""The error of the store."""

from smockproxy.store.errors import StoreError


def test_it_is_not_taken_for_an_error_of_reading_or_of_the_system() -> None:
    assert not issubclass(StoreError, ValueError | OSError)
