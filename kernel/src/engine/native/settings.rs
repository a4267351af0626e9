//! How cells are compiled and shown; changed by commands such as `:opt`.

/// The settings of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// rustc's `opt-level`.
    pub opt_level: String,
    /// How the last expression is shown (`:fmt`).
    pub format: String,
    /// How an error that `?` met is shown (`:efmt`).
    pub error_format: String,
    /// Show the last expression's type too (`:types`).
    pub types: bool,
    /// Show the time that a cell took (`:timing`).
    pub timing: bool,
    /// cargo may not use the network (`:offline`).
    pub offline: bool,
    /// Environment variables for rustc (`:build_env`).
    pub build_variables: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            opt_level: "2".to_owned(),
            format: "{:?}".to_owned(),
            error_format: "{}".to_owned(),
            types: false,
            timing: false,
            offline: false,
            build_variables: Vec::new(),
        }
    }
}
