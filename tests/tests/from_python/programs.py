"""Runs programs, given as a JSON list of names and texts; each is skipped that imports what is not installed."""

import ast
import contextlib
import importlib.util
import io
import json
import sys


def imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


for name, text in json.load(sys.stdin):
    roots = sorted({module.split(".")[0] for module in imported(text)})
    missing = [root for root in roots if importlib.util.find_spec(root) is None]
    if missing:
        print(f"skipped: {name}, no {missing[0]}")
        continue
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    print(f"run: {name}")
