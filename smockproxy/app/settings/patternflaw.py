"""What is wrong with a pattern of the settings."""


def flaw_of_pattern(pattern: str) -> str:
    """What is wrong with a regular expression, as the end of a sentence; empty if nothing is."""
    from smockproxy.matching.regexp import compile_pattern  # noqa: PLC0415 - RE2 takes its time to be imported

    try:
        compile_pattern(pattern)
    except ValueError as error:
        return f'is "{pattern[:200]}": {error}; expected a regular expression of RE2'
    return "" if pattern else "is empty, which is found everywhere; expected a regular expression of RE2"
