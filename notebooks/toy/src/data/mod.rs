//! Data made on the spot: nothing is downloaded, every set is a function of a seed.
//!
//! One convention for all: labelled data are a pair (a tensor with one row an example, a `Vec<usize>` of labels). Token
//! strings are `Vec<Vec<usize>>`, parts of a data set are places (row numbers).
//!
//! | file | what is made there |
//! |---|---|
//! | `points`, `solids` | shapes in the plane and in space |
//! | `classes` | Gaussian classes with modes, nuisance coordinates, rotations |
//! | `bits` | binary patterns and noisy copies |
//! | `images` | digits, shapes, sprites, videos, textures; turned and blurred |
//! | `signals` | time series, tasks on token strings, brackets, Markov chains |
//! | `text` | a corpus, a vocabulary, grammars, questions, topics |
//! | `graphs` | random graphs and paths, molecules, phylogenies |
//! | `regression` | families of functions, Gaussian processes |
//! | `split`, `federated`, `shift`, `fewshot` | parts of a data set, alike or not |

mod bits;
mod classes;
mod federated;
mod fewshot;
mod graphs;
mod images;
mod points;
mod regression;
mod shift;
mod signals;
mod solids;
mod split;
mod text;

pub use bits::{flip_bits, prototypes};
pub use classes::{GaussianClasses, random_rotation};
pub use federated::{label_skew, split_by_label, split_dirichlet, split_iid};
pub use fewshot::{FewShotTask, few_shot};
pub use graphs::{
    ELEMENTS, Element, Graph, Molecule, Phylogeny, barabasi_albert, erdos_renyi, grid_graph,
    jukes_cantor, jukes_cantor_distance, random_geometric, random_tree, reachability, ring_graph,
    shortest_paths, stochastic_block_model,
};
pub use images::{
    Digits, SHAPE_NAMES, Sprite, TEXTURE_NAMES, bars_and_stripes, blur_images, digits,
    moving_sprites, rotate_images, shapes, shift_images, sprites, textures,
};
pub use points::{
    blobs, checkerboard, grid_means, grid_of_gaussians, pinwheel, ring_of_gaussians, rings,
    spirals, two_gaussians, two_moons, xor,
};
pub use regression::{RegressionTask, gaussian_process, sparse_regression};
pub use shift::{covariate_shift, label_noise, long_tail, rotate_points};
pub use signals::{
    MarkovChain, Tokens, adding_problem, addition_task, autoregression, copy_task,
    damped_oscillator, dyck, dyck_depths, dyck_text, echo_task, is_dyck, lookup_task, parity_task,
    reverse_task, sine_classes, sines, sort_task, sums_of_sines,
};
pub use solids::{cube_surface, point_clouds, sphere_surface, swiss_roll, torus_surface};
pub use split::{
    Standardiser, batches, class_counts, holdout, k_fold, labels_at, places_of_class,
    rows_of_class, train_test_split,
};
pub use text::{
    Grammar, Parse, Question, Vocabulary, cooccurrence, corpus, corpus_bigrams, markov_text,
    question_answers, topic_sentences,
};
