//! How a tensor prints: its shape, and its numbers in aligned columns, shortened in the middle when there are many.

use super::{Tensor, numbers};
use crate::show::num;
use std::fmt;

/// Rows and columns beyond this are shown as their first and last few.
const MOST: usize = 10;
const ENDS: usize = 4;

impl fmt::Display for Tensor {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let store = self.store();
        let x = numbers(&store);
        match store.shape() {
            [] => write!(out, "{}", num(x[0])),
            [n] => write!(out, "[{}]  ({n})", line(x, 0)),
            &[rows, columns] => {
                writeln!(out, "{rows} x {columns}")?;
                let width = x.iter().map(|&x| num(x).chars().count()).max().unwrap_or(0);
                let shown: Vec<String> = shortened(rows)
                    .map(|i| match i {
                        Some(i) => line(&x[i * columns..(i + 1) * columns], width),
                        None => "...".to_owned(),
                    })
                    .collect();
                write!(out, "{}", shown.join("\n"))
            }
            shape => {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                write!(out, "{}\n[{}]", shape.join(" x "), line(x, 0))
            }
        }
    }
}

/// One row of numbers.
fn line(x: &[f64], width: usize) -> String {
    let shown = shortened(x.len()).map(|i| match i {
        Some(i) => format!("{:>width$}", num(x[i])),
        None => "...".to_owned(),
    });
    shown.collect::<Vec<_>>().join("  ")
}

/// The places to show of `n`: all of them, or the ends with `None` for what is left out.
fn shortened(n: usize) -> impl Iterator<Item = Option<usize>> {
    let (head, tail) = if n > MOST { (ENDS, n - ENDS) } else { (n, n) };
    let gap = (n > MOST).then_some(None);
    (0..head).map(Some).chain(gap).chain((tail..n).map(Some))
}

impl fmt::Debug for Tensor {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let kind = if self.is_param() { "param" } else { "tensor" };
        write!(out, "{kind} {self}")
    }
}
