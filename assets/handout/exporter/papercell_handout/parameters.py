"""Papermill's parameters as Rust: ``papermill in.ipynb out.ipynb -p n 7`` adds a cell that says ``let n: usize = 7;``.

Papermill has translators for some languages, and no entry point by which a package could bring another. It loads the
engines that packages bring whenever it starts; so this module is one (nbclient's, unchanged), and registers the
translator when it is loaded.

A number of the command line may be meant as a ``usize`` or as an ``f64``. The cell tagged ``parameters`` says which:
papermill has it inspected right before it asks for the new cell, and what was found is kept until then.
"""

from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

from . import rust_types
from .rust_types import NoSuchValue


class RustTranslator(Translator):
    """Python's values as Rust's."""

    _declared: dict[str, rust_types.Declaration] = {}

    @classmethod
    def inspect(cls, parameters_cell):
        """The variables that the tagged cell declares."""
        declared = rust_types.declarations(parameters_cell["source"])
        cls._declared = {declaration.name: declaration for declaration in declared}
        return [Parameter(d.name, d.type or "None", d.value, d.comment) for d in declared]

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        """The cell that papermill puts behind the tagged one: its variables hide those that it declares."""
        declared, cls._declared = cls._declared, {}
        lines = [cls.comment(comment)]
        for name, value in parameters.items():
            try:
                lines.append(rust_types.statement(name, value, declared.get(name)))
            except NoSuchValue as error:
                raise PapermillException(f"the parameter `{name}`: {error}") from None
        return "\n".join(lines) + "\n"

    @classmethod
    def translate(cls, val):
        """A value alone, of the type that suits it best."""
        return rust_types.literal(val, rust_types.type_of(val))

    @classmethod
    def comment(cls, cmt_str):
        """As line comments."""
        return "\n".join(f"// {line}".rstrip() for line in str(cmt_str).splitlines() or [""])

    @classmethod
    def assign(cls, name, str_val):
        """A declaration without a type."""
        return f"let {rust_types.identifier(name)} = {str_val};"


class Engine(NBClientEngine):
    """Nbclient, as papermill has it; here because papermill loads engines, and so this module."""


for known_as in ("papercell", "rust"):
    papermill_translators.register(known_as, RustTranslator)
