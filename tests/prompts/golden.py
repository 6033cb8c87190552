"""Golden files: each message as a person would read it, kept beside the tests and checked by eye."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prompts.message import Home, Message, View
from workspace.validator import validate_message, validate_view

GOLDEN = Path(__file__).parent / "golden"


def check_golden(name: str, said: Message | View | Home) -> None:
    """Compare with golden/<name>.txt (name as "meetings/card"), after holding it against Slack's limits.

    UPDATE_GOLDEN=1 in the environment rewrites the file instead: read it before committing.
    """
    _check_limits(said)
    text = readable(said)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} is missing: run with UPDATE_GOLDEN=1, and read what it wrote"
    assert text == path.read_text(encoding="utf-8")


def _check_limits(said: Message | View | Home) -> None:
    if isinstance(said, Message):
        shown = [{**b, "image_url": "https://files.example/p.png"} if _is_picture(b) else dict(b) for b in said.blocks]
        problems = validate_message({"text": said.text, "blocks": shown})
    else:
        problems = validate_view(said.to_dict())
    assert not problems, problems


def _is_picture(block: Mapping[str, Any]) -> bool:
    return block["type"] == "image" and "image_url" not in block


def readable(said: Message | View | Home) -> str:
    """The message, form or Home tab as plain lines."""
    lines: list[str] = []
    if isinstance(said, View):
        lines += [f"# {said.title}", ""]
    if isinstance(said, Message):
        lines += [f"Notification: {said.text}", ""]
    for block in said.blocks:
        lines += [*_block(block), ""]
    if isinstance(said, View):
        buttons = [said.submit] if said.submit else []
        lines.append("   ".join(f"[ {label} ]" for label in [*buttons, said.close]))
    return "\n".join(lines).rstrip() + "\n"


def _block(block: Mapping[str, Any]) -> list[str]:
    match block["type"]:
        case "header":
            return [f"## {block['text']['text']}"]
        case "section":
            lines = block["text"]["text"].split("\n") if "text" in block else []
            lines += [f"  - {field['text']}" for field in block.get("fields", [])]
            if "accessory" in block:
                lines.append(f"    {_element(block['accessory'])}")
            return lines
        case "context":
            return [f"({element.get('text', element.get('alt_text', ''))})" for element in block["elements"]]
        case "divider":
            return ["---"]
        case "actions":
            return ["   ".join(_element(element) for element in block["elements"])]
        case "image":
            return [f"<picture: {block['alt_text']}>"]
        case "input":
            note = " (optional)" if block.get("optional") else ""
            hint = [f"    ({block['hint']['text']})"] if "hint" in block else []
            return [f"{block['label']['text']}{note}", f"    {_element(block['element'])}", *hint]
        case other:
            return [f"<{other}>"]


def _element(element: Mapping[str, Any]) -> str:
    kind = element["type"]
    if kind == "button":
        mark = {"primary": "* ", "danger": "! "}.get(element.get("style", ""), "")
        return f"[ {mark}{element['text']['text']} ]"
    if "options" in element or "option_groups" in element:
        chosen = [o["value"] for o in element.get("initial_options", [])]
        chosen += [element["initial_option"]["value"]] if "initial_option" in element else []
        options = []
        groups = element.get("option_groups", [])
        for option in element.get("options") or [o for group in groups for o in group["options"]]:
            mark = "(x)" if option["value"] in chosen else "( )"
            description = f" – {option['description']['text']}" if "description" in option else ""
            options.append(f"{mark} {option['text']['text']}{description}")
        return f"{kind}:\n      " + "\n      ".join(options)
    initial = next((str(element[key]) for key in element if key.startswith("initial_")), "")
    placeholder = element.get("placeholder", {}).get("text", "")
    return f"{kind}: {initial or (f'e.g. {placeholder}' if placeholder else '____')}"
