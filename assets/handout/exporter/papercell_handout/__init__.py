"""What Papercell adds to the Python tools around notebooks. Nothing is rendered here: the executable ``papercell`` does that.

Layout
------
exporter   what nbconvert sees: ``jupyter nbconvert --to handout NOTEBOOK.ipynb``
program    finds and runs the ``papercell`` executable (the only module that starts a process)
errors     what an export can fail with
parameters, rust_types   apart from all that: papermill's parameters as Rust
"""

__version__ = "0.1.0"
