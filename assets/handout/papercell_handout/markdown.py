"""Markdown to HTML. Equations are taken out of the source first, as JupyterLab does, so that
Markdown never sees the ``_``, ``*`` and ``|`` inside them.

Understood: ``$...$``, ``$$...$$``, and, because other tools write them into outputs,
``\\\\(...\\\\)``, ``\\\\[...\\\\]`` and a bare ``\\begin{align}...\\end{align}``. Any other dollar sign
must be ``\\$``: an unclosed equation is an error, never silent text.
"""

import re

import mistune

from . import images, sanitize
from .code import highlight_block
from .errors import HandoutError

_BLANK_LINE = r"\n[ \t>]*\n"
_NO_BLANK_LINE = rf"(?:(?!{_BLANK_LINE})[\s\S])"

#: One pass over the source; the first alternative that matches at the earliest place wins.
_SCAN = re.compile(
    rf"""
    (?P<fence>^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<mark>`{{3,}}|~{{3,}})[^\n`]*\n
        [\s\S]*?(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z))
  | (?P<codespan>(?<!`)(?P<ticks>`+)(?!`){_NO_BLANK_LINE}*?(?<!`)(?P=ticks)(?!`))
  | \\\\\[(?P<display_bracket>{_NO_BLANK_LINE}+?)\\\\\]
  | \\\\\((?P<inline_bracket>{_NO_BLANK_LINE}+?)\\\\\)
  | (?P<environment>^[ \t>]*\\begin\{{(?P<name>[a-z]+\*?)\}}{_NO_BLANK_LINE}*?\\end\{{(?P=name)\}})
  | (?P<escape>\\[\s\S])
  | \$\$(?P<display>(?:(?!\$\$|{_BLANK_LINE})(?:\\[\s\S]|[^\\]))+)\$\$
  | \$(?![\s$])(?P<inline>(?:(?!{_BLANK_LINE})(?:\\[\s\S]|[^\\$]))+)(?<!\s)\$(?!\d)
  | (?P<stray>\$)
    """,
    re.MULTILINE | re.VERBOSE,
)


class Outline:
    """Heading levels and ids of one page: levels start at ``base`` and never skip one."""

    def __init__(self, base):
        """``base``: the level of the outermost heading, 2 below a page title."""
        self._base = base
        self._open = []  # levels in the source, outermost first
        self._ids = set()

    def level(self, level):
        """The level on the page of the next heading, which is ``level`` in its source."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return min(self._base + len(self._open) - 1, 6)

    def unique_id(self, text):
        """An id made of the words of ``text``, not yet used on the page."""
        slug = "-".join(re.findall(r"\w+", text.lower())) or "section"
        name, count = slug, 1
        while name in self._ids:
            count += 1
            name = f"{slug}-{count}"
        self._ids.add(name)
        return name


class _Renderer(mistune.HTMLRenderer):
    """HTML of one text; the sanitiser sees the result, so raw HTML passes through here."""

    def __init__(self, equations, outline, find_image):
        super().__init__(escape=False)
        self._equations = equations
        self._outline = outline
        self._find_image = find_image

    def heading(self, text, level, **_attrs):
        plain = self._equations.without(re.sub(r"<[^>]*>|&\w+;", "", text))
        level = self._outline.level(level)
        return f'<h{level} id="{self._outline.unique_id(plain)}">{text}</h{level}>\n'

    def table(self, text):
        return f'<div class="table"><table>\n{text}</table></div>\n'

    def codespan(self, text):
        return super().codespan(self._equations.restore(text))

    def block_code(self, code, info=None):
        name = info.split()[0] if info and info.strip() else None
        return highlight_block(self._equations.restore(code), name)

    def image(self, text, url, title=None):
        return super().image(text, self._find_image(url, text), title)


class Markdown:
    """Renders the Markdown of one page; all its texts share equations and outline."""

    def __init__(self, equations, outline, folder):
        """``folder``: where the notebook lies, for image files."""
        self._equations = equations
        self._outline = outline
        self._folder = folder

    def render(self, source, where, attachments=None):
        """HTML of a Markdown text, sanitised, with tokens for equations."""
        parse = self._parser(where, attachments)
        return self._clean(parse(self._take_equations(source, where)))

    def render_line(self, source, where):
        """HTML of a short text that stands inside an element, such as a claim: inline Markdown
        only, so a text may begin with ``>`` or ``1.`` and mean it."""
        parse = self._parser(where)
        tokens = parse.inline(self._take_equations(source, where).strip(), {"ref_links": {}})
        return self._clean(parse.renderer(tokens, parse.block.state_cls()))

    def _parser(self, where, attachments=None):
        def find_image(url, alt):
            return images.embed(url, alt, self._folder, attachments or {}, where)

        renderer = _Renderer(self._equations, self._outline, find_image)
        return mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough", "url"])

    def _clean(self, markup):
        return self._equations.restore_in_tags(sanitize.clean(markup))

    def render_latex(self, source, where):
        """HTML of a ``text/latex`` output: text with delimited equations, or bare TeX."""
        if re.search(r"(?<!\\)(?:\$|\\[(\[])", source):
            doubled = re.sub(r"(?<!\\)\\([()\[\]])", r"\\\\\1", source)
            return self.render(doubled, where)
        return f"<p>{self._equations.add(source, True, source, where)}</p>"

    def _take_equations(self, source, where):
        return _SCAN.sub(lambda m: self._token(m, source, where), source)

    def _token(self, m, source, where):
        if m["fence"] or m["codespan"] or m["escape"]:
            return m[0]
        if m["stray"]:
            raise HandoutError(_stray_dollar(source, m.start(), where))
        inline = m["inline"] or m["inline_bracket"]
        if inline:
            return self._equations.add(_unquote(inline, m, source), False, m[0], where)
        lead = ""
        tex = m["display"] or m["display_bracket"]
        if m["environment"]:
            lead = re.match(r"[ \t>]*", m[0])[0]
            tex = m[0][len(lead):]
        return lead + self._equations.add(_unquote(tex, m, source), True, m[0], where)


def _unquote(tex, match, source):
    """``tex`` without the ``>`` of a block quote, when the equation's first line has one."""
    line_start = source.rfind("\n", 0, match.start()) + 1
    marks = re.match(r"(?:[ \t]*>)*", source[line_start:])[0].count(">")
    if not marks:
        return tex
    return re.sub(rf"^(?:[ \t]*>){{1,{marks}}} ?", "", tex, flags=re.MULTILINE)


def _stray_dollar(source, at, where):
    line = source.count("\n", 0, at) + 1
    start = source.rfind("\n", 0, at) + 1
    end = source.find("\n", at)
    text = source[start:] if end < 0 else source[start:end]
    return (
        f"{where}, line {line}: a dollar sign opens no equation, or closes none\n\n"
        f"    {text}\n    {' ' * (at - start)}^\n\n"
        "Write `$x$` without spaces inside the dollars, `$$` for a display equation without blank "
        "lines in it, and `\\$` for the sign itself."
    )
