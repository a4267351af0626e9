//! The toolkit of the paper notebooks.
