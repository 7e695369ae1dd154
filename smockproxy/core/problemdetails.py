"""Problem details: what is wrong with a request, as JSON. Source: RFC 9457."""

from http import HTTPStatus
from typing import Any

PROBLEM_TYPE = "application/problem+json"


def problem_details(status: int, detail: str, title: str = "") -> dict[str, Any]:
    """The members of a problem that its status says enough of; the title is the status's own unless given."""
    title = title or HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}
