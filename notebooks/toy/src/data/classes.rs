//! Gaussian classes in many dimensions: some coordinates tell the class, others are noise, a rotation hides which.

use crate::random::Rng;
use crate::tensor::Tensor;

/// Classes, each a mixture of Gaussian modes. Made by [`GaussianClasses::new`], then refined:
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let world = GaussianClasses::new(&mut rng, 10, 6, 2.0) // 10 classes, 6 informative coordinates
///     .nuisance(40, 1.5)                                 // 40 more that say nothing
///     .rotated(&mut rng);
/// let (x, class) = world.sample(&mut rng, 500);
/// assert_eq!(x.shape(), [500, 46]);
/// ```
#[derive(Clone, Debug)]
pub struct GaussianClasses {
    /// Means of the modes, modes x d, before the rotation. The informative coordinates come first.
    pub means: Tensor,
    /// Class of each mode.
    pub class_of: Vec<usize>,
    /// Standard deviation around the mean, for each coordinate.
    pub sd: Vec<f64>,
    /// Weight of each class; they need not sum to 1.
    pub priors: Vec<f64>,
    /// Orthogonal matrix (d x d) that a point is multiplied by from the right.
    pub rotation: Option<Tensor>,
}

impl GaussianClasses {
    /// `classes` classes of one mode each in d dimensions; the means are drawn from N(0, spread²), the points lie
    /// around them with standard deviation 1.
    #[track_caller]
    pub fn new(rng: &mut Rng, classes: usize, d: usize, spread: f64) -> GaussianClasses {
        GaussianClasses::with_modes(rng, classes, 1, d, spread)
    }

    /// The same with `modes` modes for each class, all means drawn alike.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let family = GaussianClasses::with_modes(&mut Rng::seed(1), 2, 3, 5, 4.0); // 2 classes of 3 modes
    /// let (x, labels) = family.sample(&mut Rng::seed(2), 100);
    /// assert_eq!((x.shape(), labels.len()), (vec![100, 5], 100));
    /// ```
    #[track_caller]
    pub fn with_modes(
        rng: &mut Rng,
        classes: usize,
        modes: usize,
        d: usize,
        spread: f64,
    ) -> GaussianClasses {
        assert!(
            classes > 0 && modes > 0 && d > 0,
            "GaussianClasses: got {classes} classes of {modes} modes in {d} dimensions"
        );
        GaussianClasses {
            means: rng.normals([classes * modes, d]) * spread,
            class_of: (0..classes * modes).map(|mode| mode / modes).collect(),
            sd: vec![1.0; d],
            priors: vec![1.0; classes],
            rotation: None,
        }
    }

    /// Adds `count` coordinates that are N(0, sd²) whatever the class.
    #[track_caller]
    pub fn nuisance(mut self, count: usize, sd: f64) -> GaussianClasses {
        assert!(
            self.rotation.is_none(),
            "nuisance: add the coordinates before the rotation"
        );
        let modes = self.class_of.len();
        let flat = Tensor::from_vec(&[modes, count], vec![0.0; modes * count]);
        self.means = crate::tensor::concat(1, &[&self.means, &flat]);
        self.sd.extend(vec![sd; count]);
        self
    }

    /// Weights of the classes (equal unless said).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let rare = GaussianClasses::new(&mut Rng::seed(1), 2, 3, 4.0).priors(&[9.0, 1.0]);
    /// let (_, labels) = rare.sample(&mut Rng::seed(2), 1000);
    /// close("share of class 1", class_counts(&labels, 2)[1] as f64 / 1000.0, 0.1, 0.03);
    /// ```
    #[track_caller]
    pub fn priors(mut self, weights: &[f64]) -> GaussianClasses {
        assert!(
            weights.len() == self.priors.len(),
            "priors: {} weights for {} classes",
            weights.len(),
            self.priors.len()
        );
        self.priors = weights.to_vec();
        self
    }

    /// Turns the space at random, so that no coordinate alone is informative.
    pub fn rotated(mut self, rng: &mut Rng) -> GaussianClasses {
        self.rotation = Some(random_rotation(rng, self.sd.len()));
        self
    }

    /// n points (n x d) and the class of each, drawn in proportion to the weights.
    #[track_caller]
    pub fn sample(&self, rng: &mut Rng, n: usize) -> (Tensor, Vec<usize>) {
        let labels: Vec<usize> = (0..n).map(|_| rng.pick(&self.priors)).collect();
        (self.of_classes(rng, &labels), labels)
    }

    /// One point of each named class, labels.len() x d.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let family = GaussianClasses::new(&mut Rng::seed(1), 3, 2, 4.0);
    /// assert_eq!(family.of_classes(&mut Rng::seed(2), &[2, 2, 0]).shape(), [3, 2]);
    /// ```
    #[track_caller]
    pub fn of_classes(&self, rng: &mut Rng, labels: &[usize]) -> Tensor {
        let classes = self.priors.len();
        let d = self.sd.len();
        let mut modes_of = vec![Vec::new(); classes];
        for (mode, &class) in self.class_of.iter().enumerate() {
            modes_of[class].push(mode);
        }
        let mut modes = Vec::with_capacity(labels.len());
        for &label in labels {
            assert!(
                label < classes,
                "of_classes: there is no class {label}, only 0 to {}",
                classes - 1
            );
            modes.push(modes_of[label][rng.below(modes_of[label].len())]);
        }
        let sd = Tensor::from(&self.sd);
        let points = self.means.rows(&modes) + rng.normals([labels.len(), d]) * sd;
        match &self.rotation {
            Some(rotation) => points.matmul(rotation),
            None => points,
        }
    }
}

/// A random orthogonal matrix with determinant 1, d x d, uniform among all rotations.
///
/// Gram and Schmidt's method on rows of normal numbers, whose direction is uniform (F. Mezzadri, "How to generate
/// random matrices from the classical compact groups", 2007); if the determinant is −1, the last row changes its sign.
///
/// ```
/// # use toy::prelude::*;
/// let q = random_rotation(&mut Rng::seed(1), 3);
/// close_all("orthogonal", q.matmul(&q.t()), eye(3), 1e-12);
/// close("determinant", det(&q).item(), 1.0, 1e-12);
/// ```
pub fn random_rotation(rng: &mut Rng, d: usize) -> Tensor {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(d);
    let mut determinant = 1.0;
    for i in 0..d {
        let mut row: Vec<f64> = (0..d).map(|_| rng.normal()).collect();
        // Twice, because one pass leaves a rest of rounding that grows with d.
        for _ in 0..2 {
            for done in &rows {
                let along = dot(done, &row);
                row.iter_mut().zip(done).for_each(|(x, q)| *x -= along * q);
            }
        }
        let length = dot(&row, &row).sqrt();
        row.iter_mut().for_each(|x| *x /= length);
        if i + 1 == d {
            determinant = sign_of_determinant(&rows, &row);
        }
        rows.push(row);
    }
    if let Some(last) = rows.last_mut() {
        last.iter_mut().for_each(|x| *x *= determinant);
    }
    rows.into()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Sign of the determinant of the matrix with these rows and a last one, by elimination with pivots.
fn sign_of_determinant(rows: &[Vec<f64>], last: &[f64]) -> f64 {
    let mut matrix: Vec<Vec<f64>> = rows.to_vec();
    matrix.push(last.to_vec());
    let n = matrix.len();
    let mut sign = 1.0;
    for k in 0..n {
        let best = |a: &usize, b: &usize| matrix[*a][k].abs().total_cmp(&matrix[*b][k].abs());
        let pivot = (k..n).max_by(best).unwrap_or(k);
        if pivot != k {
            matrix.swap(pivot, k);
            sign = -sign;
        }
        if matrix[k][k] < 0.0 {
            sign = -sign;
        }
        let (done, rest) = matrix.split_at_mut(k + 1);
        for row in rest {
            let factor = row[k] / done[k][k];
            row.iter_mut()
                .zip(&done[k])
                .for_each(|(x, p)| *x -= factor * p);
        }
    }
    sign
}
