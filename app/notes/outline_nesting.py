"""Entries become a tree: by indentation where it can be trusted, by their labels where it was lost.

Pasted text keeps bullets but not their depth: a child may stand left of its parent. There a label without a value
that is followed by property labels ("Sigmoid:" then "Formula:", "Output Range:") owns them; a property that gathers
("Cons:", "Key Components:") owns the items up to the next property; everything else is a sibling.
"""

import re
from dataclasses import dataclass, field

from app.notes.outline_entries import Entry
from app.notes.outline_labels import gathers, names_property, split_label
from app.notes.passage import NOTHING, Passage, opaque_only

_TEXT = frozenset({"paragraph", "item"})
_CUT = re.compile(r"[\w,;-]$")


@dataclass(slots=True)
class Node:
    """An entry with its label split off, and what belongs to it."""

    entry: Entry
    label: Passage = NOTHING
    body: Passage = NOTHING
    children: list["Node"] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """A label and nothing else."""
        return bool(self.label) and not self.body and not self.children

    @property
    def announces(self) -> bool:
        """Its text ends in a colon, so what comes next belongs to it."""
        text = self.entry.passage.text.rstrip("*_ ")
        return not self.children and (text.endswith(":") or text.casefold() in {"where", "with", "here"})


def nest(entries: list[Entry]) -> list[Node]:
    """The tree of one container's entries."""
    whole = _mended(entries)
    nodes = [_node(entry) for entry in whole]
    roots = _by_label(nodes) if _is_pasted(whole) else _by_indent(nodes)
    return _adopted(roots)


def _node(entry: Entry) -> Node:
    label, body = NOTHING, entry.passage
    if entry.label:
        label = entry.label
    elif entry.kind in _TEXT:
        label, body = split_label(entry.passage, in_list=entry.kind == "item")
    elif entry.kind == "quote":
        label = entry.title
    return Node(entry, label, body, nest(entry.nested))


def _mended(entries: list[Entry]) -> list[Entry]:
    """Joins a sentence that a page break has cut: no full stop before the gap, a lower-case letter after it."""
    found: list[Entry] = []
    for entry in entries:
        before = found[-1] if found else None
        if (
            before is not None
            and entry.kind == "paragraph"
            and before.kind in _TEXT
            and not before.label
            and entry.passage.text[:1].islower()
            and _CUT.search(before.passage.text)
        ):
            before.passage = before.passage.joined(entry.passage)
            continue
        found.append(entry)
    return found


def _is_pasted(entries: list[Entry]) -> bool:
    """Bullets both at the margin and one column in: no editor writes that, a PDF reader does."""
    columns = {entry.indent for entry in entries if entry.kind == "item"}
    return 1 in columns and columns <= {0, 1, 2}


def _by_indent(nodes: list[Node]) -> list[Node]:
    """CommonMark: what starts at or right of an item's content column belongs to the item."""
    roots: list[Node] = []
    open_items: list[Node] = []
    for node in nodes:
        while open_items and node.entry.indent < open_items[-1].entry.inner:
            open_items.pop()
        (open_items[-1].children if open_items else roots).append(node)
        if node.entry.kind == "item":
            open_items.append(node)
    return roots


def _by_label(nodes: list[Node]) -> list[Node]:
    return _Pasted(nodes).read()


class _Pasted:
    """Rebuilds the depth of pasted bullets from what their labels say."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.roots: list[Node] = []
        self._reset()

    def _reset(self) -> None:
        self.entity: Node | None = None
        self.owner: Node | None = None
        self.last: Node | None = None
        self.top: Node | None = None

    def read(self) -> list[Node]:
        for index, node in enumerate(self.nodes):
            if node.entry.kind == "break":
                self._reset()
            elif node.entry.kind == "item":
                self._item(node, self._next_item(index))
            else:
                self._other(node)
        return self.roots

    def _next_item(self, index: int) -> Node | None:
        following = self.nodes[index + 1] if index + 1 < len(self.nodes) else None
        return following if following is not None and following.entry.kind == "item" else None

    def _item(self, node: Node, following: Node | None) -> None:
        if node.entry.number is not None:
            self._numbered(node)
        elif not node.label and opaque_only(node.body.text) and self.last is not None:
            self.last.children.append(node)
        elif node.label and names_property(node.label.text):
            (self.entity.children if self.entity else self.roots).append(node)
            collects = (not node.body and gathers(node.label.text)) or node.announces
            self.owner = node if collects else None
            self.last = node
        elif node.empty and following and following.label and names_property(following.label.text):
            self.roots.append(node)
            self.entity, self.owner, self.last = node, None, node
        else:
            self._member(node)

    def _numbered(self, node: Node) -> None:
        home = self.owner or self.last
        if home is not None and (home.announces or self.owner or any(_numbered(child) for child in home.children)):
            home.children.append(node)
        else:
            self.roots.append(node)

    def _member(self, node: Node) -> None:
        if self.owner is not None and not any(_numbered(child) for child in self.owner.children):
            self.owner.children.append(node)
            if node.announces and not node.empty:
                self.last = node
            return
        self.owner = None
        if self.last is not None and re.match(r"for\s", node.label.text, re.IGNORECASE):
            self.last.children.append(node)
            return
        if self.top is not None and _specialises(node.label.text, self.top.label.text):
            self.top.children.append(node)
            return
        self.roots.append(node)
        self.entity = None
        self.top = self.last = node
        self.owner = node if node.announces and not node.empty else None

    def _other(self, node: Node) -> None:
        """A paragraph, formula, code block or table between the bullets."""
        if node.entry.kind == "paragraph":
            if self.last is not None and self.last.empty and not node.label:
                self.last.body = node.entry.passage
                self.last.entry.passage = self.last.entry.passage.joined(node.entry.passage)
                return
            self._reset()
            self.roots.append(node)
            self.last = node if node.announces else None
            self.owner = self.last
            return
        if self.last is not None and self.last.announces:
            self.last.children.append(node)
        else:
            self.roots.append(node)


def _numbered(node: Node) -> bool:
    return node.entry.number is not None


def _specialises(label: str, head: str) -> bool:
    """Whether `label` names a kind of `head`: "Binary X" of "X", "L2 (Ridge)" of "L1 and L2 …", "X = 1" of "X"."""
    kind, whole = _plain(label), _plain(head)
    if not kind or not whole or kind == whole:
        return False
    if kind.endswith(f" {whole}") or re.fullmatch(rf"{re.escape(whole)}\s*[<>=≤≥].*", kind):
        return True
    parts = re.split(r"\s(?:and|or|&)\s|/", whole)
    return len(parts) > 1 and any(part.split(" ")[0] == kind.split(" ")[0] for part in parts)


def _plain(label: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\([^()]*\)|[*_:]", " ", label)).strip().casefold()


def _adopted(nodes: list[Node]) -> list[Node]:
    """A label or a line ending in a colon takes the list, formula, code, table or paragraph that follows it."""
    found: list[Node] = []
    home: Node | None = None
    for node in nodes:
        if node.entry.kind == "break":
            home = None
            continue
        node.children = _adopted(node.children)
        if _is_name(node):
            node.label, node.body = node.body, NOTHING
        if home is not None and _takes(home, node):
            if home.empty and node.entry.kind == "paragraph":
                home.body = node.entry.passage
                home.entry.passage = home.entry.passage.joined(node.entry.passage)
                home.children.extend(node.children)
            else:
                home.children.append(node)
            continue
        found.append(node)
        home = node
    return found


def _is_name(node: Node) -> bool:
    """An unlabelled item of a few words with items under it is their label: "Metformin" over its effects."""
    text = node.body.text
    nested = node.entry.kind == "item" and any(child.entry.kind == "item" for child in node.children)
    return nested and not node.label and len(text.split()) <= 5 and text[-1:] not in ".!?:" and not opaque_only(text)


def _takes(home: Node, node: Node) -> bool:
    if home.entry.kind not in _TEXT:
        return False
    waiting = home.empty or home.announces
    if node.entry.kind == "item":
        if home.entry.kind == "item":
            return waiting and _gathers_sibling(home, node)
        return (waiting and home.entry.kind == "paragraph") or _goes_on_with_list(home, node)
    if node.entry.kind == "paragraph":
        return home.empty and not node.label and not node.announces
    return node.entry.kind != "quote" and (waiting or _same_kind_after(home, node))


def _gathers_sibling(home: Node, node: Node) -> bool:
    """Numbered steps, or plain items after "Cons:", written at their label's own depth."""
    if node.entry.number is not None and home.entry.number is None:
        return True
    return gathers(home.label.text) and not (node.label and names_property(node.label.text))


def _goes_on_with_list(home: Node, node: Node) -> bool:
    """The next item of the list a paragraph has taken: same list, so no text between and the same kind of marker."""
    last = home.children[-1] if home.children else None
    return last is not None and last.entry.kind == "item" and (last.entry.number is None) == (node.entry.number is None)


def _same_kind_after(home: Node, node: Node) -> bool:
    """A second formula right after the one a label has taken."""
    return bool(home.children) and home.children[-1].entry.kind == "formula" == node.entry.kind
