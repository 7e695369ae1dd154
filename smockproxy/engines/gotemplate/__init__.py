"""Go's text/template, interpreted: with Go's values, Go's printing and Go's messages, within a budget.

Source of the language: Go's documentation of text/template and fmt, and the behaviour of Go 1.24.
"""

from smockproxy.engines.gotemplate.budget import Budget
from smockproxy.engines.gotemplate.errors import BudgetError, FunctionError, TemplateError
from smockproxy.engines.gotemplate.template import Template, parse
from smockproxy.engines.gotemplate.values import GoMap, Struct

__all__ = ["Budget", "BudgetError", "FunctionError", "GoMap", "Struct", "Template", "TemplateError", "parse"]
