"""What Stripe's SDKs send: form fields whose names carry brackets."""

import re
from urllib.parse import parse_qsl

from donations.standin.errors import Refusal

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
MOST_FIELDS = 1000


def decode(text: str) -> dict:
    """Read "a[b][0][c]=1" as {"a": {"b": [{"c": "1"}]}}; every value stays text."""
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal("The request has too many parameters.") from None
    tree: dict = {}
    for name, value in fields:
        match = NAME.fullmatch(name)
        if match is None:
            raise Refusal(f"Invalid parameter name: {name}", code="parameter_unknown", param=name)
        _plant(tree, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], value, name)
    return _with_lists(tree)


def _plant(tree: dict, path: list[str], value: str, name: str) -> None:
    *branches, leaf = path
    for branch in branches:
        tree = tree.setdefault(branch or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise Refusal(f"{name} is given both a value and parts of one.", param=name)
    leaf = leaf or str(len(tree))
    if leaf in tree:
        raise Refusal(f"{name} is given twice.", param=name)
    tree[leaf] = value


def _with_lists(tree):
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isascii() and key.isdigit() for key in tree):
        return [_with_lists(tree[key]) for key in sorted(tree, key=int)]
    return {key: _with_lists(value) for key, value in tree.items()}
