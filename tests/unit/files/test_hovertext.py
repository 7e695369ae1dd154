import pytest

from smockproxy.files.hovertext import HOVER_TEXT
from smockproxy.files.schema import MODELS


@pytest.mark.parametrize("name", MODELS)
def test_there_is_a_text_for_every_key_and_for_nothing_else(name):
    fields = MODELS[name].model_fields
    assert set(HOVER_TEXT[name]) == {field.alias or attribute for attribute, field in fields.items()}


def test_texts_are_sentences():
    texts = [text for part in HOVER_TEXT.values() for text in part.values()]
    assert [text for text in texts if not text.endswith((".", "`"))] == []
