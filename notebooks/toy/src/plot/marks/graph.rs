//! Graphs: nodes where a layout puts them, edges between them.

use super::Kind;
use crate::plot::Plot;
use crate::plot::draw::{Area, marker};
use crate::plot::heat::Colours;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Side;
use crate::plot::style::{CARD, INK, QUIET, TICK, colour, ink_on, mix};
use crate::show::num;
use crate::tensor::Tensor;
use plotters::style::{Color, RGBAColor, RGBColor};

/// Nodes at points, and edges.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Graph {
    at: Points,
    edges: Vec<(usize, usize)>,
    directed: bool,
    names: Vec<String>,
    values: Vec<f64>,
    label: String,
    classes: Vec<usize>,
    weights: Vec<f64>,
}

impl Plot {
    /// A graph: nodes at points (n x 2), which a layout gives ([`crate::plot::circle_layout`],
    /// [`crate::plot::spring_layout`], [`crate::plot::layered_layout`]), and edges between their numbers. No axes.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = [(0, 1), (1, 2), (2, 0), (2, 3)];
    /// plot("Kite").graph(spring_layout(4, &edges), &edges).node_names(&["a", "b", "c", "d"]).svg();
    /// ```
    #[track_caller]
    pub fn graph(mut self, layout: impl Into<Tensor>, edges: &[(usize, usize)]) -> Plot {
        let at = super::pairs("graph", layout.into());
        if let Some(edge) = edges.iter().find(|e| e.0.max(e.1) >= at.len()) {
            panic!("graph: edge {edge:?}, but there are {} nodes", at.len());
        }
        (self.x.bare, self.y.bare, self.equal) = (true, true, true);
        let graph = Graph {
            at,
            edges: edges.to_vec(),
            directed: false,
            names: Vec::new(),
            values: Vec::new(),
            label: String::new(),
            classes: Vec::new(),
            weights: Vec::new(),
        };
        self.add("", false, Mark::Graph(graph))
    }

    #[track_caller]
    fn last_graph(&mut self, what: &str, count: Option<usize>) -> &mut Graph {
        match self.series.last_mut().map(|s| &mut s.mark) {
            Some(Mark::Graph(graph)) => {
                let nodes = graph.at.len();
                if let Some(count) = count {
                    assert!(count == nodes, "{what}: {count} of them for {nodes} nodes");
                }
                graph
            }
            _ => panic!("{what}: must follow .graph(..)"),
        }
    }

    /// Edges of the last `graph` are arrows.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = [(0, 1), (1, 2)];
    /// let chain = plot("").graph(circle_layout(3), &edges).edge_weights([1.0, -2.0]);
    /// assert_ne!(chain.clone().directed().svg(), chain.svg()); // heads of arrows
    /// ```
    #[track_caller]
    pub fn directed(mut self) -> Plot {
        self.last_graph("directed", None).directed = true;
        self
    }

    /// Names of the nodes of the last `graph`: inside them where they fit, else below.
    #[track_caller]
    pub fn node_names(mut self, names: &[impl AsRef<str>]) -> Plot {
        let owned = names.iter().map(|name| name.as_ref().to_owned()).collect();
        self.last_graph("node_names", Some(names.len())).names = owned;
        self
    }

    /// A number for each node of the last `graph`, as its colour; `label` says what it is.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = [(0, 1), (1, 2)];
    /// display(&plot("").graph(circle_layout(3), &edges).node_values("degree", [1.0, 2.0, 1.0]));
    /// ```
    #[track_caller]
    pub fn node_values(mut self, label: &str, values: impl Into<Tensor>) -> Plot {
        let values = values.into().to_vec();
        let graph = self.last_graph("node_values", Some(values.len()));
        (graph.values, graph.label) = (values, label.to_owned());
        self
    }

    /// A class for each node of the last `graph`, as its colour.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (graph, blocks) = stochastic_block_model(&mut Rng::seed(1), &[5, 5], 0.9, 0.1);
    /// display(&plot("").graph(spring_layout(10, &graph.pairs()), &graph.pairs()).node_classes(&blocks));
    /// ```
    #[track_caller]
    pub fn node_classes(mut self, classes: &[usize]) -> Plot {
        self.last_graph("node_classes", Some(classes.len())).classes = classes.to_vec();
        self
    }

    /// A weight for each edge of the last `graph`, as its width; dashed where it is negative.
    #[track_caller]
    pub fn edge_weights(mut self, weights: impl Into<Tensor>) -> Plot {
        let weights = weights.into().to_vec();
        let graph = self.last_graph("edge_weights", None);
        assert!(
            graph.edges.len() == weights.len(),
            "edge_weights: {} weights for {} edges",
            weights.len(),
            graph.edges.len()
        );
        graph.weights = weights;
        self
    }
}

impl Graph {
    /// Radius of a node, pixels.
    fn radius(&self) -> f64 {
        match self.at.len() {
            0..=14 => 12.0,
            15..=40 => 7.0,
            41..=100 => 5.0,
            _ => 3.2,
        }
    }

    fn ink(&self, node: usize, colours: &Colours) -> RGBColor {
        match (self.values.get(node), self.classes.get(node)) {
            (Some(v), _) if v.is_finite() => colours.colour(colours.level(*v)),
            (_, Some(&class)) => mix(colour(class), CARD, 0.1),
            _ => CARD,
        }
    }

    fn edge(&self, area: &Area, k: usize, at: &Points) {
        let (a, b) = self.edges[k];
        let most = self.weights.iter().fold(1e-300, |m: f64, w| m.max(w.abs()));
        let weight = self.weights.get(k).copied();
        let width = weight.map_or(1.4, |w| 0.5 + 4.5 * w.abs() / most);
        if weight == Some(0.0) {
            return;
        }
        if weight.is_some_and(|w| w < 0.0) {
            area.sheet.dash(&[5.0, 3.5]);
        }
        let (r, ink) = (self.radius(), mix(QUIET, CARD, 0.25).to_rgba());
        let (from, to) = (at[a], at[b]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        if a == b || length < 1e-9 {
            self.ring(area, from, middle(at), ink, width);
        } else {
            let (ux, uy) = (dx / length, dy / length);
            // Two arrows between the same nodes pass each other.
            let back = self.directed && self.edges.contains(&(b, a));
            let off = if back { 4.0 } else { 0.0 };
            let shift = |(x, y): (f64, f64)| (x - off * uy, y + off * ux);
            let (from, to) = (shift(from), shift(to));
            if self.directed {
                let end = (to.0 - (r + 1.0) * ux, to.1 - (r + 1.0) * uy);
                let head = (7.0 + width).min(0.4 * length);
                let base = (end.0 - head * ux, end.1 - head * uy);
                area.sheet.line(&[from, base], ink, width);
                area.sheet.dash(&[]);
                let wing = |s: f64| (base.0 - s * 0.42 * head * uy, base.1 + s * 0.42 * head * ux);
                area.sheet.polygon(&[end, wing(1.0), wing(-1.0)], ink);
            } else {
                area.sheet.line(&[from, to], ink, width);
            }
        }
        area.sheet.dash(&[]);
    }

    /// A loop: most of a circle beside the node, on the side that looks away from the graph's middle. It needs no head:
    /// both of its ends are the same node.
    fn ring(
        &self,
        area: &Area,
        (x, y): (f64, f64),
        middle: (f64, f64),
        ink: RGBAColor,
        width: f64,
    ) {
        let r = self.radius();
        let side = x - middle.0;
        let (ux, uy) = match side.abs() > r {
            true => (side.signum(), 0.0),
            false => (0.0, -1.0),
        };
        let turn = |i: i32| std::f64::consts::PI * f64::from(i) / 12.0;
        let at = |i: i32| {
            let (c, s) = (0.8 * r * libm::cos(turn(i)), 0.8 * r * libm::sin(turn(i)));
            let (c, s) = (1.45 * r + c, s);
            (x + c * ux - s * uy, y + c * uy + s * ux)
        };
        area.sheet
            .line(&(-9..=9).map(at).collect::<Points>(), ink, width);
        area.sheet.dash(&[]);
    }

    fn name(&self, node: usize) -> String {
        self.names
            .get(node)
            .cloned()
            .unwrap_or_else(|| node.to_string())
    }
}

fn middle(at: &Points) -> (f64, f64) {
    let n = at.len().max(1) as f64;
    let (x, y) = at.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
    (x / n, y / n)
}

impl Kind for Graph {
    fn extent(&self) -> Points {
        self.at.clone()
    }

    fn room(&self) -> f64 {
        0.12
    }

    fn draw(&self, area: &Area, _index: usize) {
        let at: Points = self.at.iter().map(|&p| area.pixel(p)).collect();
        // Loops and names reach beyond the outermost nodes.
        area.sheet.clip(None);
        for k in 0..self.edges.len() {
            self.edge(area, k, &at);
        }
        let (r, colours) = (self.radius(), Colours::of(self.values.iter()));
        for (node, &(x, y)) in at.iter().enumerate() {
            let ink = self.ink(node, &colours);
            // Classes differ in shape, too: some colours are alike in grey.
            let shape = self.classes.get(node).map_or(0, |class| class % 4);
            marker(area.sheet, (x, y), r + 0.8, QUIET.to_rgba(), shape);
            marker(area.sheet, (x, y), r, ink.to_rgba(), shape);
            let Some(name) = self.names.get(node) else {
                continue;
            };
            if TICK.width(name) <= 2.0 * r - 4.0 && shape % 2 == 0 {
                let letters = TICK.coloured(ink_on(ink));
                area.sheet.text(name, (x, y + 4.0), Side::Center, letters);
            } else {
                area.sheet.halo(true);
                let letters = TICK.coloured(INK);
                area.sheet
                    .text(name, (x, y + r + 12.0), Side::Center, letters);
                area.sheet.halo(false);
            }
        }
        area.sheet.clip(Some(area.frame));
    }

    fn describe(&self) -> String {
        let n = self.at.len();
        let mut degrees = vec![0usize; n];
        for &(a, b) in &self.edges {
            degrees[a] += 1;
            degrees[b] += usize::from(a != b);
        }
        let sort = if self.directed {
            "directed graph"
        } else {
            "graph"
        };
        let mut text = format!("{sort} of {n} nodes and {} edges", self.edges.len());
        if let Some(hub) = (0..n).max_by_key(|&i| (degrees[i], n - i)) {
            text += &format!(", most of them at {} ({})", self.name(hub), degrees[hub]);
        }
        let arrow = if self.directed { "→" } else { "–" };
        let one = |(k, &(a, b)): (usize, &(usize, usize))| {
            let weight = self
                .weights
                .get(k)
                .map_or(String::new(), |w| format!(" ({})", num(*w)));
            format!("{}{arrow}{}{weight}", self.name(a), self.name(b))
        };
        let edges: Vec<String> = self.edges.iter().enumerate().take(24).map(one).collect();
        let more = match self.edges.len() {
            0..=24 => String::new(),
            m => format!(" and {} more", m - 24),
        };
        text += &format!(": {}{more}", edges.join(", "));
        if !self.values.is_empty() {
            let label = if self.label.is_empty() {
                "value"
            } else {
                &self.label
            };
            let one = |(i, v): (usize, &f64)| format!("{} {}", self.name(i), num(*v));
            let all: Vec<String> = self.values.iter().enumerate().take(24).map(one).collect();
            let range = crate::plot::summary::range(&self.values);
            text += &format!("; {label} {range}: {}", all.join(", "));
        }
        let count = self.classes.iter().max().map_or(0, |most| most + 1);
        for class in 0..count {
            let own = self.classes.iter().filter(|c| **c == class).count();
            text += &format!("; {own} nodes of class {class}");
        }
        text
    }

    fn key(&self) -> Option<(Colours, String)> {
        let colours = || (Colours::of(self.values.iter()), self.label.clone());
        (!self.values.is_empty()).then(colours)
    }
}
