"""Figures: SVG cleaned of all that is not drawing, with ids of its own, to stand inline in the page.

Inline, its text can be searched and is text in the PDF. A figure that brings a style sheet would
restyle the page, so it becomes an image instead.
"""

import html
import re

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from . import images
from .errors import HandoutError

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

_ELEMENTS = set(
    "svg g defs symbol use title desc switch path rect circle ellipse line polyline polygon text tspan textPath "
    "image marker linearGradient radialGradient stop pattern clipPath mask filter style feBlend feColorMatrix "
    "feComponentTransfer feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode "
    "feMorphology feOffset".split()
)

#: Properties by which a figure could leave its place.
_OUT_OF_PLACE = re.compile(r"^\s*(position|inset|top|left|right|bottom|z-index|margin.*)\s*:", re.IGNORECASE)


def inline(source, prefix, alt, where, caption_top=None):
    """HTML of a figure: an ``<svg>`` whose ids start with ``prefix``, or an ``<img>``.

    ``alt`` describes it when it has no title of its own. ``caption_top``, in pixels, is where
    the toolkit drew the caption, which the page sets as text: it is cut off. Raises
    `HandoutError` for SVG that is not well-formed.
    """
    try:
        root = ElementTree.fromstring(source)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise HandoutError(f"{where}: the figure is not well-formed SVG: {error}") from error
    if _local_name(root.tag) != "svg":
        raise HandoutError(f"{where}: the figure's outermost element is not <svg>")
    _give_view_box(root)
    if isinstance(caption_top, (int, float)):
        _cut_caption(root, caption_top)
    if any(_local_name(element.tag) == "style" for element in root.iter()):
        root.set("xmlns", "http://www.w3.org/2000/svg")
        size = {side: _pixels(root.get(side)) for side in ("width", "height")}
        return images.element("image/svg+xml", _serialise(root, _Ids(""), keep_style=True), alt, size)
    root.set("role", "img")
    if not any(_local_name(child.tag) == "title" for child in root) and "aria-label" not in root.attrib:
        root.set("aria-label", alt)
    return _serialise(root, _Ids(prefix), keep_style=False)


class _Ids:
    """Renames ids and all references to them."""

    def __init__(self, prefix):
        self._prefix = prefix

    def value(self, name, value):
        """The value that attribute ``name`` has on the page, or None when it must go."""
        if name == "id":
            return self._prefix + value
        if name in ("aria-labelledby", "aria-describedby"):
            return " ".join(self._prefix + one for one in value.split())
        if name == "href":
            if value.startswith("#"):
                return "#" + self._prefix + value[1:]
            return value if re.match(r"data:image/(png|jpeg|gif|webp);base64,", value) else None
        if name == "style":
            kept = [one for one in value.split(";") if one.strip() and not _OUT_OF_PLACE.match(one)]
            value = ";".join(kept)
        if "url" in value.lower() or "\\" in value:
            return self._local_urls(value)
        return value

    def _local_urls(self, value):
        renamed = re.sub(r"""url\(\s*["']?#([^"')\s]+)["']?\s*\)""", rf"url(#{self._prefix}\1)", value)
        rest = re.sub(r"url\(#[^()]*\)", "", renamed)
        return None if "url" in rest.lower() or "\\" in rest else renamed


def _local_name(tag):
    """``path`` of an SVG element (or one without namespace), None of any other."""
    if not isinstance(tag, str):
        return None
    if tag.startswith(_SVG):
        return tag[len(_SVG):]
    return None if "{" in tag else tag


def _serialise(element, ids, keep_style):
    name = _local_name(element.tag)
    attributes = ""
    for key, value in element.attrib.items():
        key = key.replace(_XLINK, "").replace(_XML, "xml:")
        if "{" in key or key.lower().startswith("on") or (key == "class" and not keep_style):
            continue
        value = ids.value(key, value)
        if value is not None:
            attributes += f' {key}="{html.escape(value)}"'
    inside = html.escape(element.text or "", quote=False)
    if name == "style" and re.search(r"@import|url\(\s*[\"']?(?!#)", inside, re.IGNORECASE):
        inside = ""
    for child in element:
        said = _local_name(child.tag) == "desc" and child.text == element.get("aria-label")
        if _local_name(child.tag) in _ELEMENTS and not said:
            inside += _serialise(child, ids, keep_style)
        inside += html.escape(child.tail or "", quote=False)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _pixels(length):
    match = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)(?:px)?\s*", length or "")
    return float(match[1]) if match else None


def _cut_caption(root, top):
    """Removes the group of class ``caption`` and lets the figure and its card end at ``top`` pixels."""
    captions = [child for child in root if child.get("class") == "caption"]
    height = _pixels(root.get("height"))
    box = [_pixels(side) for side in (root.get("viewBox") or "").split()]
    if not captions or not height or len(box) != 4 or None in box or not 0 < top < height:
        return
    for caption in captions:
        root.remove(caption)
    cut = (height - top) * box[3] / height
    for child in root:
        # The card behind the figure, which is as high as the figure but for its edge.
        if _local_name(child.tag) == "rect" and (_pixels(child.get("height")) or 0) > 0.9 * box[3]:
            child.set("height", f"{_pixels(child.get('height')) - cut:g}")
    root.set("height", f"{top:g}")
    root.set("viewBox", " ".join(f"{side:g}" for side in (*box[:3], box[3] - cut)))


def _give_view_box(root):
    """Without a view box a figure cannot shrink to the width of a phone."""
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if root.get("viewBox") is None and width and height:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
