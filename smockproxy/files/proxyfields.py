"""`proxy`: a request goes on to a real server, as a model."""

from collections.abc import Callable, Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from smockproxy.core.duration import NO_DELAY
from smockproxy.core.forwarding import BadUpstreamError, upstream_of
from smockproxy.core.http import Headers
from smockproxy.core.responders import Fixed, ForwardTo, Scripted
from smockproxy.files import planned
from smockproxy.files.fields import Boolean, DelayRange, Integer, Lifetime, Probability, Text
from smockproxy.files.model import Wire
from smockproxy.files.patchfields import PatchWire, ReplacementWire, RewriteWire, patch_of
from smockproxy.files.places import Step
from smockproxy.files.ratefields import RateLimitWire
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.responsefields import HeaderMap, ResponseWire, header_lines
from smockproxy.files.scalars import quoted

REDIRECTS = (301, 302, 307, 308)
OF_THE_ANSWER = ("patch", "timeout", "on_error")
"""Keys that mean nothing when nobody is asked."""


def _upstream(host: str, info: ValidationInfo) -> str:
    if reading_of(info).is_strict:
        try:
            upstream_of(host)
        except BadUpstreamError:
            hint = "write it like https://api.example.test, or http://127.0.0.1:8000/prefix"
            raise complain(f"{quoted(host)} is not the URL of a server", hint=hint) from None
    return host


def _redirect(status: int) -> int:
    if status not in REDIRECTS:
        raise complain(f"{status} is no redirect", hint="one of 301, 302, 307, 308; 307 repeats the method")
    return status


type RedirectStatus = Annotated[Integer, AfterValidator(_redirect)]


class ProxyWire(Wire):
    """`proxy`: the request goes on to a real server; without a host, to where it was going."""

    planned_keys = planned.PROXY

    host: Annotated[Text, AfterValidator(_upstream)] = ""
    keep_host: Boolean = False
    headers: HeaderMap = Field(default_factory=dict)
    delay: DelayRange = NO_DELAY
    follow_redirect: Boolean = False
    skip_verify_tls: Boolean = False
    rewrite: RewriteWire | None = None
    redirect: RedirectStatus | None = None
    timeout: Lifetime = 0.0
    patch: PatchWire | None = None
    on_error: ResponseWire | None = None
    probability: Probability | None = None
    rate_limit: RateLimitWire | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.redirect is None:
            return self
        for key in OF_THE_ANSWER:
            if key in self.model_fields_set:
                told = f"{key} says nothing beside redirect, which asks no server"
                raise complain(told, hint=f"leave out {key}, or redirect", steps=(key,), of_key=True)
        if not self.host and self.rewrite is None:
            hint = "say host, or rewrite the path"
            raise complain(
                "it would redirect a request to where it came from", hint=hint, steps=("redirect",)
            )
        return self


PROXY_BLOCKS: Mapping[tuple[Step, ...], type[Wire]] = {
    ("proxy", "rewrite"): RewriteWire,
    ("proxy", "patch"): PatchWire,
    ("proxy", "patch", "replace"): ReplacementWire,
    ("proxy", "on_error"): ResponseWire,
}
"""What stands below keys of it."""


def forward_of(proxy: ProxyWire, answer: Callable[[ResponseWire], Fixed | Scripted]) -> ForwardTo:
    """The core's responder; `answer` makes a response of a model."""
    return ForwardTo(
        proxy.host,
        proxy.keep_host,
        Headers.of(header_lines(proxy.headers)),
        proxy.delay,
        proxy.follow_redirect,
        proxy.skip_verify_tls,
        proxy.rewrite.ready if proxy.rewrite else None,
        proxy.redirect or 0,
        proxy.timeout,
        patch_of(proxy.patch) if proxy.patch else None,
        answer(proxy.on_error) if proxy.on_error else None,
    )


def probability_of(probability: float, proxy: ProxyWire | None) -> float:
    """How likely a mock is to answer: as its context says, and its proxy."""
    return probability * (1.0 if proxy is None or proxy.probability is None else proxy.probability)
