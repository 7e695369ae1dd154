"""Text of strangers as a terminal may get it.

Rules of this file: standard library only.
"""


def visible(text: str, kept: str = "") -> str:
    """The text with what a terminal would act on as escapes."""
    return "".join(
        char if char.isprintable() or char in kept else char.encode("unicode_escape", "replace").decode()
        for char in text
    )


def indented(text: str) -> str:
    """A text of one line or several, of which none but the first can be taken for a line of ours."""
    return visible(text.rstrip("\n"), kept="\n\t").replace("\n", "\n  ")
