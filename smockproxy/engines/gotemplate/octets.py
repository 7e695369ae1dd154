"""Texts as Go has them, bytes: a byte that is no UTF-8 stands in a Python text as a lone surrogate."""


def to_bytes(text: str) -> bytes:
    """The bytes of a text; a surrogate that stands for no byte becomes U+FFFD, as Go decodes it."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def to_text(octets: bytes) -> str:
    """The text of bytes, whatever they are."""
    return octets.decode("utf-8", "surrogateescape")


def as_unicode(text: str) -> str:
    """The text with U+FFFD for what is no UTF-8."""
    return text if text.isascii() else to_bytes(text).decode("utf-8", "replace")
