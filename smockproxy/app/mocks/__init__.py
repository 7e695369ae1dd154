"""Mocks as people write and read them: checked, changed by the API, shown."""
