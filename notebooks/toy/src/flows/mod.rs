//! Normalising flows: densities by change of variables, ln p(x) = ln N(f(x); 0, I) + ln |det ∂f/∂x|.
//!
//! | file | what stands there |
//! |---|---|
//! | `coupling` | [`Coupling`], the affine layer of RealNVP |
//! | `planar` | [`Planar`], a bend along one direction |
//! | `made` | [`Made`], a network whose output i sees inputs before i only |

mod coupling;
mod made;
mod planar;

pub use coupling::Coupling;
pub use made::{Made, made_masks};
pub use planar::Planar;

use crate::random::Rng;
use crate::tensor::{Tensor, no_grad, zeros};
use std::f64::consts::PI;

/// An invertible map of points whose change of volume is known.
///
/// ```
/// # use toy::prelude::*;
/// struct Half; // from data to noise
/// impl Bijection for Half {
///     fn transform(&self, x: &Tensor) -> (Tensor, Tensor) {
///         (x * 0.5, full([x.shape()[0]], x.shape()[1] as f64 * ln(0.5)))
///     }
///     fn invert(&self, y: &Tensor) -> Tensor {
///         y * 2.0
///     }
///     fn params(&self) -> Vec<Tensor> {
///         vec![]
///     }
/// }
/// let wide = Flow::new(1, vec![Box::new(Half)]); // N(0, 2²)
/// close("density", wide.log_prob([[3.0]]).item(), Normal::new(0.0, 2.0).log_prob(3.0), 1e-12);
/// let (y, _) = wide.transform(&tensor([[3.0]]));
/// assert_eq!((y.item(), wide.invert(&y).item()), (1.5, 3.0));
/// ```
pub trait Bijection {
    /// y = f(x) for each row (n x d), and ln |det ∂y/∂x| of each row (n).
    fn transform(&self, x: &Tensor) -> (Tensor, Tensor);

    /// The x with f(x) = y, n x d.
    fn invert(&self, y: &Tensor) -> Tensor;

    /// What an optimiser may change.
    fn params(&self) -> Vec<Tensor>;
}

/// ln of the standard normal density of each row, n x d -> n: −½|z|² − ½d·ln 2π.
///
/// ```
/// # use toy::prelude::*;
/// let density = standard_normal_log_prob(&zeros([4, 2]));
/// close_all("1/2π", density.exp(), full([4], 0.5 / std::f64::consts::PI), 1e-12);
/// ```
#[track_caller]
pub fn standard_normal_log_prob(z: &Tensor) -> Tensor {
    let shape = z.shape();
    assert!(
        shape.len() == 2,
        "standard_normal_log_prob: needs points n x d, the shape is {shape:?}"
    );
    let constant = 0.5 * shape[1] as f64 * libm::log(2.0 * PI);
    z.square().sum_axis(1) * -0.5 - constant
}

/// Bijections one after the other, from data to standard normal noise.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, _) = two_moons(&mut rng, 200, 0.05);
/// let flow = Flow::real_nvp(&mut rng, 2, 4, 16);
/// let mut opt = Adam::new(flow.params(), 0.01);
/// let before = flow.log_prob(&x).mean().item();
/// for _ in 0..30 {
///     opt.step(&-flow.log_prob(&x).mean());
/// }
/// assert!(flow.log_prob(&x).mean().item() > before);
/// assert_eq!(flow.samples(&mut rng, 5).shape(), [5, 2]);
/// ```
pub struct Flow {
    /// The steps, in the order in which data pass them.
    pub steps: Vec<Box<dyn Bijection>>,
    /// How many numbers a point has.
    pub dimensions: usize,
}

impl Flow {
    /// From steps of your own, for points of `dimensions` numbers.
    pub fn new(dimensions: usize, steps: Vec<Box<dyn Bijection>>) -> Flow {
        Flow { steps, dimensions }
    }

    /// `layers` affine couplings with networks of one hidden layer of `hidden`; which half is changed alternates
    /// (Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP", 2017). Starts as the identity.
    #[track_caller]
    pub fn real_nvp(rng: &mut Rng, dimensions: usize, layers: usize, hidden: usize) -> Flow {
        let mut steps: Vec<Box<dyn Bijection>> = Vec::with_capacity(layers);
        for i in 0..layers {
            let keep: Tensor = (0..dimensions).map(|j| ((i + j) % 2) as f64).collect();
            steps.push(Box::new(Coupling::new(rng, &keep, hidden)));
        }
        Flow::new(dimensions, steps)
    }

    /// `layers` planar bends.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let flow = Flow::planar(&mut Rng::seed(1), 2, 4);
    /// let z = Rng::seed(2).normals([10, 2]);
    /// let (x, log_det) = flow.transform(&z);
    /// assert_eq!(log_det.shape(), [10]);
    /// close_all("there and back", flow.invert(&x), z, 1e-8);
    /// ```
    pub fn planar(rng: &mut Rng, dimensions: usize, layers: usize) -> Flow {
        let mut steps: Vec<Box<dyn Bijection>> = Vec::with_capacity(layers);
        for _ in 0..layers {
            steps.push(Box::new(Planar::new(rng, dimensions)));
        }
        Flow::new(dimensions, steps)
    }

    /// All steps in order, and the sum of their ln |det| (n). A variational posterior goes this way too: from noise z₀
    /// to zₖ, with ln q(zₖ) = ln q₀(z₀) − the sum (Rezende and Mohamed, "Variational inference with normalizing
    /// flows", 2015, equation 13).
    #[track_caller]
    pub fn transform(&self, x: &Tensor) -> (Tensor, Tensor) {
        let shape = x.shape();
        assert!(
            shape.len() == 2 && shape[1] == self.dimensions,
            "Flow: points of shape {shape:?} do not fit a flow of {} dimensions",
            self.dimensions
        );
        let (mut x, mut log_det) = (x.clone(), zeros(shape[0]));
        for step in &self.steps {
            let (y, share) = step.transform(&x);
            x = y;
            log_det += share;
        }
        (x, log_det)
    }

    /// The points that [`Flow::transform`] maps to `y`, n x d.
    pub fn invert(&self, y: &Tensor) -> Tensor {
        let back = self.steps.iter().rev();
        back.fold(y.clone(), |y, step| step.invert(&y))
    }

    /// ln of the density of each point, n x d -> n, where noise is standard normal.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let (z, log_det) = self.transform(&x.into());
        standard_normal_log_prob(&z) + log_det
    }

    /// `n` points, n x d: noise sent backwards.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Tensor {
        let noise = rng.normals([n, self.dimensions]);
        no_grad(|| self.invert(&noise))
    }

    /// What an optimiser may change.
    pub fn params(&self) -> Vec<Tensor> {
        self.steps.iter().flat_map(|step| step.params()).collect()
    }
}
