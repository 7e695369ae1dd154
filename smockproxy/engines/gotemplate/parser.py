"""Tokens to nodes, by the grammar of Go's text/template/parse and with its messages."""

from collections import Counter
from collections.abc import Callable, Container

from smockproxy.engines.gotemplate.lexer import Kind, Token, tokens
from smockproxy.engines.gotemplate.literals import LiteralError, number, quote, unquote
from smockproxy.engines.gotemplate.nodes import (
    Action,
    Block,
    Bool,
    Break,
    Chain,
    Command,
    Continue,
    Dot,
    Field,
    Identifier,
    If,
    Invocation,
    Nil,
    NumberConstant,
    Operand,
    Pipe,
    Range,
    Statement,
    String,
    Text,
    Variable,
    With,
)
from smockproxy.engines.gotemplate.stream import Stream

DEEPEST = 100
"""Levels of blocks and parentheses; Go has no such limit."""
BRANCHES: dict[str, type[If | With | Range]] = {"if": If, "with": With, "range": Range}
CONSTANTS = (Bool, Dot, Nil, NumberConstant, String)
"""What can't stand behind a pipe."""


def parse_blocks(text: str, name: str, functions: Container[str]) -> dict[str, Block]:
    """The templates that a text defines, by name; its own is always among them. Raises `TemplateError`."""
    words = frozenset(word for word in ("break", "continue") if word in functions)
    return _Parser(text, name, functions, words).run()


class _Parser(Stream):
    """One pass over a text's tokens."""

    def __init__(self, text: str, name: str, functions: Container[str], words: frozenset[str]) -> None:
        super().__init__(name, tokens(text, words))
        self.functions = functions
        self.variables = ["$"]
        """Those that are declared here, the innermost last."""
        self.declared = Counter(self.variables)
        self.ranges = 0
        """How many stand around this place."""
        self.level = 0
        self.blocks: dict[str, Block] = {}

    def deepen(self) -> None:
        self.level += 1
        if self.level > DEEPEST:
            raise self.fail(f"blocks or parentheses are more than {DEEPEST} levels deep")

    # Blocks.

    def run(self) -> dict[str, Block]:
        position, nodes = self.peek().position, list[Statement]()
        while self.peek().kind is not Kind.EOF:
            if self.is_definition():
                self.definition()
                continue
            node = self.statement()
            if isinstance(node, str):
                raise self.fail(f"unexpected {{{{{node}}}}}")
            nodes.append(node)
        self.add(self.name, Block(position, tuple(nodes)))
        return self.blocks

    def is_definition(self) -> bool:
        """Whether `{{define` comes next; then it is passed."""
        before = self.at
        if self.take().kind is Kind.LEFT_DELIM and self.take_word().is_keyword("define"):
            return True
        self.at = before
        return False

    def definition(self) -> None:
        name = self.text_constant(self.take_word(), "define clause")
        self.expect(Kind.RIGHT_DELIM, "define clause")
        self.add(name, self.own_block("define clause"))

    def own_block(self, context: str) -> Block:
        """A block with variables and ranges of its own, up to its end."""
        kept = self.variables, self.declared, self.ranges
        self.variables, self.declared, self.ranges = ["$"], Counter("$"), 0
        block, end = self.block()
        if end != "end":
            raise self.fail(f"unexpected {{{{{end}}}}} in {context}")
        self.variables, self.declared, self.ranges = kept
        return block

    def add(self, name: str, block: Block) -> None:
        """Define a template; one that is nothing but blanks never takes another's place."""
        known = self.blocks.get(name)
        if known is None or known.is_blank():
            self.blocks[name] = block
        elif not block.is_blank():
            raise self.fail(f"template: multiple definition of template {quote(name)}")

    def block(self) -> tuple[Block, str]:
        """Statements up to `end` or `else`, and which of the two it was."""
        self.deepen()
        position, nodes = self.peek_word().position, list[Statement]()
        while self.peek_word().kind is not Kind.EOF:
            node = self.statement()
            if isinstance(node, str):
                self.level -= 1
                return Block(position, tuple(nodes)), node
            nodes.append(node)
        raise self.fail("unexpected EOF")

    def statement(self) -> Statement | str:
        """A text or an action; `end` and `else` by their names."""
        token = self.take_word()
        if token.kind is Kind.TEXT:
            return Text(token.position, token.text)
        if token.kind is not Kind.LEFT_DELIM:
            raise self.unexpected(token, "input")
        self.action_line = token.line
        statement = self.action()
        self.action_line = 0
        return statement

    def action(self) -> Statement | str:
        token = self.peek_word()
        if token.kind is Kind.KEYWORD and token.text in _CONTROLS:
            self.at += 1
            return _CONTROLS[token.text](self, token)
        return Action(token.position, self.pipe("command", Kind.RIGHT_DELIM))

    def end(self, _: Token) -> str:
        self.expect(Kind.RIGHT_DELIM, "end")
        return "end"

    def otherwise(self, _: Token) -> str:
        """`else`; an `if` or `with` behind it is left for the branch that it belongs to."""
        token = self.peek_word()
        if not (token.is_keyword("if") or token.is_keyword("with")):
            self.expect(Kind.RIGHT_DELIM, "else")
        return "else"

    def jump(self, token: Token) -> Break | Continue:
        following = self.take_word()
        if following.kind is not Kind.RIGHT_DELIM:
            raise self.unexpected(following, f"{{{{{token.text}}}}}")
        if not self.ranges:
            raise self.fail(f"{{{{{token.text}}}}} outside {{{{range}}}}")
        return Break(token.position) if token.text == "break" else Continue(token.position)

    def branch(self, token: Token) -> If | With | Range:
        word, known = token.text, len(self.variables)
        pipe = self.pipe(word, Kind.RIGHT_DELIM)
        self.ranges += word == "range"
        body, end = self.block()
        self.ranges -= word == "range"
        otherwise = self.else_block(word) if end == "else" else None
        self.declared.subtract(self.variables[known:])
        del self.variables[known:]
        return BRANCHES[word](pipe.position, pipe, body, otherwise)

    def else_block(self, word: str) -> Block:
        following = self.peek()
        if word != "range" and following.is_keyword(word):
            self.take()
            self.deepen()
            nested = self.branch(following)
            self.level -= 1
            return Block(following.position, (nested,))
        block, end = self.block()
        if end != "end":
            raise self.fail(f"expected end; found {{{{{end}}}}}")
        return block

    def invocation(self, token: Token) -> Invocation:
        context = f"{token.text} clause"
        written = self.take_word()
        name = self.text_constant(written, context)
        if token.text == "template" and self.peek_word().kind is Kind.RIGHT_DELIM:
            self.take()
            return Invocation(written.position, name, None)
        pipe = self.pipe(context, Kind.RIGHT_DELIM)
        if token.text == "block":
            self.add(name, self.own_block(context))
        return Invocation(written.position, name, pipe)

    def text_constant(self, token: Token, context: str) -> str:
        if token.kind is not Kind.STRING:
            raise self.unexpected(token, context)
        try:
            return unquote(token.text)
        except LiteralError as error:
            raise self.fail(str(error)) from None

    # Pipelines.

    def pipe(self, context: str, end: Kind) -> Pipe:
        position = self.peek_word().position
        variables, is_assignment = self.declarations(context)
        commands = list[Command]()
        while self.peek_word().kind is not end:
            if self.peek().kind in _STARTS or self.peek().text in {".", "nil"}:
                commands.append(self.command())
            else:
                raise self.unexpected(self.take(), context)
        self.take()
        if not commands:
            raise self.fail(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.words[0], CONSTANTS):
                raise self.fail(f"non executable command in pipeline stage {stage}")
        return Pipe(position, tuple(commands), variables, is_assignment)

    def declarations(self, context: str) -> tuple[tuple[str, ...], bool]:
        """The variables before `:=` or `=`, if there are such, and whether it was `=`."""
        names: tuple[str, ...] = ()
        while self.peek_word().kind is Kind.VARIABLE:
            before = self.at
            name = self.take().text
            sign = self.peek_word()
            if sign.kind not in {Kind.ASSIGN, Kind.DECLARE} and sign.text != ",":
                self.at = before
                break
            self.take()
            names = (*names, name)
            self.variables.append(name)
            self.declared[name] += 1
            if sign.text != ",":
                return names, sign.kind is Kind.ASSIGN
            self.after_comma(context, len(names))
        return names, False

    def after_comma(self, context: str, count: int) -> None:
        if context != "range" or count > 1:
            raise self.fail(f"too many declarations in {context}")
        if self.peek_word().kind not in {Kind.VARIABLE, Kind.RIGHT_DELIM, Kind.RIGHT_PAREN}:
            raise self.fail("range can only initialize variables")

    def command(self) -> Command:
        position, words = self.peek_word().position, list[Operand]()
        while True:
            self.peek_word()
            word = self.operand()
            if word is not None:
                words.append(word)
            token = self.take()
            if token.kind is Kind.SPACE:
                continue
            if token.kind in {Kind.RIGHT_DELIM, Kind.RIGHT_PAREN}:
                self.at -= 1
            elif token.kind is not Kind.PIPE:
                raise self.unexpected(token, "operand")
            break
        if not words:
            raise self.fail("empty command")
        return Command(position, tuple(words))

    def operand(self) -> Operand | None:
        """A term and the fields behind it, or nothing if none comes next."""
        token = self.peek()
        term = self.term(token)
        following = self.peek()
        if term is None or following.kind is not Kind.FIELD:
            return term
        names = list[str]()
        while self.peek().kind is Kind.FIELD:
            names.append(self.take().text[1:])
        match term:
            case Field():
                return Field(following.position, (*term.names, *names))
            case Variable():
                return Variable(following.position, term.name, (*term.names, *names))
            case Bool() | String() | NumberConstant() | Nil() | Dot():
                raise self.fail(f"unexpected . after term {quote(str(term))}")
            case _:
                return Chain(following.position, term, tuple(names))

    def term(self, token: Token) -> Operand | None:
        if token.kind is Kind.KEYWORD and token.text in {".", "nil"}:
            self.take()
            return Dot(token.position) if token.text == "." else Nil(token.position)
        if token.kind not in _STARTS:
            return None
        self.take()
        return _STARTS[token.kind](self, token)

    def parentheses(self, _: Token) -> Pipe:
        self.deepen()
        pipe = self.pipe("parenthesized pipeline", Kind.RIGHT_PAREN)
        self.level -= 1
        return pipe

    def identifier(self, token: Token) -> Identifier:
        if token.text not in self.functions:
            raise self.fail(f"function {quote(token.text)} not defined")
        return Identifier(token.position, token.text)

    def variable(self, token: Token) -> Variable:
        if not self.declared[token.text]:
            raise self.fail(f"undefined variable {quote(token.text)}")
        return Variable(token.position, token.text)

    def field(self, token: Token) -> Field:
        return Field(token.position, (token.text[1:],))

    def bool_constant(self, token: Token) -> Bool:
        return Bool(token.position, token.text == "true")

    def number_constant(self, token: Token) -> NumberConstant:
        try:
            return NumberConstant(token.position, token.text, number(token.text))
        except LiteralError as error:
            raise self.fail(str(error)) from None

    def string(self, token: Token) -> String:
        return String(token.position, token.text, self.text_constant(token, "operand"))


_STARTS: dict[Kind, Callable[[_Parser, Token], Operand]] = {
    Kind.BOOL: _Parser.bool_constant,
    Kind.FIELD: _Parser.field,
    Kind.IDENTIFIER: _Parser.identifier,
    Kind.LEFT_PAREN: _Parser.parentheses,
    Kind.NUMBER: _Parser.number_constant,
    Kind.STRING: _Parser.string,
    Kind.VARIABLE: _Parser.variable,
}
"""What a term may begin with, beside the dot and nil."""

_CONTROLS: dict[str, Callable[[_Parser, Token], Statement | str]] = {
    "block": _Parser.invocation,
    "break": _Parser.jump,
    "continue": _Parser.jump,
    "else": _Parser.otherwise,
    "end": _Parser.end,
    "if": _Parser.branch,
    "range": _Parser.branch,
    "template": _Parser.invocation,
    "with": _Parser.branch,
}
"""What an action may begin with, beside a pipeline."""
