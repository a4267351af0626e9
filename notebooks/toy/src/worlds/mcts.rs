//! Monte Carlo tree search, over anything that can be expanded: a board, a known world, a learned model.

use crate::math::log_sum_exp;
use crate::tensor::Tensor;

/// What a search learns when it reaches a new state.
///
/// ```
/// # use toy::prelude::*;
/// let root = Leaf { reward: 0.0, value: 0.0, prior: vec![1.0, 1.0, 0.0], turns: false };
/// let mut search = Mcts::new(1.25, 1.0);
/// search.run(root, 20, &mut |_, _| Leaf { reward: 1.0, value: 0.0, prior: vec![], turns: false });
/// assert_eq!(search.visits()[2], 0.0); // a prior of 0 forbids it
/// ```
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The reward of the step that led here (0 at the root).
    pub reward: f64,
    /// An estimate of what follows, for the one who moves here; 0 at an end.
    pub value: f64,
    /// For each action how promising it looks; 0 forbids it. Empty at an end.
    pub prior: Vec<f64>,
    /// Whether the other player moves here than in the state before.
    pub turns: bool,
}

/// A search, and its tree when it is done. Node 0 is the root; nodes are numbered as they are expanded.
///
/// ```
/// # use toy::prelude::*;
/// let mut search = Mcts::new(1.25, 1.0);
/// let leaf = |reward: f64, prior: Vec<f64>| Leaf { reward, value: 0.0, prior, turns: false };
/// search.run(leaf(0.0, vec![1.0, 1.0]), 100, &mut |_, action| leaf(action as f64, vec![])); // action 1 pays 1
/// assert_eq!(argmax(search.visits()), 1);
/// assert!(search.value() > 0.8);
/// close("a policy", search.policy(1.0).sum().item(), 1.0, 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Mcts {
    exploration: f64,
    discount: f64,
    nodes: Vec<Node>,
    low: f64,
    high: f64,
}

#[derive(Clone, Debug)]
struct Node {
    leaf: Leaf,
    children: Vec<Option<usize>>,
    visits: f64,
    total: f64,
}

impl Mcts {
    /// `exploration` c: how strongly actions that were tried little draw (1.25 is usual). `discount`: how much a later
    /// reward counts.
    pub fn new(exploration: f64, discount: f64) -> Mcts {
        Mcts {
            exploration,
            discount,
            nodes: Vec::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        }
    }

    /// Searches from `root` with `simulations` expansions. `expand(node, action)` makes the state that an action leads
    /// to from a node; as nodes are numbered 1, 2, ... in the order of these calls, it can keep its states in a vector.
    ///
    /// Each simulation walks down by a = argmax Q(s, a) + c·P(a)·√N(s)/(1 + N(s, a)) (pUCT: D. Silver et al.,
    /// "Mastering the game of Go without human knowledge", 2017, methods), Q scaled to 0..1 by the smallest and largest
    /// value seen (J. Schrittwieser et al., "Mastering Atari, Go, chess and shogi by planning with a learned model",
    /// 2020, appendix B, equation 5), expands one state and adds its value to all states on the way.
    #[track_caller]
    pub fn run(
        &mut self,
        root: Leaf,
        simulations: usize,
        expand: &mut dyn FnMut(usize, usize) -> Leaf,
    ) {
        assert!(
            !root.prior.is_empty(),
            "Mcts::run: there is no action at the root"
        );
        (self.low, self.high) = (f64::INFINITY, f64::NEG_INFINITY);
        self.nodes = vec![Node::new(root)];
        for _ in 0..simulations {
            crate::interrupt::checkpoint();
            let mut path = vec![0];
            let mut now = 0;
            while let Some(action) = self.choose(now) {
                if let Some(child) = self.nodes[now].children[action] {
                    now = child;
                    path.push(now);
                    continue;
                }
                let leaf = expand(now, action);
                let child = self.nodes.len();
                self.nodes[now].children[action] = Some(child);
                self.nodes.push(Node::new(leaf));
                path.push(child);
                break;
            }
            self.back_up(&path);
        }
    }

    /// The action that pUCT takes at a node; none at an end.
    fn choose(&self, node: usize) -> Option<usize> {
        let node = &self.nodes[node];
        let sum: f64 = node.leaf.prior.iter().sum();
        let mut best = None;
        for (action, &prior) in node
            .leaf
            .prior
            .iter()
            .enumerate()
            .filter(|(_, p)| **p > 0.0)
        {
            let child = node.children[action].map(|child| &self.nodes[child]);
            let visits = child.map_or(0.0, |child| child.visits);
            // An action not tried yet counts as half way between the worst and the best seen.
            let scaled = match child {
                Some(child) if self.high > self.low => {
                    (self.gain(child) - self.low) / (self.high - self.low)
                }
                _ => 0.5,
            };
            let score = scaled
                + self.exploration * prior / sum * node.visits.max(1.0).sqrt() / (1.0 + visits);
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, action));
            }
        }
        best.map(|(_, action)| action)
    }

    /// What stepping to a child is worth to the one who steps: its reward and the mean value after it.
    fn gain(&self, child: &Node) -> f64 {
        child.leaf.reward + self.discount * child.sign() * child.total / child.visits
    }

    fn back_up(&mut self, path: &[usize]) {
        let mut value = self.nodes[path[path.len() - 1]].leaf.value;
        for &i in path.iter().rev() {
            self.nodes[i].visits += 1.0;
            self.nodes[i].total += value;
            let node = &self.nodes[i];
            value = node.leaf.reward + self.discount * node.sign() * value;
            if i > 0 {
                let gain = self.gain(node);
                (self.low, self.high) = (self.low.min(gain), self.high.max(gain));
            }
        }
    }

    /// The mean value of the root, for the one who moves there.
    pub fn value(&self) -> f64 {
        self.nodes
            .first()
            .map_or(0.0, |root| root.total / root.visits.max(1.0))
    }

    /// How often each action of the root was taken.
    pub fn visits(&self) -> Vec<f64> {
        let children = self.nodes.first().map_or(&[][..], |root| &root.children);
        children
            .iter()
            .map(|child| child.map_or(0.0, |child| self.nodes[child].visits))
            .collect()
    }

    /// Probabilities in proportion to visits^(1/`temperature`): what a policy learns from the search.
    #[track_caller]
    pub fn policy(&self, temperature: f64) -> Tensor {
        assert!(
            temperature > 0.0,
            "Mcts::policy: the temperature must be positive, got {temperature}"
        );
        let visits = self.visits();
        assert!(
            visits.iter().any(|&n| n > 0.0),
            "Mcts::policy: no action was tried; run a simulation first"
        );
        let logs: Vec<f64> = visits.iter().map(|&n| libm::log(n) / temperature).collect();
        let all = log_sum_exp(&logs);
        logs.iter().map(|l| crate::math::exp(l - all)).collect()
    }
}

impl Node {
    fn new(leaf: Leaf) -> Node {
        Node {
            children: vec![None; leaf.prior.len()],
            leaf,
            visits: 0.0,
            total: 0.0,
        }
    }

    /// Turns a value here into one for the player before.
    fn sign(&self) -> f64 {
        if self.leaf.turns { -1.0 } else { 1.0 }
    }
}
