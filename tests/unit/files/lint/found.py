"""A short way to what a rule finds in a mock."""

from smockproxy.files.lint.findings import blocks_of
from tests.unit.files.reads import mock_of


def found(rule, request):
    """Each finding of a mock with this `request:`, as path, message and hint."""
    mock = mock_of(f"- request: {request}\n  response: {{}}\n")
    return [finding for block in blocks_of(mock.conditions) for finding in rule(block)]


def told(rule, request):
    """The same, as messages and hints."""
    return [(finding.message, finding.hint) for finding in found(rule, request)]
