"""Every template uses what its page declares, and a page declares what its template uses."""

import importlib
import pkgutil
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from app.config import shipped
from app.web import pages
from app.web.pages.base import Page
from app.web.templating import build_environment

FRAME = {"frame"}


def all_pages() -> list[type[Page]]:
    for module in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
        importlib.import_module(module.name)
    found: list[type[Page]] = []
    waiting = list(Page.__subclasses__())
    while waiting:
        page = waiting.pop()
        waiting += page.__subclasses__()
        # A dataclass with slots replaces its class; the first one stays behind as a subclass nobody uses.
        if "template" in vars(page) and getattr(sys.modules[page.__module__], page.__name__) is page:
            found.append(page)
    return sorted(found, key=lambda page: page.__name__)


def names_used(environment: Environment, template: str) -> set[str]:
    """Names a template takes from its context, with those of its layout and its includes."""
    source = (shipped("templates") / template).read_text()
    tree = environment.parse(source)
    imported = {name for node in tree.find_all(nodes.FromImport) for name in node.names}
    used = meta.find_undeclared_variables(tree) - set(environment.globals) - imported
    for parent in tree.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(parent.template, nodes.Const)
        used |= names_used(environment, parent.template.value)
    return used


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return build_environment(tmp_path_factory.mktemp("bytecode"))


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.__name__)
def test_a_page_and_its_template_agree(environment: Environment, page: type[Page]) -> None:
    declared = {field.name for field in fields(page)}
    used = names_used(environment, page.template) - FRAME
    assert used == declared


@pytest.mark.parametrize("page", [page for page in all_pages() if page.partial], ids=lambda page: page.__name__)
def test_a_partial_needs_no_more_than_its_page(environment: Environment, page: type[Page]) -> None:
    assert names_used(environment, page.partial) <= {field.name for field in fields(page)}


def test_every_template_belongs_to_a_page(environment: Environment) -> None:
    owned = {page.template for page in all_pages()} | {"base.html"}
    whole = {path.name for path in shipped("templates").glob("*.html") if not path.name.startswith("_")}
    assert whole == owned - {name for name in owned if name.startswith("_")}


def test_every_template_compiles(environment: Environment) -> None:
    for name in environment.list_templates(extensions=["html"]):
        assert environment.get_template(name).name == name


def test_every_static_file_named_in_a_template_exists() -> None:
    for template in shipped("templates").glob("*.html"):
        for name in re.findall(r"static\('([^']+)'\)", template.read_text()):
            assert (shipped("static") / name).is_file(), (template.name, name)


def test_scripts_fetch_nothing_from_elsewhere() -> None:
    for path in [*shipped("static").rglob("*.js"), *shipped("static").rglob("*.css")]:
        text = path.read_text()
        assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]", text), path
        assert "eval(" not in text
        assert Path(path).stat().st_size < 30_000
