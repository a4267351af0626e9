"""Live controls where nothing is live: an executed notebook and its exports."""

import nbformat

CELL = """use toy::prelude::*;
interact((slider("tau", 0.1..=5.0).value(1.0), checkbox("log", false)), |(tau, log)| {
    let figure = plot("Squares").line("", [0.0, 1.0], [0.0, tau]).caption("It grows.");
    if log { figure.log_y() } else { figure }
})"""


def test_of_live_controls_the_figure_and_the_values_remain(convert, make):
    path = make(CELL)
    done = convert(path, "--execute", "--to", "notebook", "--inplace")
    assert done.returncode == 0, done.stderr[-2000:]
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    view, figure = notebook.cells[0].outputs
    # nbclient has kept the widgets' states, so that an export with scripts has live sliders.
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    column = states[view.data["application/vnd.jupyter.widget-view+json"]["model_id"]]
    assert column["model_name"] == "VBoxModel" and len(column["state"]["children"]) == 2
    assert figure.metadata["papercell"]["controls"] == "tau = 1 · log = false"
    assert figure.metadata["papercell"]["caption"] == "It grows."

    done = convert(path, "--to", "handout")
    assert done.returncode == 0, done.stderr[-2000:]
    page = path.with_suffix(".html").read_text()
    assert page.count("tau = 1 · log = false") == 1
    assert page.count("<figure") == 1 and "model_id" not in page and "<script" not in page
