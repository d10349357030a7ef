"""The source of a demo as text, and the part of it that shows one concept. Nothing is imported, so no torch."""

import ast
from importlib.util import find_spec
from pathlib import Path

from app.errors import NotFoundError


def source_of(module: str) -> str:
    """The text of a demo file.

    Raises:
        NotFoundError: there is no such module.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise NotFoundError(f"The demo file {module} is missing.", advice="Install Torchdeck again.")
    return Path(spec.origin).read_text("utf-8")


def excerpt(source: str, concept: str) -> str:
    """The functions that run for a concept, what they call, and its claims: in the order of the file."""
    top = [node for node in ast.parse(source).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    by_name = {name: node for node in top for name in _defines(node)}
    wanted: dict[int, ast.stmt] = {}
    waiting = [node for node in top if _is_about(node, concept)]
    while waiting:
        node = waiting.pop()
        if node.lineno not in wanted:
            wanted[node.lineno] = node
            waiting += [by_name[name] for name in _reads(node) if name in by_name]
    lines = source.splitlines()
    parts = ["\n".join(_lines(lines, node)) for _, node in sorted(wanted.items())]
    return "\n\n\n".join(parts) + "\n"


def _defines(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name) and target.id != "demo"]
    return []


def _is_about(node: ast.stmt, concept: str) -> bool:
    """Whether a function is decorated with `@demo.shows(concept, …)` or `@demo.claim(…, about=concept)`."""
    if not isinstance(node, ast.FunctionDef):
        return False
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    named = [call.args[0] for call in calls if _method(call) == "shows" and call.args]
    named += [key.value for call in calls if _method(call) == "claim" for key in call.keywords if key.arg == "about"]
    return any(isinstance(name, ast.Constant) and name.value == concept for name in named)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _reads(node: ast.stmt) -> set[str]:
    """The names a definition uses; those of its decorators (the question before the run) are not part of the run."""
    body: list[ast.AST] = [*node.body] if isinstance(node, ast.FunctionDef) else [node]
    return {name.id for part in body for name in ast.walk(part) if isinstance(name, ast.Name)}


def _lines(lines: list[str], node: ast.stmt) -> list[str]:
    start = node.lineno
    if isinstance(node, ast.FunctionDef) and any(
        _method(d) == "claim" for d in node.decorator_list if isinstance(d, ast.Call)
    ):
        start = node.decorator_list[0].lineno
    return lines[start - 1 : node.end_lineno]
