"""What goes wrong."""

from smockproxy.engines.gotemplate import BudgetError, FunctionError, TemplateError


def test_errors_have_messages_and_lines():
    assert (TemplateError("a", 3).message, TemplateError("a", 3).line, str(TemplateError("a"))) == (
        "a",
        3,
        "a",
    )
    assert FunctionError("b").message == "b"
    assert isinstance(BudgetError("c"), TemplateError)
