//! What a reader sees: values become MIME bundles, bundles go to the kernel as frames.

mod bundle;
pub(crate) mod frame;
mod input;
mod number;
mod progress;
mod table;
mod text;

pub use bundle::{Bundle, Show, ShowTail, Shown, display, display_as, update_display};
pub use input::{clear_output, input, password};
pub use number::{fixed, num, percent};
pub use progress::{Over, Progress, Steps, progress, progress_over};
pub use table::{Cell, Cells, Table, table, table_of};
pub use text::{Markdown, Tex, markdown, tex};

/// Gives a type with [`Show`] the method by which evcxr shows a cell's last expression. (The native engine takes
/// [`ShowTail`], which needs no such list.)
macro_rules! tail_expression {
    ($($type:ty),* $(,)?) => {$(
        impl $type {
            /// Shows the value as the result of a cell (called by the kernel for a tail expression).
            #[doc(hidden)]
            pub fn evcxr_display(&self) {
                $crate::show::Show::bundle(self).send_as_result();
            }
        }
    )*};
}
tail_expression!(
    Table,
    Markdown,
    Tex,
    crate::tensor::Tensor,
    crate::stats::Estimate
);
