//! Trees of descent, and sequences that evolve along them.

use crate::random::Rng;
use crate::tensor::Tensor;

/// A rooted tree of descent. Nodes 0 to leaves − 1 are the leaves, the last node is the root; a parent's number is
/// always larger than its children's.
///
/// ```
/// # use toy::prelude::*;
/// let tree = Phylogeny::random(&mut Rng::seed(1), 4, 1.0);
/// assert_eq!((tree.leaves, tree.parent.len()), (4, 7)); // 4 leaves, 3 forks
/// assert_eq!(tree.children()[tree.root()].len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Phylogeny {
    /// How many leaves.
    pub leaves: usize,
    /// Parent of every node; the root's is itself.
    pub parent: Vec<usize>,
    /// Length of the branch to the parent, in expected substitutions a site; the root's is 0.
    pub length: Vec<f64>,
}

impl Phylogeny {
    /// A random tree by Kingman's coalescent: going back in time, each pair of lines joins at the given rate, so k
    /// lines wait an exponential time with rate·k(k − 1)/2. All leaves are equally far from the root.
    #[track_caller]
    pub fn random(rng: &mut Rng, leaves: usize, rate: f64) -> Phylogeny {
        assert!(
            leaves >= 2 && rate > 0.0,
            "Phylogeny: needs at least 2 leaves and a positive rate, got {leaves} and {rate}"
        );
        let nodes = 2 * leaves - 1;
        let mut parent: Vec<usize> = (0..nodes).collect();
        let (mut length, mut born) = (vec![0.0; nodes], vec![0.0; nodes]);
        let mut lines: Vec<usize> = (0..leaves).collect();
        let mut time = 0.0;
        for new in leaves..nodes {
            let k = lines.len() as f64;
            time += rng.exponential() / (rate * k * (k - 1.0) / 2.0);
            for _ in 0..2 {
                let child = lines.swap_remove(rng.below(lines.len()));
                parent[child] = new;
                length[child] = time - born[child];
            }
            born[new] = time;
            lines.push(new);
        }
        Phylogeny {
            leaves,
            parent,
            length,
        }
    }

    /// The number of the root.
    pub fn root(&self) -> usize {
        self.parent.len() - 1
    }

    /// Children of every node.
    pub fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.parent.len()];
        for node in 0..self.root() {
            children[self.parent[node]].push(node);
        }
        children
    }

    /// Length of the path between each two leaves, leaves x leaves.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let tree = Phylogeny { leaves: 2, parent: vec![2, 2, 2], length: vec![0.1, 0.3, 0.0] };
    /// close_all("leaf to leaf", tree.distances(), [[0.0, 0.4], [0.4, 0.0]], 1e-12);
    /// ```
    pub fn distances(&self) -> Tensor {
        let ancestors = |leaf: usize| {
            let (mut node, mut height, mut path) = (leaf, 0.0, vec![(leaf, 0.0)]);
            while node != self.root() {
                height += self.length[node];
                node = self.parent[node];
                path.push((node, height));
            }
            path
        };
        let paths: Vec<Vec<(usize, f64)>> = (0..self.leaves).map(ancestors).collect();
        let mut numbers = Vec::with_capacity(self.leaves * self.leaves);
        for a in &paths {
            for b in &paths {
                let meet = a.iter().find_map(|(node, up)| {
                    let other = b.iter().find(|(other, _)| other == node);
                    other.map(|(_, down)| up + down)
                });
                numbers.push(meet.unwrap_or(f64::INFINITY));
            }
        }
        Tensor::from_vec(&[self.leaves, self.leaves], numbers)
    }

    /// The leaves' sequences of `sites` letters (0 to 3), each site on its own by Jukes and Cantor's model from a
    /// uniform letter at the root.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let tree = Phylogeny::random(&mut rng, 5, 10.0);
    /// let sequences = tree.evolve(&mut rng, 200);
    /// assert_eq!((sequences.len(), sequences[0].len()), (5, 200));
    /// println!("{}", tree.newick());
    /// ```
    pub fn evolve(&self, rng: &mut Rng, sites: usize) -> Vec<Vec<usize>> {
        let mut sequences = vec![Vec::new(); self.parent.len()];
        sequences[self.root()] = rng.indices(4, sites);
        // Parents have larger numbers: from the root down.
        for node in (0..self.root()).rev() {
            // Of all changes, a third leads to each other letter.
            let change = 1.0 - jukes_cantor(self.length[node]);
            let mut own = sequences[self.parent[node]].clone();
            for letter in &mut own {
                if rng.coin(change) {
                    *letter = (*letter + 1 + rng.below(3)) % 4;
                }
            }
            sequences[node] = own;
        }
        sequences.truncate(self.leaves);
        sequences
    }

    /// The tree in Newick's notation, leaves by their numbers: ((0:0.1,1:0.1):0.2,2:0.3);
    pub fn newick(&self) -> String {
        let children = self.children();
        format!("{};", self.newick_of(self.root(), &children))
    }

    fn newick_of(&self, node: usize, children: &[Vec<usize>]) -> String {
        let inner: Vec<String> = children[node]
            .iter()
            .map(|&child| {
                format!(
                    "{}:{:.4}",
                    self.newick_of(child, children),
                    self.length[child]
                )
            })
            .collect();
        if inner.is_empty() {
            node.to_string()
        } else {
            format!("({})", inner.join(","))
        }
    }
}

/// The probability that a letter is the same after a branch of length t: ¼ + ¾ e^(−4t/3) (Jukes and Cantor, "Evolution
/// of protein molecules", 1969). Each other letter has a third of the rest.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(jukes_cantor(0.0), 1.0);
/// close("letters at random", jukes_cantor(50.0), 0.25, 1e-12);
/// ```
pub fn jukes_cantor(t: f64) -> f64 {
    0.25 + 0.75 * crate::math::exp(-4.0 * t / 3.0)
}

/// The distance of two sequences under that model, −¾ ln(1 − 4p/3), p their share of different letters; ∞ for p ≥ ¾.
///
/// ```
/// # use toy::prelude::*;
/// let found = jukes_cantor_distance(&[0, 1, 2, 3], &[0, 1, 2, 0]); // a quarter differs
/// close("−¾ ln ⅔", found, -0.75 * ln(2.0 / 3.0), 1e-12);
/// ```
#[track_caller]
pub fn jukes_cantor_distance(a: &[usize], b: &[usize]) -> f64 {
    assert!(
        a.len() == b.len() && !a.is_empty(),
        "jukes_cantor_distance: the sequences have {} and {} letters",
        a.len(),
        b.len()
    );
    let different = a.iter().zip(b).filter(|(a, b)| a != b).count();
    let left = 1.0 - 4.0 / 3.0 * different as f64 / a.len() as f64;
    if left > 0.0 {
        -0.75 * libm::log(left)
    } else {
        f64::INFINITY
    }
}
