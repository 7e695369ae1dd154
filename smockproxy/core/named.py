"""Conditions on what a request has by name besides headers and query parameters: cookies, form fields."""

from dataclasses import dataclass

from smockproxy.core.http import Request
from smockproxy.core.mismatch import TOO_LARGE, Mismatch
from smockproxy.core.values import Multimap, named_values_hold, named_values_mismatch


@dataclass(frozen=True, slots=True)
class OnExactQuery:
    """Matchers by name of a query parameter; there must be no further names."""

    params: Multimap
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has values that fulfil its matchers, and there are no others."""
        given = request.query_params
        return given.keys() <= self.params.keys() and named_values_hold(
            self.params, given, request.received_at
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        given = request.query_params
        failed = named_values_mismatch("query_exact", self.params, given, request.received_at)
        further = [name for name in given if name not in self.params]
        if failed is None and further:
            return Mismatch("query_exact", "no further names", ", ".join(further))
        return failed


@dataclass(frozen=True, slots=True)
class OnCookies:
    """Matchers by name of a cookie."""

    cookies: Multimap
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has values that fulfil its matchers."""
        return named_values_hold(self.cookies, request.cookies, request.received_at)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        return named_values_mismatch("cookies", self.cookies, request.cookies, request.received_at)


@dataclass(frozen=True, slots=True)
class OnForm:
    """Matchers by name of a form's field; the body must be a form."""

    fields: Multimap
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the body is a form, and every name has values that fulfil its matchers."""
        given = request.form_values
        return given is not None and named_values_hold(self.fields, given, request.received_at)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if request.body is None:
            return Mismatch("form", "a form", TOO_LARGE)
        given = request.form_values
        if given is None:
            return Mismatch("form", "a form", request.headers.get("content-type") or "no content type")
        return named_values_mismatch("form", self.fields, given, request.received_at)
