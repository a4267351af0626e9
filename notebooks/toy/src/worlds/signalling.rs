//! Speaker and listener: signalling games and referential games.

use crate::random::Rng;
use crate::tensor::{Tensor, ones};

/// A signalling game (D. Lewis, "Convention", 1969): nature draws a meaning, the speaker sends a signal, the listener,
/// who sees only the signal, acts; both are paid by meaning and action. A speaker is a table meanings x signals, a
/// listener one signals x actions, of probabilities in rows.
///
/// ```
/// # use toy::prelude::*;
/// let game = Signalling::new(3, 3); // three meanings, three signals
/// let same = eye(3); // each meaning its own signal, each signal its action
/// assert_eq!(game.expected(&same, &same).item(), 1.0);
/// close("all is said", game.information(&same), ln(3.0), 1e-12);
/// let rounds = game.play(&same, &same, 10, &mut Rng::seed(1));
/// assert_eq!(rounds.meanings, rounds.actions);
/// ```
#[derive(Clone, Debug)]
pub struct Signalling {
    /// How likely each meaning is.
    pub prior: Tensor,
    /// How many signals there are.
    pub signals: usize,
    /// What both get, meanings x actions.
    pub payoff: Tensor,
}

impl Signalling {
    /// `n` equally likely meanings, as many actions; 1 if the action is the meaning.
    pub fn new(meanings: usize, signals: usize) -> Signalling {
        Signalling {
            prior: ones(meanings) / meanings as f64,
            signals,
            payoff: crate::tensor::eye(meanings),
        }
    }

    #[track_caller]
    fn check(&self, speaker: &Tensor, listener: &Tensor) {
        let payoff = self.payoff.shape();
        let (say, hear) = ([payoff[0], self.signals], [self.signals, payoff[1]]);
        assert!(
            speaker.shape() == say && listener.shape() == hear,
            "Signalling: needs a speaker {say:?} and a listener {hear:?}, the shapes are {:?} and {:?}",
            speaker.shape(),
            listener.shape()
        );
    }

    /// The expected payoff Σ p(m) S(s | m) L(a | s) u(m, a), exactly; one number, differentiable in both tables.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = Signalling::new(3, 3);
    /// assert_eq!(game.expected(&eye(3), &eye(3)).item(), 1.0);
    /// ```
    #[track_caller]
    pub fn expected(&self, speaker: &Tensor, listener: &Tensor) -> Tensor {
        self.check(speaker, listener);
        let acts = speaker.matmul(listener);
        ((acts * &self.payoff).sum_axis(1) * &self.prior).sum()
    }

    /// Mutual information of meaning and signal, in nats.
    #[track_caller]
    pub fn information(&self, speaker: &Tensor) -> f64 {
        let want = [self.prior.len(), self.signals];
        assert!(
            speaker.shape() == want,
            "Signalling: needs a speaker {want:?}, its shape is {:?}",
            speaker.shape()
        );
        let joint = speaker.detach() * self.prior.unsqueeze(1);
        let signal = joint.sum_axis(0).to_vec();
        let (meaning, joint) = (self.prior.to_vec(), joint.to_vec());
        let part = |(i, &p): (usize, &f64)| match p > 0.0 {
            true => p * libm::log(p / (meaning[i / self.signals] * signal[i % self.signals])),
            false => 0.0,
        };
        joint.iter().enumerate().map(part).sum()
    }

    /// `n` rounds: meanings, signals, actions, payoffs.
    #[track_caller]
    pub fn play(&self, speaker: &Tensor, listener: &Tensor, n: usize, rng: &mut Rng) -> Played {
        self.check(speaker, listener);
        let meanings: Vec<usize> = (0..n).map(|_| rng.pick(&self.prior)).collect();
        let signals = rng.categoricals(speaker.rows(&meanings));
        let actions = rng.categoricals(listener.rows(&signals));
        let payoffs = self.payoff.rows(&meanings).pick(&actions);
        Played {
            meanings,
            signals,
            actions,
            payoffs,
        }
    }
}

/// Rounds of a [`Signalling`] game.
///
/// ```
/// # use toy::prelude::*;
/// let (game, mute) = (Signalling::new(2, 2), tensor([[1.0, 0.0], [1.0, 0.0]])); // always signal 0
/// let rounds = game.play(&mute, &eye(2), 8, &mut Rng::seed(1));
/// assert_eq!(rounds.signals, [0; 8]);
/// assert_eq!(rounds.payoffs.sum().item(), class_counts(&rounds.meanings, 2)[0] as f64);
/// ```
#[derive(Clone, Debug)]
pub struct Played {
    /// What the speaker saw.
    pub meanings: Vec<usize>,
    /// What it said.
    pub signals: Vec<usize>,
    /// What the listener did.
    pub actions: Vec<usize>,
    /// What both got.
    pub payoffs: Tensor,
}

/// A referential game (A. Lazaridou, A. Peysakhovich and M. Baroni, "Multi-agent cooperation and the emergence of
/// (natural) language", 2017): the speaker sees an object, the listener has to find it among candidates. An object has
/// a value for each attribute; its code is the values' one-hot codes side by side.
///
/// ```
/// # use toy::prelude::*;
/// let game = Referential::new(&[3, 2], 4); // 6 objects: three colours, two shapes; 4 to choose from
/// assert_eq!((game.size(), game.objects().shape()), (5, vec![6, 5]));
/// assert_eq!(game.values()[1], [0, 1]);
/// assert_eq!(game.draw(7, &mut Rng::seed(1)).targets.len(), 7);
/// ```
#[derive(Clone, Debug)]
pub struct Referential {
    /// How many values each attribute has.
    pub attributes: Vec<usize>,
    /// How many objects the listener chooses from.
    pub candidates: usize,
}

/// Rounds of a [`Referential`] game.
///
/// ```
/// # use toy::prelude::*;
/// let rounds = Referential::new(&[3, 2], 4).draw(7, &mut Rng::seed(1));
/// assert_eq!(rounds.candidates.shape(), [7, 4, 5]); // rounds x candidates x code
/// let meant = rounds.candidates.row(0).row(rounds.answers[0]);
/// assert_eq!(meant.to_vec(), rounds.seen.row(0).to_vec());
/// ```
#[derive(Clone, Debug)]
pub struct Referred {
    /// The objects' numbers, in the order of [`Referential::objects`].
    pub targets: Vec<usize>,
    /// What the speaker sees, n x d.
    pub seen: Tensor,
    /// What the listener chooses from, n x candidates x d.
    pub candidates: Tensor,
    /// Where among the candidates the object is.
    pub answers: Vec<usize>,
}

impl Referential {
    /// Objects with these numbers of values for each attribute; the listener sees `candidates` different objects.
    #[track_caller]
    pub fn new(attributes: &[usize], candidates: usize) -> Referential {
        let count: usize = attributes.iter().product();
        assert!(
            (2..=count).contains(&candidates),
            "Referential: {candidates} different candidates among {count} objects"
        );
        Referential {
            attributes: attributes.to_vec(),
            candidates,
        }
    }

    /// How many numbers an object's code has.
    pub fn size(&self) -> usize {
        self.attributes.iter().sum()
    }

    /// The attribute values of all objects; the last attribute counts fastest.
    pub fn values(&self) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for &values in &self.attributes {
            let longer = all.iter().flat_map(|object: &Vec<usize>| {
                (0..values).map(move |value| [object.as_slice(), &[value]].concat())
            });
            all = longer.collect();
        }
        all
    }

    /// The codes of all objects, objects x d.
    pub fn objects(&self) -> Tensor {
        let codes = self.values().into_iter().map(|object| {
            let mut code = Vec::with_capacity(self.size());
            for (value, &values) in object.into_iter().zip(&self.attributes) {
                code.extend((0..values).map(|v| f64::from(u8::from(v == value))));
            }
            code
        });
        codes.collect::<Vec<_>>().into()
    }

    /// `n` rounds: the candidates are different objects in random order, one of them is the object meant.
    pub fn draw(&self, n: usize, rng: &mut Rng) -> Referred {
        let objects = self.objects();
        let (mut shown, mut targets, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..n {
            let round = rng.choice(objects.shape()[0], self.candidates);
            let answer = rng.below(self.candidates);
            targets.push(round[answer]);
            answers.push(answer);
            shown.extend(round);
        }
        let candidates = objects.rows(&shown);
        Referred {
            seen: objects.rows(&targets),
            candidates: candidates.reshape([n, self.candidates, self.size()]),
            targets,
            answers,
        }
    }
}
