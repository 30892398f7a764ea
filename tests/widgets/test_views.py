"""What the screens send is what their types say, to the last field."""

import json

from journeys import every
from pydantic import TypeAdapter


def test_what_is_sent_is_what_its_type_says(tmp_path):
    kinds = set()
    for page in every(tmp_path):
        for kind, content in page.sent:
            sent = json.dumps(content)
            read = TypeAdapter(kind).validate_json(sent, strict=True)
            # A field that is not declared is left out of what is read; what a browser keeps of a clock is its own.
            told = json.loads(sent)
            if isinstance(told.get("board"), dict):
                told["board"] = {"at": told["board"]["at"]}
            assert json.loads(json.dumps(read)) == told
            kinds.add(str(kind))
    assert len(kinds) == 9
