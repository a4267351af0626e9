"""nbclient: what executes notebooks for nbconvert, papermill, jupyter-book and others."""

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from support.clients import text_of


def test_a_notebook_is_executed(made):
    notebook = made("let a = 20;", 'println!("{a}");\n2 * a + 2', "%%tex\nx^2")
    NotebookClient(notebook, kernel_name="papercell", timeout=60).execute()
    assert text_of(notebook.cells[1]) == "20\n42"
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3]
    assert notebook.metadata.language_info.name == "rust"


def test_a_failing_cell_stops_and_says_why(made):
    notebook = made("let a = 1;", 'panic!("boom {a}");', "a + 1")
    with pytest.raises(CellExecutionError) as failure:
        NotebookClient(notebook, kernel_name="papercell", timeout=60).execute()
    assert "boom 1" in str(failure.value)
    assert notebook.cells[1].outputs[-1].output_type == "error"
    assert notebook.cells[2].execution_count is None

    notebook = made("let a = 1;", 'panic!("boom {a}");', "a + 1")
    notebook.cells[1].metadata["tags"] = ["raises-exception"]
    NotebookClient(notebook, kernel_name="papercell", timeout=60).execute()
    assert text_of(notebook.cells[2]) == "2"


def test_a_timeout_ends_the_notebook(made):
    notebook = made("loop { std::hint::black_box(0); }")
    client = NotebookClient(notebook, kernel_name="papercell", timeout=2)
    with pytest.raises(CellTimeoutError):
        client.execute()
    assert not client.km or not client.km.has_kernel


def test_a_timeout_interrupts_and_the_notebook_goes_on(made):
    notebook = made("let kept = 41;", 'println!("begun");\nloop { std::hint::black_box(0); }', "kept + 1")
    client = NotebookClient(
        notebook,
        kernel_name="papercell",
        # Only the loop is short of time.
        timeout_func=lambda cell: 3 if "loop" in cell.source else 60,
        interrupt_on_timeout=True,
        allow_errors=True,
    )
    client.execute()
    begun, error = notebook.cells[1].outputs
    assert (begun.text, error.ename) == ("begun\n", "Interrupted")
    assert text_of(notebook.cells[2]) == "42"
