"""Reads the public items of a Rust crate and their documentation from its source, as rustfmt lays it out."""

import re
from dataclasses import dataclass, field
from pathlib import Path

DOC = re.compile(r"\s*///(.*)")
ATTRIBUTE = re.compile(r"\s*#!?\[")
ITEM = re.compile(r"(\s*)(pub )?(?:const fn|fn|struct|enum|trait|const|type) (\w+)")
IMPL = re.compile(r"(\s*)impl(?:<.*?>)? ([$\w]+)(?:<.*>)? \{")
CALL = re.compile(r"(\s*)(\w+)! \{$")
# What a macro is called with, under its documentation: `exp: math::exp; ..`, `Conv1d, conv1d, ..`, `gt |x, y| ..`.
MADE = re.compile(r"\s*(\w+)(?::|,| \|)")


@dataclass
class Item:
    """A public function, type or constant, or a method of the type `owner`."""

    name: str
    owner: str
    doc: str
    hidden: bool
    place: str
    is_method: bool = False

    @property
    def path(self) -> str:
        """Module and name of the item, or of the type that has it."""
        return f"{re.split(r'[/.]', self.place)[0]}::{self.owner or self.name}"

    @property
    def examples(self) -> list[str]:
        """The code blocks of its documentation."""
        return re.findall(r"```[^\n]*\n(.*?)```", self.doc, re.DOTALL)


@dataclass
class _Scope:
    indent: int
    owner: str
    is_trait: bool = False


@dataclass
class _Open:
    """What was read above an item: its documentation and attributes."""

    doc: list[str] = field(default_factory=list)
    hidden: bool = False


def items(text: str, place: str = "") -> list[Item]:
    """All public items of a file, methods and what macros are called with included; not those of a `mod tests`."""
    found: list[Item] = []
    scopes: list[_Scope] = []
    above = _Open()
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#[cfg(test)]"):
            break
        indent = len(line) - len(line.lstrip())
        while scopes and line.strip().startswith("}") and indent <= scopes[-1].indent:
            scopes.pop()
        if match := DOC.match(line):
            above.doc.append(match[1].removeprefix(" "))
            continue
        if ATTRIBUTE.match(line):
            above.hidden |= "doc(hidden)" in line
            continue
        inside = scopes[-1] if scopes else None
        if match := IMPL.match(line):
            scopes.append(_Scope(indent, match[2]))
        elif match := CALL.match(line):
            scopes.append(_Scope(indent, f"{inside.owner if inside else ''}!"))
        elif match := ITEM.match(line):
            public = match[2] or (inside and inside.is_trait and " fn " in line)
            owner = inside.owner.rstrip("!") if inside else ""
            if public:
                found.append(Item(match[3], owner, "\n".join(above.doc), above.hidden, f"{place}:{number}", bool(owner)))
            if re.match(r"\s*pub trait ", line):
                scopes.append(_Scope(indent, match[3], is_trait=True))
        elif inside and inside.owner.endswith("!") and above.doc and (match := MADE.match(line)):
            owner = inside.owner.rstrip("!")
            found.append(Item(match[1], owner, "\n".join(above.doc), above.hidden, f"{place}:{number}", bool(owner)))
        above = _Open()
    return found


def crate(folder: Path) -> list[Item]:
    """The public items of all files below a folder."""
    return [item for path in sorted(folder.rglob("*.rs")) for item in items(path.read_text(), str(path.relative_to(folder)))]


def prelude(text: str) -> set[str]:
    """What a prelude takes from its own crate, as module and name: `optim::Adam`."""
    uses = re.findall(r"pub use crate::(\w+)(?:::\w+)*?::(?:\{([^}]*)\}|(\w+));", text)
    return {f"{module}::{name}" for module, several, one in uses for name in re.findall(r"\w+", several or one)}


def silent(found: list[Item], names: set[str]) -> list[Item]:
    """The items among `names` that no example shows.

    A type or a function has an example of its own. A method has one, or an example of its type (or of another of its
    methods) calls it or, for a trait, writes it. What a macro writes for several types (`impl $name`) may be called in
    the example of any of them.
    What is hidden from the documentation is not for a reader.
    """
    shown: dict[str, str] = {}
    for item in found:
        shown[item.path] = shown.get(item.path, "") + "\n".join(item.examples)
    everything = "\n".join(shown.values())

    def is_shown(item: Item) -> bool:
        if item.examples or item.hidden:
            return True
        examples = everything if item.owner == "$name" else shown[item.path]
        return item.is_method and re.search(rf"(\.|::|fn ){item.name}\b", examples) is not None

    return [item for item in found if (item.path in names or item.owner == "$name") and not is_shown(item)]
