"""Notebooks for the tests: small ones by hand, and one that has everything a paper notebook has."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FRONT = {
    "title": "Learning to choose",
    "slug": "learning-to-choose",
    "authors": ["Ada Example", "Blaise Sample"],
    "year": 2017,
    "venue": "ICLR",
    "arxiv": "1611.01144",
    "topic": "generative-models",
    "note": "014",
    "minutes": 12,
    "claims": [
        {"id": "variance", "text": "The gradient has a *lower* variance for $\\tau > 0$."},
        {"id": "anneal", "text": "As $\\tau \\to 0$ the samples become one-hot."},
        {"id": "speed", "text": "Training is twice as fast."},
    ],
    "corrections": [
        {"note": "The noise is $-\\log U$.", "correct": "It is $-\\log(-\\log U)$.", "shown": "cell [3]"},
        {"note": "The temperature is learned.", "correct": "It follows a schedule."},
    ],
}

SUMMARY = """A network that must *choose* has no gradient. The paper makes the choice soft:

$$
y_i = \\frac{\\exp\\big((\\log \\pi_i + g_i)/\\tau\\big)}{\\sum_j \\exp\\big((\\log \\pi_j + g_j)/\\tau\\big)}
$$

with fixed noise $g$."""

VERDICT = [
    {"id": "variance", "text": FRONT["claims"][0]["text"], "holds": True, "expected": "< 0.5", "measured": "0.31 $ net", "note": ""},
    {"id": "anneal", "text": FRONT["claims"][1]["text"], "holds": False, "expected": "> 0.99", "measured": "0.9 <b>", "note": "Too few steps."},
    {"id": "speed", "text": FRONT["claims"][2]["text"], "holds": None, "expected": "", "measured": "", "note": ""},
    {"id": "own", "text": None, "holds": True, "expected": "1 to 2", "measured": "1.5", "note": ""},
]  # fmt: skip

ERROR = [
    "\x1b[1m\x1b[91merror[E0382]\x1b[0m\x1b[1m: borrow of moved value: `probs`\x1b[0m",
    "  \x1b[94m--> \x1b[0m[8]:2:10",
    " \x1b[94m|\x1b[0m println!(\"{probs:?}\");   \x1b[91m^^^^^ value borrowed here after a move\x1b[0m",
]

PROSE = """## Why it should work

The **maximum** has no useful gradient. A softmax does:

$$
\\frac{\\partial y_i}{\\partial \\log \\pi_j} = \\frac{1}{\\tau}\\, y_i\\,(\\delta_{ij} - y_j) \\tag{1}
$$

> The distribution is smooth for $\\tau > 0$, so it has a gradient.

| symbol | meaning | in the code |
|---|---|---:|
| $P(z|x)$ | distribution of the $k$ choices in $\\mathbb{R}^k$ | `probs` |
| $\\boldsymbol{\\pi}$ | probabilities, $\\mathcal{O}(1)$ | `a_very_long_name_in_code` |

### A long equation

$$
\\mathcal{L}(\\theta) = \\mathbb{E}_{q(z \\mid x)}\\big[\\log p(x \\mid z)\\big] - \\mathrm{KL}\\big(q(z \\mid x) \\,\\|\\, p(z)\\big)
= \\sum_{i=1}^{N} \\Big( \\log p(x_i \\mid z_i) - \\beta \\sum_{j=1}^{k} q(z_{ij} \\mid x_i) \\log \\frac{q(z_{ij} \\mid x_i)}{p(z_{ij})} \\Big)
+ \\lambda \\sum_{j=1}^{k} \\lVert \\theta_j \\rVert_2^2 + \\mu \\lVert \\phi \\rVert_1 + 31415
$$

$$
A = \\begin{bmatrix} a_{11} & a_{12} & a_{13} & a_{14} & a_{15} & a_{16} & a_{17} & a_{18} & a_{19} \\\\ b & c & d & e & f & g & h & i & j \\end{bmatrix}
$$

It costs \\$5. See [the paper](https://arxiv.org/abs/1611.01144)."""

LONG_CODE = """let curves = over_seeds(10, |rng| train(rng, Estimator::GumbelSoftmax { tau: 0.5 }, StepSize::Cosine { from: 1e-2 }));
// nothing_but_a_name_without_a_single_place_to_break_at_that_is_longer_than_any_line_on_any_page_of_a_handout_could_be
let n = 3;"""


def drawing(label="a", caption=False):
    """A figure such as the toolkit draws: a card, a curve, and if wanted its caption as the last 40 pixels."""
    height, foot = (400, 40) if caption else (360, 0)
    group = '<g class="caption"><path d="M20 385h500" stroke="#555"/></g>' if caption else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{height}" viewBox="0 0 640 {height}">'
        f"<title>Curve {label}</title>"
        f'<defs><clipPath id="c"><rect width="600" height="300"/></clipPath></defs>'
        f'<rect x="1" y="1" width="638" height="{height - 2}" rx="8" fill="#fdfdfb" stroke="#ddd"/>'
        f'<path clip-path="url(#c)" d="M20 300L300 120L600 60" fill="none" stroke="#1b5a86"/>{group}</svg>'
    ), height - foot


def display(data, metadata=None):
    """A display output of a MIME bundle."""
    return new_output("display_data", data=data, metadata=metadata or {})


def result(data, count, metadata=None):
    """The result of a cell."""
    return new_output("execute_result", data=data, metadata=metadata or {}, execution_count=count)


def stream(text, name="stdout"):
    """Stream output."""
    return new_output("stream", name=name, text=text)


def equation(tex):
    """The bundle of an equation, as the kernel sends it."""
    return {"text/markdown": f"$$\n{tex}\n$$", "text/latex": f"$${tex}$$", "text/plain": tex}


def figure(label="a", caption="What to see."):
    """A figure output with the metadata of the toolkit."""
    svg, top = drawing(label, caption=True)
    return display({"image/svg+xml": svg, "text/plain": "a curve"}, {"papercell": {"caption": caption, "caption_top": top}})


def code(source="let x = 1;", outputs=(), count=1, **metadata):
    """A code cell that has run."""
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def text(source):
    """A Markdown cell."""
    return new_markdown_cell(source)


def paper(front=None, summary=SUMMARY):
    """A paper cell that has run."""
    front = FRONT if front is None else front
    bundle = {"text/markdown": "<div>\n\n**the card of the kernel**\n\n</div>", "text/plain": "card"}
    source = f"%%paper\n+++\ntitle = {front['title']!r}\n+++\n{summary}"
    return code(source, [display(bundle, {"papercell": {"paper": front}})])


def verdict(claims=VERDICT):
    """A cell that shows the verdict."""
    bundle = {"text/markdown": "**the table of the kernel**", "text/plain": "table"}
    return code("verdict();", [display(bundle, {"papercell": {"claims": claims}})])


def book(*cells, metadata=None):
    """A notebook of these cells, with stable ids."""
    notebook = new_notebook(cells=list(cells), metadata=metadata or {})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    nbformat.validate(notebook)
    return notebook


def whole():
    """A notebook that has everything."""
    return book(
        paper(),
        text(PROSE),
        code(LONG_CODE, [stream("tau = 5    sample = [[0.301, 0.377, 0.322, 0.301, 0.377, 0.322, 0.301, 0.377, 0.322]]\n")], 2),
        code("%%tex\n\\nabla f", [result(equation("\\nabla_\\theta f = \\sqrt{\\sum_i \\Big( x_i \\Big)^2}"), 3)], 3),
        code("plot", [stream("note\n", "stderr"), figure("a", "The first figure.")], 4),
        code("plot2", [figure("b", "The second figure.")], 5),
        code("table", [display({"text/markdown": "| a | b |\n|--|--:|\n| $x$ | 2 |", "text/plain": "t"})], 6),
        code("moved", [new_output("error", ename="E0382", evalue="borrow", traceback=ERROR)], 7),
        verdict(),
        text("## Play\n\n1. Set `tau` to 0.01.\n2. More."),
        metadata={"papercell": {"kernel": "0.1.0", "toolkit": "0.1.0"}, "language_info": {"name": "rust", "version": "1.95.0"}},
    )
