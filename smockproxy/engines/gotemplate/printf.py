"""Go's fmt.Sprintf: a format's directives, each with its operand, and what it says of wrong ones."""

from typing import Any

from smockproxy.engines.gotemplate.budget import Meter
from smockproxy.engines.gotemplate.flags import PLAIN, Flags
from smockproxy.engines.gotemplate.printing import NIL, Printer
from smockproxy.engines.gotemplate.values import MISSING, type_name

LARGEST = 1_000_000
"""Width or precision, as in Go."""


def sprintf(meter: Meter, form: str, operands: tuple[Any, ...]) -> str:
    """A text by a format. Raises `OverrunError`, `FunctionError`."""
    return _Formatting(Printer(meter), form, operands).run()


class _Formatting:
    """One pass over a format."""

    def __init__(self, printer: Printer, form: str, operands: tuple[Any, ...]) -> None:
        self.printer, self.form, self.operands = printer, form, operands
        self.at = 0
        self.next = 0
        """Index of the operand that the next directive takes."""
        self.reordered = False
        self.after_index = False
        self.is_sound = True
        """Whether the explicit index of this directive, `[2]`, is one."""

    def run(self) -> str:
        while self.at < len(self.form):
            start = self.form.find("%", self.at)
            self.printer.add(self.form[self.at : start if start >= 0 else None])
            self.at = start + 1 if start >= 0 else len(self.form)
            if start >= 0:
                self._directive()
        if not self.reordered and self.next < len(self.operands):
            self._extra()
        return self.printer.text()

    def _directive(self) -> None:
        self.printer.meter.spend()
        self.is_sound, self.after_index = True, False
        start = self.at
        while self.form[self.at : self.at + 1] in tuple("#0+- "):
            self.at += 1
        marks = self.form[start : self.at]
        self._explicit_index()
        marks, width = self._width(marks)
        precision = self._precision()
        if not self.after_index:
            self._explicit_index()
        verb = self.form[self.at : self.at + 1]
        self.at += 1
        self._verb(verb, Flags(marks, width, precision))

    def _verb(self, verb: str, flags: Flags) -> None:
        if not verb:
            self.printer.add("%!(NOVERB)")
        elif verb == "%":
            self.printer.add("%")
        elif not self.is_sound:
            self.printer.add(f"%!{verb}(BADINDEX)")
        elif self.next >= len(self.operands):
            self.printer.add(f"%!{verb}(MISSING)")
        else:
            if verb == "v":
                rest = flags.marks.replace("#", "").replace("+", "")
                flags = Flags(rest, flags.width, flags.precision, flags.has("#"), flags.has("+"))
            self.printer.operand(self.operands[self.next], verb, flags)
            self.next += 1

    def _width(self, marks: str) -> tuple[str, int | None]:
        if self.form.startswith("*", self.at):
            self.at += 1
            self.after_index = False
            width = self._from_operand()
            if width is None:
                self.printer.add("%!(BADWIDTH)")
            return (marks, width) if width is None or width >= 0 else (marks.replace("0", "") + "-", -width)
        width = self._number()
        if self.after_index and width is not None:
            self.is_sound = False
        return marks, width

    def _precision(self) -> int | None:
        if self.at + 1 >= len(self.form) or self.form[self.at] != ".":
            return None
        self.at += 1
        if self.after_index:
            self.is_sound = False
        self._explicit_index()
        if not self.form.startswith("*", self.at):
            return self._number() or 0
        self.at += 1
        self.after_index = False
        precision = self._from_operand()
        if precision is None or precision < 0:
            self.printer.add("%!(BADPREC)")
            return None
        return precision

    def _number(self) -> int | None:
        """The digits that come next; nothing of a number that is too big, nor of what comes after it."""
        value: int | None = None
        while (digit := self.form[self.at : self.at + 1]) and digit in "0123456789":
            if value is not None and value > LARGEST:
                self.at = len(self.form)
                return None
            value = (value or 0) * 10 + int(digit)
            self.at += 1
        return value

    def _from_operand(self) -> int | None:
        if self.next >= len(self.operands):
            return None
        operand = self.operands[self.next]
        self.next += 1
        is_number = isinstance(operand, int) and not isinstance(operand, bool)
        return operand if is_number and -LARGEST <= operand <= LARGEST else None

    def _explicit_index(self) -> None:
        """`[2]`: the directive takes the second operand."""
        if not self.form.startswith("[", self.at):
            self.after_index = False
            return
        self.reordered = True
        end = self.form.find("]", self.at)
        digits = self.form[self.at + 1 : end] if end >= 0 else ""
        index = int(digits) - 1 if digits.isascii() and digits.isdigit() and len(digits) < 8 else -1
        if 0 <= index < len(self.operands):
            self.next = index
        else:
            self.is_sound = False
        self.at = end + 1 if end >= 0 else self.at + 1
        self.after_index = index >= 0

    def _extra(self) -> None:
        self.printer.add("%!(EXTRA ")
        for index, operand in enumerate(self.operands[self.next :]):
            self.printer.add(", " if index else "")
            if operand is None or operand is MISSING:
                self.printer.add(NIL)
            else:
                self.printer.add(f"{type_name(operand)}=")
                self.printer.value(operand, "v", PLAIN)
        self.printer.add(")")
