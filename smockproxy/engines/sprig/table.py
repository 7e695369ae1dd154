"""All of sprig's functions by name."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from smockproxy.engines.sprig import (
    arithmetic,
    dicts,
    digests,
    emptiness,
    encoding,
    jsontext,
    lists,
    naming,
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

Function = Callable[..., Any]

_STEADY = (
    arithmetic, dicts, digests, emptiness, encoding, jsontext, lists, naming, paths, reflection, refused,
    regexps, texts, urls, versionranges, wording,
)  # fmt: skip
"""Modules whose functions depend on their arguments alone."""
STEADY: Mapping[str, Function] = {
    name: checked(name, function) for module in _STEADY for name, function in module.FUNCTIONS.items()
}
"""The functions that need neither a clock nor randomness."""

_DRAWN: Mapping[str, str] = {
    "dates": (
        "now ago date dateInZone date_in_zone htmlDate htmlDateInZone duration durationRound dateModify "
        "date_modify mustDateModify must_date_modify toDate mustToDate unixEpoch"
    ),
    "draws": "randAlpha randAlphaNum randNumeric randAscii randBytes randInt shuffle uuidv4",
    "encryption": "encryptAES decryptAES",
    "passwords": "bcrypt htpasswd derivePassword",
    "certificates": (
        "genPrivateKey buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey "
        "genSignedCert genSignedCertWithKey"
    ),
}
"""Functions by the module that makes them, for a clock and a source of randomness; it is imported when
one is called for, as cryptography takes longer to load than most templates to run."""
_MODULES: Mapping[str, str] = {name: module for module, names in _DRAWN.items() for name in names.split()}

SLOW = frozenset({
    "bcrypt", "htpasswd", "derivePassword", "genPrivateKey", "genCA", "genSelfSignedCert", "genSignedCert",
})  # fmt: skip
"""Functions that calculate for 50 milliseconds to some seconds in one go; a template that names one
should run where it can be stopped."""


class Functions(Mapping[str, Function]):
    """The functions as a template calls them; each raises `FunctionError` for what it can't do."""

    def __init__(self, now: float, random: Random) -> None:
        self._now, self._random = now, random
        self._made: dict[str, Function] = {}
        self._modules: dict[str, Mapping[str, Function]] = {}

    def __getitem__(self, name: str) -> Function:
        found = STEADY.get(name) or self._made.get(name)
        if found is None:
            found = self._made[name] = checked(name, self._module(_MODULES[name])[name])
        return found

    def _module(self, name: str) -> Mapping[str, Function]:
        if name not in self._modules:
            make = import_module(f"smockproxy.engines.sprig.{name}").functions
            self._modules[name] = make(self._now, self._random)
        return self._modules[name]

    def __iter__(self) -> Iterator[str]:
        yield from STEADY
        yield from _MODULES

    def __len__(self) -> int:
        return len(STEADY) + len(_MODULES)


def functions(now: float, random: Random) -> Mapping[str, Function]:
    """All functions by name; `now` is seconds since the epoch.

    The draws follow `random`, but for private keys, which are always new.
    """
    return Functions(now, random)
