import pytest

from smockproxy.core.redaction.markup import redacted_markup
from smockproxy.core.redaction.seeking import Seeking

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<a:password x='y'> hunter22 </a:password>", "<a:password x='y'>{}</a:password>"),
        ("<password><![CDATA[hunter22]]></password>", "<password><![CDATA[{}]]></password>"),
        ("<key>password</key>\n<string>hunter22</string>", "<key>password</key>\n<string>{}</string>"),
        ("<name>api_key</name><value>hunter22</value>", "<name>api_key</name><value>{}</value>"),
        ("<name>size</name><value>hunter22</value>", None),
        ("<password> </password><note>hunter22</note>", None),
        ('<input name="csrf_token" value="hunter22">', '<input name="csrf_token" value="{}">'),
        (
            "<input type=hidden name=csrf_token value=hunter22>",
            "<input type=hidden name=csrf_token value={}>",
        ),
        ("<meta content='hunter22' name='csrf-token'>", "<meta content='{}' name='csrf-token'>"),
        ('<input name="password" value="">', None),
        ('<input name="password">', None),
        ('<input name="" value="hunter22">', None),
    ],
)
def test_elements_and_fields(text, shown):
    assert redacted_markup(text, Seeking(KEY)) == (text if shown is None else shown.replace("{}", HIDDEN))
