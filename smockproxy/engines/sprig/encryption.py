"""Texts encrypted with a password."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig.encoding import decode_base64

_BLOCK = 16


def decrypt_aes(password: str, encrypted: str) -> str:
    """The text that `encryptAES` encrypted."""
    if not encrypted:
        return ""
    try:
        octets = decode_base64(encrypted)
    except ValueError as error:
        raise FunctionError(str(error)) from None
    if len(octets) < _BLOCK or len(octets) % _BLOCK:
        raise FunctionError("crypto/cipher: input not full blocks")
    decryptor = _cipher(password, octets[:_BLOCK]).decryptor()
    padded = decryptor.update(octets[_BLOCK:]) + decryptor.finalize()
    if not padded or padded[-1] > len(padded):
        raise FunctionError("runtime error: slice bounds out of range: the password is not the text's")
    return to_text(padded[: len(padded) - padded[-1]])


def _cipher(password: str, start: bytes) -> Cipher[CBC]:
    """AES-256 with the first 32 bytes of the password, filled up with zeros, as sprig has it."""
    return Cipher(AES(to_bytes(password)[:32].ljust(32, b"\0")), CBC(start))


def functions(_now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions on a source of randomness."""

    def encrypt_aes(password: str, text: str) -> str:
        octets, start = to_bytes(text), random.randbytes(_BLOCK)
        if not octets:
            return ""
        padding = _BLOCK - len(octets) % _BLOCK
        encryptor = _cipher(password, start).encryptor()
        encrypted = encryptor.update(octets + bytes([padding]) * padding) + encryptor.finalize()
        return b64encode(start + encrypted).decode()

    return {"encryptAES": encrypt_aes, "decryptAES": decrypt_aes}
