"""What goes wrong in a template, in the words of Go's text/template."""


class TemplateError(Exception):
    """A template that can't be parsed or rendered; `line` counts from 1 in its text, 0 when there is none."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class BudgetError(TemplateError):
    """A template that took more steps or made more text than its budget allows."""


class FunctionError(Exception):
    """A function that a template called and that can't do what it was asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
