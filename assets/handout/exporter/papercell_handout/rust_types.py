"""Python's values in Rust: which type, and how it is written. Reads the declarations of a cell with Pygments' lexer."""

import math
import re
from dataclasses import dataclass

from pygments.lexers.rust import RustLexer
from pygments.token import Comment

INTEGERS = {f"{sign}{bits}" for sign in "iu" for bits in (8, 16, 32, 64, 128, "size")}
FLOATS = {"f32", "f64"}
KEYWORDS = set(
    "abstract as async await become box break const continue do dyn else enum extern false final fn for gen if impl in "
    "let loop macro match mod move mut override priv pub ref return static struct trait true try type typeof unsafe "
    "unsized use virtual where while yield".split()
)
NOT_EVEN_RAW = {"self", "Self", "super", "crate", "_"}
UNKNOWN = "_"


class NoSuchValue(ValueError):
    """A value cannot be written in Rust, or not as the type that was asked for."""


@dataclass(frozen=True)
class Declaration:
    """A variable, as a cell declares it."""

    name: str
    type: str
    """As written, or as its value tells; empty if neither."""
    value: str
    comment: str
    mutable: bool
    written: bool
    """Does the cell say the type?"""


def declarations(source: str) -> list[Declaration]:
    """The ``let NAME: TYPE = VALUE;`` at the top level of a cell, with the comment behind each."""
    found = []
    for code, comment in _statements(source):
        match = re.fullmatch(r"let\s+(mut\s+)?(?:r#)?(\w+)\s*(?::(?!:)\s*([^=]+?))?\s*=\s*(.*)", code, re.DOTALL)
        if match:
            mutable, name, written, value = match.groups()
            found.append(
                Declaration(name, written or _type_of_text(value), value.strip(), comment, bool(mutable), bool(written))
            )
    return found


def _statements(source: str):
    """What stands between semicolons that are in no bracket, and the comment on the same line."""
    code, comment, depth, done = "", "", 0, []
    for token, text in RustLexer(stripnl=False).get_tokens(source):
        if token in Comment:
            # One line's comment belongs to the statement that ended on it.
            if done and not code.strip() and "\n" not in code:
                done[-1][1] = f"{done[-1][1]} {text.strip('/* ')}".strip()
            continue
        for char in text if len(text) == 1 or text.isspace() or not text.strip("()[]{};") else [text]:
            depth += (char in "([{") - (char in ")]}") if len(char) == 1 else 0
            if char == ";" and depth == 0:
                done.append([code.strip(), comment])
                code = ""
            elif char != "\n" or code.strip() or code == "":
                code += char
    return [(code, comment) for code, comment in done]


def _type_of_text(value: str) -> str:
    """The type of an expression that says it; empty if it does not."""
    number = r"-?\s*\d[\d_]*"
    if match := re.fullmatch(rf"{number}(?:_?({'|'.join(sorted(INTEGERS | FLOATS))}))?", value):
        return match[1] or "i32"
    if match := re.fullmatch(rf"{number}(?:\.[\d_]*)?(?:[eE][+-]?[\d_]+)?(?:_?(f32|f64))?", value):
        return match[1] or "f64"
    if value in ("true", "false"):
        return "bool"
    if re.match(r"String::(from|new)\b", value) or re.search(r'^"(.*)"\s*\.(to_string|to_owned|into)\(\)$', value, re.S):
        return "String"
    if re.fullmatch(r'r?#*"(.*)"#*', value, re.DOTALL):
        return "&str"
    if match := re.fullmatch(r"vec!\s*\[\s*([^,;]+)[,;]?.*\]", value, re.DOTALL):
        inner = _type_of_text(match[1].strip())
        return f"Vec<{inner}>" if inner else ""
    return ""


def type_of(value) -> str:
    """The type that suits a value best.

    Raises:
        NoSuchValue: a list or a dictionary holds values of several types.
    """
    # What nothing tells (the elements of an empty list) is a text.
    return _type_of(value).replace(UNKNOWN, "String")


def _type_of(value) -> str:
    if value is None:
        return f"Option<{UNKNOWN}>"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "i64" if -(2**63) <= value < 2**63 else "i128"
    if isinstance(value, float):
        return "f64"
    if isinstance(value, (list, tuple)):
        return f"Vec<{_common(value)}>"
    if isinstance(value, dict):
        return f"std::collections::BTreeMap<{_common(value)}, {_common(value.values())}>"
    return "String"


def _common(values) -> str:
    common = UNKNOWN
    for value in values:
        common = _both(common, _type_of(value))
    return common


def _both(one: str, other: str) -> str:
    """The type that values of two types can be written as."""
    if one == other or other == UNKNOWN:
        return one
    if one == UNKNOWN:
        return other
    if {one, other} <= {"i64", "i128", "f64"}:
        return "f64" if "f64" in (one, other) else "i128"
    (head, inner), (other_head, other_inner) = _generics(one), _generics(other)
    if "Option" in (head, other_head):
        one, other = (_generics(kind)[1][0] if kind.startswith("Option<") else kind for kind in (one, other))
        return f"Option<{_both(one, other)}>"
    if head == other_head and inner and len(inner) == len(other_inner):
        return f"{head}<{', '.join(map(_both, inner, other_inner))}>"
    raise NoSuchValue(
        f"values of several types (`{one}`, `{other}`) are in one list or dictionary, which Rust does not have; pass them "
        "one by one, or as the text of a JSON value (`-r NAME JSON`)"
    )


def statement(name: str, value, declared: "Declaration | None" = None) -> str:
    """``let NAME: TYPE = VALUE;``: as the cell declares it, else of the type that suits the value.

    Raises:
        NoSuchValue: see `literal`; or the name cannot be a variable's.
    """
    mutable = "mut " if declared and declared.mutable else ""
    kinds = [declared.type] if declared and declared.type else []
    if not (declared and declared.written):
        kinds.append(type_of(value))
    for kind in kinds:
        try:
            return f"let {mutable}{identifier(name)}: {kind} = {literal(value, kind)};"
        except NoSuchValue:
            if kind is kinds[-1]:
                raise
    raise AssertionError("there is a type to try")


def identifier(name: str) -> str:
    """A variable's name.

    Raises:
        NoSuchValue: it cannot be one.
    """
    if not name.isidentifier() or name in NOT_EVEN_RAW:
        raise NoSuchValue("this is no name that a variable can have in Rust")
    return f"r#{name}" if name in KEYWORDS else name


def literal(value, kind: str) -> str:
    """A value, written so that it is of the type `kind`.

    Raises:
        NoSuchValue: it cannot be; the text says what the type is and what the value.
    """
    kind = kind.strip()
    head, inner = _generics(kind)
    base = head.rsplit("::", 1)[-1].strip()
    if base == "Option" and len(inner) == 1:
        return "None" if value is None else f"Some({literal(value, inner[0])})"
    if value is None:
        raise NoSuchValue(f"it is None, and its type is `{kind}`; `Option<{kind}>` in the cell tagged `parameters` can be")
    if base in INTEGERS or base in FLOATS:
        return _number(value, base)
    if base == "bool" and isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return _list(value, kind, head, base, inner)
    if isinstance(value, dict):
        if base not in ("HashMap", "BTreeMap") or len(inner) != 2:
            raise NoSuchValue(f"a dictionary is no `{kind}`")
        pairs = (f"({literal(key, inner[0])}, {literal(item, inner[1])})" for key, item in value.items())
        return f"{head}::from([{', '.join(pairs)}])"
    # `-p name 7` is a number for papermill; who declares a text, means a text.
    text = value if isinstance(value, str) else str(value)
    if re.fullmatch(r"&\s*('static\s+)?str", kind):
        return quoted(text)
    if base == "String":
        return f"{quoted(text)}.to_string()"
    if base in ("PathBuf", "Box", "Rc", "Arc", "Cow") and isinstance(value, str):
        return f"{quoted(text)}.into()"
    raise NoSuchValue(f"{value!r} is no `{kind}`")


def _number(value, kind: str) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if kind in FLOATS and (whole or isinstance(value, float)):
        if whole:
            return f"{value}.0"
        if math.isnan(value):
            return f"{kind}::NAN"
        if math.isinf(value):
            return f"{kind}::INFINITY" if value > 0 else f"{kind}::NEG_INFINITY"
        return repr(value)
    if kind in INTEGERS:
        if isinstance(value, float) and value.is_integer():
            value, whole = int(value), True
        bits = 64 if kind.endswith("size") else int(kind[1:])
        low, high = (0, 2**bits) if kind[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1))
        if whole and low <= value < high:
            return str(value)
    raise NoSuchValue(f"{value!r} is no `{kind}`")


def _list(values, kind: str, head: str, base: str, inner: list[str]) -> str:
    array = re.fullmatch(r"(&?)\s*\[\s*(.+?)\s*(;\s*\w+\s*)?\]", kind, re.DOTALL)
    if array:
        return f"{array[1]}[{', '.join(literal(value, array[2]) for value in values)}]"
    items = ", ".join(literal(value, inner[0]) for value in values) if len(inner) == 1 else ""
    if base == "Vec" and len(inner) == 1:
        return f"vec![{items}]"
    if base in ("VecDeque", "HashSet", "BTreeSet") and len(inner) == 1:
        return f"{head}::from([{items}])"
    raise NoSuchValue(f"a list is no `{kind}`")


def _generics(kind: str) -> tuple[str, list[str]]:
    """``a::B<C, D<E>>`` as ``a::B`` and ``[C, D<E>]``."""
    match = re.fullmatch(r"([\w:]+)\s*<(.*)>", kind, re.DOTALL)
    if not match:
        return kind, []
    inner, depth, start = [], 0, 0
    for place, char in enumerate(match[2]):
        depth += (char in "<([") - (char in ">)]")
        if char == "," and depth == 0:
            inner.append(match[2][start:place].strip())
            start = place + 1
    inner.append(match[2][start:].strip())
    return match[1], [part for part in inner if part and not part.startswith("'")]


def quoted(text: str) -> str:
    """A string literal. What cannot be seen is written as its number: rustc refuses some of it in a source.

    Raises:
        NoSuchValue: it holds half a character (a lone surrogate), which is in no Rust string.
    """
    if any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise NoSuchValue("the text is no Unicode: it holds a lone surrogate")
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
    chars = (escapes.get(char) or (char if char.isprintable() else f"\\u{{{ord(char):x}}}") for char in text)
    return '"' + "".join(chars) + '"'
