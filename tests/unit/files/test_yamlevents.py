"""The grammar of trees, with what becomes of them left to a subclass."""

import pytest

from smockproxy.files.yamlevents import TreeReader, YamlTreeError


class Shape(TreeReader):
    """Says only what kind each node is."""

    def scalar(self, event):
        return event.value

    def sequence(self, event, values):  # noqa: ARG002
        return values

    def mapping(self, event):  # noqa: ARG002
        pairs = []
        while pair := self.pair():
            pairs.append((pair[0].value, pair[1]))
        return pairs


def test_the_first_document():
    assert Shape("a: [1, {b: c}]\n---\nd").first_document() == [("a", ["1", [("b", "c")]])]
    assert Shape("").first_document() is None


def test_the_end():
    reader = Shape("a\n---\nb")
    reader.first_document()
    with pytest.raises(YamlTreeError, match="a second document begins here") as caught:
        reader.require_end()
    assert (caught.value.line, caught.value.column) == (1, 0)


@pytest.mark.parametrize("text", ["", "a", "a\n...\n"])
def test_nothing_follows(text):
    reader = Shape(text)
    reader.first_document()
    reader.require_end()
