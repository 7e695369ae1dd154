"""How nodes are written; what is blank."""

from smockproxy.engines.gotemplate.nodes import Block, Break, Chain, Command, Dot, Identifier, Pipe, Text


def pipe(*words, variables=(), is_assignment=False):
    return Pipe(0, (Command(0, words),), variables, is_assignment)


def test_parentheses_stand_around_pipelines_that_are_arguments():
    inner = pipe(Identifier(0, "f"))
    assert str(pipe(Identifier(0, "g"), inner)) == "g (f)"
    assert str(Chain(0, inner, ("a", "b"))) == "(f).a.b"


def test_variables_stand_before_a_pipeline():
    assert str(pipe(Dot(0), variables=("$a", "$b"))) == "$a, $b := ."
    assert str(pipe(Dot(0), variables=("$a",), is_assignment=True)) == "$a = ."


def test_blank_blocks():
    assert Block(0, ()).is_blank()
    assert Block(0, (Text(0, " \n"),)).is_blank()
    assert not Block(0, (Text(0, "a"),)).is_blank()
    assert not Block(0, (Break(0),)).is_blank()
