"""A script that goes another way is shown as a difference of two texts."""

import pytest

pytest.register_assert_rewrite("tests.conversation.script")
