"""A paper notebook as a handout: one HTML file, equations drawn, nothing to load, good on paper.

Layout
------
exporter   what nbconvert sees: ``jupyter nbconvert --to handout NOTEBOOK.ipynb``
page       notebook -> page model (header, blocks, footer), the input of the template
paper      the paper cell: header, summary, claims, corrections
outputs    one output of a cell -> HTML, by MIME type
markdown   Markdown -> HTML, with the equations taken out first
equations  collects the equations of a page, has them all drawn at once
kernel     finds and runs the ``papercell`` executable (the only module that starts a process)
katex      KaTeX's stylesheet with the fonts that the page uses
svg        figures, cleaned and with ids of their own
images     raster images and image files, embedded
code       syntax colours
terminal   stream text -> HTML: carriage returns, cursor movements, ANSI colours
sanitize   the one gate for HTML that comes from the notebook
parameters, rust_types   apart from all that: papermill's parameters as Rust
errors     what an export can fail with
templates  the page (Jinja) and its stylesheets

Data flows one way: notebook -> page model -> template -> equations filled in -> file.
"""

__version__ = "0.1.0"
