"""What every mapping of the format is, as a model."""

from typing import Any, ClassVar

from pydantic import BaseModel, model_validator

from smockproxy.files.requestfields import MODEL


class Wire(BaseModel):
    """A mapping of the format: its keys are its fields; a key without a value is a key left out."""

    model_config = MODEL

    planned_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the format that do not work yet."""
    keeps_null: ClassVar[frozenset[str]] = frozenset()
    """Keys whose null is a value."""

    @classmethod
    def keys(cls) -> set[str]:
        """The keys of the mapping."""
        return {field.alias or name for name, field in cls.model_fields.items()}

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, tree: Any) -> Any:
        if not isinstance(tree, dict) or None not in tree.values():
            return tree
        known = (cls.keys() | cls.planned_keys) - cls.keeps_null
        return {key: value for key, value in tree.items() if value is not None or key not in known}
