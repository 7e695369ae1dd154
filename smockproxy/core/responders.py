"""Responders: what a mock does once it was chosen. Definitions only; the edge carries them out."""

from dataclasses import dataclass
from typing import ClassVar

from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import Headers, Response
from smockproxy.core.patching import Patch
from smockproxy.core.remembering import WhatToRemember
from smockproxy.core.replacing import Replacement


@dataclass(frozen=True, slots=True)
class Fixed:
    """Answer with this response."""

    response: Response
    delay: AnyDelay = NO_DELAY
    remember: WhatToRemember = ()
    needs_body: ClassVar[bool] = False
    """Whether the answer can only be made with the request's body."""


@dataclass(frozen=True, slots=True)
class ForwardTo:
    """Send the request on (Smocker's `proxy:`)."""

    host: str = ""
    """Scheme, authority and an optional prefix, glued to the path; empty: where it was going."""
    keep_host: bool = False
    """Send the client's Host header instead of the upstream's."""
    headers: Headers = Headers()
    """Replace the request's headers of the same names."""
    delay: AnyDelay = NO_DELAY
    follow_redirect: bool = False
    """Answer with what redirects lead to, instead of with the redirect."""
    skip_verify_tls: bool = False
    """Accept any certificate of the upstream, for this mock alone."""
    rewrite: Replacement | None = None
    """What becomes of the path."""
    redirect: int = 0
    """Answer with a redirect of this status to where it would have gone; 0: send it on."""
    timeout: float = 0.0
    """Seconds until the upstream's answer has to begin; 0: any time."""
    patch: Patch | None = None
    """What changes in the answer."""
    on_error: "Fixed | Scripted | None" = None
    """The answer when the upstream gives none; None: an error of ours."""
    needs_body: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Scripted:
    """Ask a script for the answer (Smocker's `dynamic_response`)."""

    engine: str
    """One of `ENGINES`; or `TEMPLATE`, whose script is the JSON of a response with templates in its texts; or
    `MODULE`.
    """
    script: str
    line: int = 0
    """The line of the file before the script's first one."""
    file: str = ""
    """Where the script is written, for messages; empty for one that came by the API."""
    remember: WhatToRemember = ()
    needs_body: ClassVar[bool] = True


ENGINES = ("go_template", "go_template_yaml", "go_template_json", "lua", "jinja2", "javascript", "python")
"""The languages of scripts: Smocker's, then ours."""
SMOCKERS_ENGINES = frozenset(ENGINES[:4])
"""Those that Smocker has: their files are taken, and their errors told, as it does."""
TRUSTED_ENGINES = frozenset({"javascript", "python"})
"""Those whose scripts are taken from files, and over HTTP only if that is allowed."""
TEMPLATE = "jinja2_texts"
"""`response.template: true`."""

MODULE = "python_module"
"""A function of a module of mocks. Its script is JSON, as the engine of that name reads it."""
