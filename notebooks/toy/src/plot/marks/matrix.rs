//! Matrices that are read cell by cell: numbers in cells, confusion matrices, attention.

use crate::plot::Plot;
use crate::plot::series::{Heat, Mark};
use crate::plot::ticks::with_signs;
use crate::show::{fixed, num, percent};
use crate::tensor::Tensor;

fn owned(names: &[impl AsRef<str>]) -> Vec<String> {
    names.iter().map(|name| name.as_ref().to_owned()).collect()
}

impl Plot {
    /// Names in the place of the numbers 0, 1, 2, ... along the horizontal axis; upright where they are long.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let table = plot("").heat([[1.0, 0.0], [0.2, 0.8]]);
    /// let named = table.clone().x_names(&["cat", "dog"]).y_names(&["is cat", "is dog"]);
    /// assert_ne!(named.svg(), table.svg()); // words in the place of 0 and 1
    /// ```
    pub fn x_names(mut self, names: &[impl AsRef<str>]) -> Plot {
        self.x.names = owned(names);
        self
    }

    /// Names in the place of the numbers 0, 1, 2, ... along the vertical axis.
    pub fn y_names(mut self, names: &[impl AsRef<str>]) -> Plot {
        self.y.names = owned(names);
        self
    }

    #[track_caller]
    fn last_heat(&mut self, what: &str) -> &mut Heat {
        match self.series.last_mut().map(|s| &mut s.mark) {
            Some(Mark::Heat(heat)) => heat,
            _ => panic!("{what}: must follow .heat(..) or .heat_on(..)"),
        }
    }

    /// Writes the numbers of the last `heat` into its cells, with so many decimals, if the cells are large enough.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// plot("Table").heat([[1.0, 0.25], [0.25, 1.0]]).numbers(2).colour_range(0.0, 1.0).svg();
    /// ```
    #[track_caller]
    pub fn numbers(mut self, decimals: usize) -> Plot {
        let heat = self.last_heat("numbers");
        let text = |v: &f64| match v.is_finite() {
            true => with_signs(&fixed(*v, decimals)),
            false => String::new(),
        };
        let rows = heat.rows.iter().map(|row| row.iter().map(text).collect());
        heat.written = rows.collect();
        self
    }

    /// Ends of the last `heat`'s scale of colours; what lies outside gets the colour of the end. Panels compare when
    /// they have the same.
    #[track_caller]
    pub fn colour_range(mut self, from: f64, to: f64) -> Plot {
        let limits = crate::plot::limits("colour_range", from, to);
        self.last_heat("colour_range").limits = Some(limits);
        self
    }

    /// A confusion matrix: counts (k x k), a row for each true class, a column for each predicted one; the colour is
    /// the share of the row.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// plot("Digits").confusion([[9.0, 1.0], [3.0, 7.0]], &["zero", "one"]).svg();
    /// ```
    #[track_caller]
    pub fn confusion(mut self, counts: impl Into<Tensor>, names: &[&str]) -> Plot {
        let counts = counts.into();
        let k = names.len();
        assert!(
            counts.shape() == [k, k] && k > 0,
            "confusion: {k} names need counts of shape {:?}, the shape is {:?}",
            [k, k],
            counts.shape()
        );
        let counts = counts.to_rows();
        let share = |row: &Vec<f64>| {
            let all: f64 = row.iter().sum();
            row.iter()
                .map(|v| if all > 0.0 { v / all } else { 0.0 })
                .collect()
        };
        let write = |row: &Vec<f64>| row.iter().map(|v| num(*v)).collect();
        let heat = Heat {
            rows: counts.iter().map(share).collect(),
            written: counts.iter().map(write).collect(),
            limits: Some((0.0, 1.0)),
            label: "share of row".to_owned(),
            words: confused(&counts, names),
            ..Heat::cells(Vec::new(), k, k)
        };
        self.x.names = owned(names);
        self.y.names = owned(names);
        self.y.flipped = true;
        if self.x.label.is_empty() && self.y.label.is_empty() {
            self = self.x("predicted").y("true");
        }
        self.add("", false, Mark::Heat(heat))
    }

    /// Attention weights (queries x keys) with the tokens on both sides: each row says where its query looks.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let weights = [[0.9, 0.1], [0.5, 0.5]];
    /// plot("Head 1").attention(weights, &["the", "cat"], &["the", "cat"]).svg();
    /// ```
    #[track_caller]
    pub fn attention(
        mut self,
        weights: impl Into<Tensor>,
        queries: &[impl AsRef<str>],
        keys: &[impl AsRef<str>],
    ) -> Plot {
        let weights = weights.into();
        let wanted = [queries.len(), keys.len()];
        assert!(
            weights.shape() == wanted,
            "attention: {} queries and {} keys need weights of shape {wanted:?}, the shape is {:?}",
            queries.len(),
            keys.len(),
            weights.shape()
        );
        let (queries, keys) = (owned(queries), owned(keys));
        let words = attended(&weights.to_rows(), &queries, &keys);
        self = self.x_names(&keys).y_names(&queries).heat(weights);
        if self.x.label.is_empty() && self.y.label.is_empty() {
            self = self.x("key").y("query");
        }
        let heat = self.last_heat("attention");
        heat.words = words;
        heat.label = "weight".to_owned();
        self
    }
}

/// Accuracy, and the commonest confusions, in words.
fn confused(counts: &[Vec<f64>], names: &[&str]) -> String {
    let all: f64 = counts.iter().flatten().sum();
    let right: f64 = (0..names.len()).map(|i| counts[i][i]).sum();
    let share = percent(if all > 0.0 { right / all } else { 0.0 });
    let mut wrong: Vec<(f64, String)> = Vec::new();
    for (i, row) in counts.iter().enumerate() {
        for (j, &count) in row.iter().enumerate() {
            if i != j && count > 0.0 {
                let text = format!("{} taken for {} {} times", names[i], names[j], num(count));
                wrong.push((count, text));
            }
        }
    }
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    let commonest: Vec<String> = wrong.into_iter().take(3).map(|(_, text)| text).collect();
    let errors = match commonest.is_empty() {
        true => "no confusions".to_owned(),
        false => commonest.join(", "),
    };
    let (k, right, all) = (names.len(), num(right), num(all));
    format!("confusion matrix of {k} classes, {right} of {all} right ({share}); {errors}")
}

/// Where each query looks most, in words.
fn attended(weights: &[Vec<f64>], queries: &[String], keys: &[String]) -> String {
    let most = |row: &Vec<f64>| (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
    let one = |(i, row): (usize, &Vec<f64>)| {
        most(row).map(|j| format!("{} to {} ({})", queries[i], keys[j], num(row[j])))
    };
    let all: Vec<String> = weights
        .iter()
        .enumerate()
        .take(12)
        .filter_map(one)
        .collect();
    let more = match weights.len() {
        0..=12 => String::new(),
        n => format!(" and {} more queries", n - 12),
    };
    let (n, m) = (queries.len(), keys.len());
    format!(
        "attention of {n} queries over {m} keys, largest from {}{more}",
        all.join(", ")
    )
}
