"""Signs tokens of recordings anew, and shows the keys that they are checked with.

The keys are of one run, one for each kind of algorithm, whatever `kid` a token names: what matters is that a
client that fetches the key set can check the tokens. Source of the algorithms: RFC 7518 and RFC 8037.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from json import dumps, loads
from typing import Any

KINDS: Mapping[str, str] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
    "EdDSA": "Ed25519",
    **dict.fromkeys(("HS256", "HS384", "HS512"), "secret"),
}
"""Algorithm → which key signs for it."""
USUAL: Mapping[str, str] = {
    "RSA": "RS256",
    "P-256": "ES256",
    "P-384": "ES384",
    "P-521": "ES512",
    "Ed25519": "EdDSA",
}
"""Key → an algorithm that it is for."""
KEPT = ("kid", "use", "alg", "key_ops")
"""What stays of a recorded key beside its kind."""
PUBLIC_EXPONENT, KEY_SIZE, SECRET_SIZE = 65_537, 2_048, 64
MOST_KEYS = 1_000
MOST_SIGNED = 10_000
"""Signatures that are remembered."""


class Signing:
    """The keys of a run, each made when it is first needed."""

    def __init__(self) -> None:
        self._keys: dict[str, Any] = {}
        self._signed: OrderedDict[bytes, bytes] = OrderedDict()
        """Signatures by what they are of. Some algorithms draw another each time; a token must stay one."""

    def sign(self, header: Mapping[str, Any], content: bytes) -> bytes | None:
        """The signature by the algorithm that a token's header names; None for one that we don't have."""
        name = header.get("alg")
        if not isinstance(name, str) or name not in KINDS:
            return None
        signed = self._signed.get(content)
        if signed is None:
            signed = self._signed[content] = self._anew(name, content)
            if len(self._signed) > MOST_SIGNED:
                self._signed.popitem(last=False)
        return signed

    def _anew(self, name: str, content: bytes) -> bytes:
        from jwt.algorithms import get_default_algorithms  # noqa: PLC0415 - few runs replay tokens

        signed: bytes = get_default_algorithms()[name].sign(content, self._key(KINDS[name]))
        return signed

    def _key(self, kind: str) -> Any:
        if kind not in self._keys:
            self._keys[kind] = _MAKE[kind]()
        return self._keys[kind]

    def with_own_keys(self, body: bytes) -> bytes | None:
        """A recorded key set (RFC 7517) with our keys in place of its own; None for what is none."""
        try:
            document = loads(body)
        except (ValueError, RecursionError):
            return None
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS or not all(map(_is_key, keys)):
            return None
        return dumps({**document, "keys": list(map(self._shown, keys))}).encode()

    def _shown(self, recorded: Mapping[str, Any]) -> Mapping[str, Any]:
        from jwt.algorithms import get_default_algorithms  # noqa: PLC0415 - few runs replay tokens

        kind = _kind_of(recorded)
        if kind not in USUAL:
            return recorded
        algorithm = get_default_algorithms()[USUAL[kind]]
        shown = loads(algorithm.to_jwk(self._key(kind).public_key()))
        kept = {name: recorded[name] for name in KEPT if name in recorded}
        return {name: value for name, value in shown.items() if name != "key_ops"} | kept


def _is_key(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("kty"), str)


def _kind_of(key: Mapping[str, Any]) -> str:
    return "RSA" if key["kty"] == "RSA" else str(key.get("crv", ""))


def _rsa() -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key  # noqa: PLC0415 - the same

    return generate_private_key(PUBLIC_EXPONENT, KEY_SIZE)


def _on_curve(name: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - few runs replay tokens

    return ec.generate_private_key(getattr(ec, name)())


def _edwards() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - the same

    return Ed25519PrivateKey.generate()


_MAKE: Mapping[str, Callable[[], Any]] = {
    "RSA": _rsa,
    "P-256": partial(_on_curve, "SECP256R1"),
    "P-384": partial(_on_curve, "SECP384R1"),
    "P-521": partial(_on_curve, "SECP521R1"),
    "Ed25519": _edwards,
    "secret": partial(secrets.token_bytes, SECRET_SIZE),
}
