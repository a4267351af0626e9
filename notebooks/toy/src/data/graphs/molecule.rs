//! Small molecules: atoms, bonds, a generator that respects valences, and simple properties.

use super::graph::Graph;
use crate::random::Rng;
use crate::tensor::one_hot;

/// A chemical element as a molecule's atom.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!((ELEMENTS[0].symbol, ELEMENTS[0].valence), ("C", 4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element {
    /// Its symbol.
    pub symbol: &'static str,
    /// How many bonds it has, counted with their orders, hydrogens included.
    pub valence: usize,
    /// Standard atomic weight (IUPAC, abridged), in g/mol.
    pub weight: f64,
    /// Its share of [`Molecule::log_p`].
    pub log_p: f64,
}

const fn element(symbol: &'static str, valence: usize, weight: f64, log_p: f64) -> Element {
    Element {
        symbol,
        valence,
        weight,
        log_p,
    }
}

/// The elements of these molecules: an atom is a place in this list.
///
/// ```
/// # use toy::prelude::*;
/// let water = ELEMENTS[2].weight + 2.0 * 1.008; // g/mol
/// close("water", water, 18.015, 1e-3);
/// ```
pub const ELEMENTS: [Element; 4] = [
    element("C", 4, 12.011, 0.3),
    element("N", 3, 14.007, -1.0),
    element("O", 2, 15.999, -1.1),
    element("F", 1, 18.998, 0.4),
];

/// Standard atomic weight of hydrogen.
const HYDROGEN: f64 = 1.008;

/// A molecule without its hydrogens: these fill every valence that is left.
///
/// ```
/// # use toy::prelude::*;
/// let ethanol = Molecule::new(&["C", "C", "O"], &[(0, 1, 1), (1, 2, 1)]); // (atom, atom, order)
/// assert_eq!(ethanol.formula(), "C2H6O");
/// assert_eq!((ethanol.used_valence(1), ethanol.hydrogens(0)), (2, 3));
/// assert!(ethanol.is_valid() && ethanol.ring_count() == 0);
/// close("g/mol", ethanol.weight(), 46.069, 1e-2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Molecule {
    /// For each atom its place in [`ELEMENTS`].
    pub atoms: Vec<usize>,
    /// (atom, atom, order): order 1 single, 2 double, 3 triple. Each pair at most once.
    pub bonds: Vec<(usize, usize, usize)>,
}

impl Molecule {
    /// From element symbols and bonds; panics where a valence is exceeded.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let ethanol = Molecule::new(&["C", "C", "O"], &[(0, 1, 1), (1, 2, 1)]);
    /// assert_eq!(ethanol.formula(), "C2H6O");
    /// ```
    #[track_caller]
    pub fn new(symbols: &[&str], bonds: &[(usize, usize, usize)]) -> Molecule {
        let mut atoms = Vec::with_capacity(symbols.len());
        for symbol in symbols {
            match ELEMENTS.iter().position(|e| e.symbol == *symbol) {
                Some(element) => atoms.push(element),
                None => panic!("Molecule: there is no element {symbol:?}, only C, N, O and F"),
            }
        }
        let molecule = Molecule {
            atoms,
            bonds: bonds.to_vec(),
        };
        if let Some(problem) = molecule.problem() {
            panic!("Molecule: {problem}");
        }
        molecule
    }

    /// A random connected molecule of `size` atoms: a tree grown atom by atom, then up to two rings closed, then some
    /// single bonds made double or triple, all within the valences.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = Molecule::random(&mut Rng::seed(1), 8);
    /// assert!(found.is_valid() && found.atoms.len() == 8);
    /// ```
    #[track_caller]
    pub fn random(rng: &mut Rng, size: usize) -> Molecule {
        assert!(size > 0, "Molecule: a molecule needs at least one atom");
        let mut molecule = Molecule {
            atoms: vec![0],
            bonds: Vec::new(),
        };
        // A new atom may use up the last free valence only if it is the last one or brings a valence of its own.
        while molecule.atoms.len() < size {
            let open: Vec<usize> = (0..molecule.atoms.len())
                .filter(|&atom| molecule.hydrogens(atom) > 0)
                .collect();
            let anchor = open[rng.below(open.len())];
            let free: usize = open.iter().map(|&atom| molecule.hydrogens(atom)).sum();
            let mut element = rng.pick([0.6, 0.15, 0.2, 0.05]);
            if free == 1 && ELEMENTS[element].valence == 1 && molecule.atoms.len() + 1 < size {
                element = 0;
            }
            molecule.atoms.push(element);
            molecule.bonds.push((anchor, molecule.atoms.len() - 1, 1));
        }
        for _ in 0..rng.below(3) {
            molecule.close_ring(rng);
        }
        for i in 0..molecule.bonds.len() {
            let (a, b, order) = molecule.bonds[i];
            let free = molecule.hydrogens(a).min(molecule.hydrogens(b));
            if free > 0 && rng.coin(0.2) {
                let more = if free > 1 && rng.coin(0.2) { 2 } else { 1 };
                molecule.bonds[i].2 = (order + more).min(3);
            }
        }
        molecule
    }

    /// Joins two atoms that are 2 to 5 bonds apart (rings of 3 to 6), if there are such with free valences.
    fn close_ring(&mut self, rng: &mut Rng) {
        let steps = super::graph::shortest_paths(&self.graph());
        let mut pairs = Vec::new();
        for a in 0..self.atoms.len() {
            for b in 0..a {
                let free = self.hydrogens(a) > 0 && self.hydrogens(b) > 0;
                if free && (2.0..=5.0).contains(&steps.at([a, b])) {
                    pairs.push((b, a, 1));
                }
            }
        }
        if !pairs.is_empty() {
            self.bonds.push(pairs[rng.below(pairs.len())]);
        }
    }

    /// Sum of the orders of an atom's bonds to other atoms.
    pub fn used_valence(&self, atom: usize) -> usize {
        let own = self
            .bonds
            .iter()
            .filter(|(a, b, _)| *a == atom || *b == atom);
        own.map(|bond| bond.2).sum()
    }

    /// How many hydrogens an atom carries: its valence less what its bonds use.
    #[track_caller]
    pub fn hydrogens(&self, atom: usize) -> usize {
        assert!(
            atom < self.atoms.len(),
            "hydrogens: there is no atom {atom} among {}",
            self.atoms.len()
        );
        ELEMENTS[self.atoms[atom]]
            .valence
            .saturating_sub(self.used_valence(atom))
    }

    /// Whether every bond makes sense and no valence is exceeded.
    pub fn is_valid(&self) -> bool {
        self.problem().is_none()
    }

    /// What is wrong, in words.
    fn problem(&self) -> Option<String> {
        let n = self.atoms.len();
        for (i, &(a, b, order)) in self.bonds.iter().enumerate() {
            if a >= n || b >= n || a == b || !(1..=3).contains(&order) {
                return Some(format!("the bond {:?} makes no sense", (a, b, order)));
            }
            let same = |&(c, d, _): &(usize, usize, usize)| (c, d) == (a, b) || (d, c) == (a, b);
            if self.bonds[..i].iter().any(same) {
                return Some(format!("atoms {a} and {b} are joined twice"));
            }
        }
        for (atom, &element) in self.atoms.iter().enumerate() {
            let Some(element) = ELEMENTS.get(element) else {
                return Some(format!("there is no element {element}"));
            };
            if self.used_valence(atom) > element.valence {
                return Some(format!(
                    "atom {atom} ({}) has {} bonds, its valence is {}",
                    element.symbol,
                    self.used_valence(atom),
                    element.valence
                ));
            }
        }
        None
    }

    /// Molar mass in g/mol, hydrogens included.
    pub fn weight(&self) -> f64 {
        let atom = |i: usize| ELEMENTS[self.atoms[i]].weight + self.hydrogens(i) as f64 * HYDROGEN;
        (0..self.atoms.len()).map(atom).sum()
    }

    /// How many independent rings: bonds − atoms + components.
    pub fn ring_count(&self) -> usize {
        let components = self
            .graph()
            .components()
            .into_iter()
            .max()
            .map_or(0, |last| last + 1);
        self.bonds.len() + components - self.atoms.len()
    }

    /// A score in the manner of logP (the preference for oil over water): a sum over atoms.
    ///
    /// C 0.3, N −1.0, O −1.1, F 0.4; each hydrogen 0.12 on C and −0.3 on another atom; each double or triple bond −0.1.
    /// The form is that of atom contributions (Wildman and Crippen, "Prediction of physicochemical parameters by atomic
    /// contributions", 1999); the numbers are round ones of our own with the right signs, not fitted.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let oil = Molecule::new(&["C", "C"], &[(0, 1, 1)]); // 2 · 0.3 + 6 · 0.12
    /// close("ethane", oil.log_p(), 1.32, 1e-12);
    /// ```
    pub fn log_p(&self) -> f64 {
        let mut sum = 0.0;
        for (i, &element) in self.atoms.iter().enumerate() {
            let hydrogen = if element == 0 { 0.12 } else { -0.3 };
            sum += ELEMENTS[element].log_p + self.hydrogens(i) as f64 * hydrogen;
        }
        sum - 0.1 * self.bonds.iter().filter(|bond| bond.2 > 1).count() as f64
    }

    /// Sum formula in Hill's order: carbon, hydrogen, then the others by alphabet; without carbon all by alphabet.
    pub fn formula(&self) -> String {
        let count = |element: usize| self.atoms.iter().filter(|&&atom| atom == element).count();
        let hydrogens: usize = (0..self.atoms.len()).map(|i| self.hydrogens(i)).sum();
        let [c, n, o, f] = [0, 1, 2, 3].map(count);
        let parts = if c > 0 {
            [("C", c), ("H", hydrogens), ("F", f), ("N", n), ("O", o)]
        } else {
            [("C", 0), ("F", f), ("H", hydrogens), ("N", n), ("O", o)]
        };
        let part = |(symbol, count): (&str, usize)| match count {
            0 => String::new(),
            1 => symbol.to_owned(),
            _ => format!("{symbol}{count}"),
        };
        parts.into_iter().map(part).collect()
    }

    /// The atoms as nodes (features: one-hot element, 4 columns), each bond as two edges. The orders of the bonds are
    /// in the same order: edges 2i and 2i + 1 are bond i.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let graph = Molecule::new(&["C", "O"], &[(0, 1, 2)]).graph();
    /// let elements = graph.features.map(|x| x.to_rows());
    /// assert_eq!(elements, Some(vec![vec![1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0].into()]));
    /// assert_eq!(graph.edges.len(), 2); // a bond, both ways
    /// ```
    pub fn graph(&self) -> Graph {
        let pairs: Vec<(usize, usize)> = self.bonds.iter().map(|&(a, b, _)| (a, b)).collect();
        Graph::undirected(self.atoms.len(), &pairs)
            .with_features(one_hot(&self.atoms, ELEMENTS.len()))
    }
}
