"""All of sprig's functions by name."""

from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from smockproxy.engines.sprig import (
    arithmetic,
    certificates,
    dates,
    dicts,
    digests,
    draws,
    emptiness,
    encoding,
    jsontext,
    lists,
    naming,
    passwords,
    paths,
    reflection,
    refused,
    regexps,
    texts,
    urls,
    versionranges,
    wording,
)
from smockproxy.engines.sprig.calls import checked

_STEADY = (
    arithmetic, dicts, emptiness, encoding, jsontext, lists, naming, paths, reflection, refused, regexps,
    texts, urls, versionranges, wording,
)  # fmt: skip
"""Modules whose functions depend on their arguments alone."""

SLOW = frozenset({
    "bcrypt", "htpasswd", "derivePassword", "genPrivateKey", "genCA", "genSelfSignedCert", "genSignedCert",
})  # fmt: skip
"""Functions that calculate for 50 milliseconds to some seconds in one go; a template that names one
should run where it can be stopped."""


def _steady() -> dict[str, Callable[..., Any]]:
    return {
        name: checked(name, function) for module in _STEADY for name, function in module.FUNCTIONS.items()
    }


STEADY: Mapping[str, Callable[..., Any]] = _steady()
"""The functions that need neither a clock nor randomness."""


def functions(now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions as a template calls them; each raises `FunctionError` for what it can't do.

    `now` is seconds since the epoch. The draws follow `random`, but for private keys, which are always new.
    """
    drawn = (
        dates.functions(now),
        draws.functions(random),
        digests.functions(random),
        passwords.functions(random),
        certificates.functions(now, random),
    )
    return {
        **STEADY,
        **{name: checked(name, function) for table in drawn for name, function in table.items()},
    }
