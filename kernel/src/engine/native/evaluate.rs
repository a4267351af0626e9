//! The value of an expression that is no cell: what a front end asks for beside a cell (`user_expressions`). It sees the
//! session's variables as a cell does, but none of them as mutable, and it may not move them.

use super::NativeEngine;
use super::state::State;
use crate::display::Bundle;
use crate::display::error::CellError;

/// The number of an expression, which no cell has.
const NUMBER: u32 = 0;

impl NativeEngine {
    /// See [`crate::engine::Engine::evaluate`].
    pub(super) fn value_of(&mut self, expression: &str) -> Result<Option<Bundle>, CellError> {
        if let Err(error) = syn::parse_str::<syn::Expr>(expression) {
            let what = format!("`{expression}` is no expression of Rust: {error}");
            return Err(CellError::plain("SyntaxError", what));
        }
        self.settle();
        let code = self.code(NUMBER, expression.to_owned());
        let (kept, last_error) = (self.state.clone(), self.last_error.clone());
        for variable in self.state.variables.values_mut() {
            variable.mutable = false;
        }
        let compiled = self.compile(&code);
        self.last_error = last_error;
        let value = match compiled {
            Ok(compiled) if names(&compiled.after) == names(&kept) => {
                self.run_compiled(&code, compiled)
            }
            Ok(_) => Err(CellError::plain(
                "Moved",
                format!(
                    "`{expression}` moves a variable of the session or defines one, which only a cell may do; \
                     write `&` before the variable, or `.clone()` behind it"
                ),
            )),
            Err(error) => Err(error),
        };
        restore(&mut self.state, &kept);
        if let Some(remembered) = self.remembered.back_mut() {
            restore(remembered, &kept);
        }
        value
    }
}

fn names(state: &State) -> Vec<&String> {
    state.variables.keys().collect()
}

/// What was mutable is so again. (Variables may be gone: the expression can have ended the program.)
fn restore(state: &mut State, kept: &State) {
    for (name, variable) in &mut state.variables {
        if let Some(before) = kept.variables.get(name) {
            variable.mutable = before.mutable;
        }
    }
}
