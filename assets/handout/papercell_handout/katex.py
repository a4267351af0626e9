"""KaTeX's stylesheet with the fonts that the page uses, as one self-contained piece of CSS."""

import base64
import re
from pathlib import Path

from .errors import HandoutError

#: The installer copies the assets into the package; in the repository they lie beside it.
_PLACES = (Path(__file__).parent / "katex", Path(__file__).parents[2] / "katex")

_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def stylesheet(markup):
    """CSS for the equations in ``markup`` (drawn HTML), or an empty text when there are none: the rules that can apply.

    A font face (20 to 37 kB each) goes in when the stylesheet gives it to some class
    that occurs in ``markup``; only woff2, which every current browser reads.
    """
    classes = {name for value in re.findall(r'class="([^"]*)"', markup) for name in value.split()}
    if "katex" not in classes:
        return ""
    folder = _folder()
    css = (folder / "katex.min.css").read_text(encoding="utf-8")
    faces, rules = _FACE.findall(css), _FACE.sub("", css)
    used = _used_families(rules, classes)
    kept = [_embedded(face, folder) for face in faces if _wanted(face, used, markup)]
    return "".join(kept) + _RULE.sub(lambda rule: rule[0] if _applies(rule[1], classes) else "", rules)


def _folder():
    for folder in _PLACES:
        if (folder / "katex.min.css").is_file():
            return folder
    raise HandoutError(
        f"KaTeX's stylesheet is missing: no katex.min.css in {' or '.join(map(str, _PLACES))}. "
        "Run `papercell install` again."
    )


def _used_families(rules, classes):
    """The font families of all rules that can apply."""
    applied = (body for selectors, body in _RULE.findall(rules) if _applies(selectors, classes))
    return {family for body in applied for family in re.findall(r"KaTeX_\w+", body)}


def _applies(selectors, classes):
    """Whether every class of one of the selectors occurs on the page. Most of KaTeX's rules are for what it does not."""
    selectors = re.sub(r":not\([^)]*\)", "", selectors)
    return any(set(re.findall(r"\.([\w-]+)", selector)) <= classes for selector in selectors.split(","))


def _wanted(face, used, markup):
    """Whether a face is of a used family, in a style (bold, italic) that the markup asks for."""
    family, bold, italic = _describe(face)
    if family not in used:
        return False
    asks_bold = re.search(r'class="[^"]*\b(mathbf|textbf|boldsymbol|mathboldsf|mathboldfrak|boldsymbol)\b', markup)
    if family == "KaTeX_Math":  # has italic faces only
        return bool(re.search(r'class="[^"]*\bboldsymbol\b', markup)) if bold else True
    asks_italic = re.search(r'class="[^"]*\b(mathit|textit|mathitsf)\b', markup)
    return (not bold or bool(asks_bold)) and (not italic or bool(asks_italic))


def _describe(face):
    family = re.search(r"font-family:\s*[\"']?(\w+)", face)[1]
    return family, bool(re.search(r"font-weight:\s*(700|bold)", face)), "italic" in face.split("src:")[0]


def _embedded(face, folder):
    """The face with its woff2 file inside, and no other source."""
    file = re.search(r"url\(['\"]?([^)'\"]+\.woff2)['\"]?\)", face)[1]
    data = base64.b64encode((folder / file).read_bytes()).decode()
    source = f'src:url(data:font/woff2;base64,{data}) format("woff2")'
    return re.sub(r"src:[^;}]*", lambda _: source, face, count=1)
