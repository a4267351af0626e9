//! What cells mostly need of the generic functions of the crates: compiled here once, and not in every cell.
//!
//! Nobody calls these functions. Each names what a cell would name, for the types that cells mostly have, so that the
//! compiled instances of it stand in the library; rustc finds them there by their types (`share` in the kernel says how).
//! A function that takes a closure is none of them (each closure is a type of its own), but what stands behind it is.
//!
//! What is here is called by a cell and no longer compiled into it, so nothing that a loop calls for each element shall be
//! here (an index, an iterator's `next`, a number drawn from a range): a call takes longer than what it does. A test of
//! `tests/protocol` looks for them.

// What is computed here is of no account.
#![allow(unused_assignments, clippy::op_ref, clippy::assign_op_pattern)]

use std::collections::{BTreeMap, HashMap, HashSet};

use ndarray::prelude::*;
use ndarray::{Data, Dimension, RemoveAxis, Slice};
use plotters::coord::Shift;
use plotters::coord::types::{RangedCoordf64, RangedCoordi32, RangedCoordusize};
use plotters::prelude::*;
use rand::prelude::*;
use rand::rngs::{StdRng, Xoshiro256PlusPlus};
use rand_distr::{Normal, StandardNormal};

/// Everything that arrays of one element type and dimension do, and with them their views.
macro_rules! elements {
    ($($name:ident: $element:ty, $dimension:ty;)*) => { $(
        #[allow(missing_docs)]
        #[inline(never)]
        pub fn $name(
            mut a: Array<$element, $dimension>,
            b: &Array<$element, $dimension>,
            view: &ArrayView<'_, $element, $dimension>,
            scalar: $element,
        ) -> Array<$element, $dimension> {
            a = a + b;
            a = a - b;
            a = a * b;
            a = a / b;
            a = &a + b;
            a = &a - b;
            a = &a * b;
            a = &a / b;
            a = &a + &a.clone() - a.clone();
            a = &a - a.clone();
            a = &a * a.clone() * a.clone();
            a = &a / a.clone();
            a = (a + scalar - scalar) * scalar / scalar;
            a = &(&(&(b + scalar) - scalar) * scalar) / scalar;
            a = scalar + a;
            a = scalar * b - (scalar - b);
            a += b;
            a -= b;
            a *= b;
            a /= b;
            a += scalar;
            a -= scalar;
            a *= scalar;
            a /= scalar;
            a = view + view;
            a = view - b;
            a = b - view;
            a = view * view;
            a = view * scalar;
            a += view;
            a -= view;
            a.assign(b);
            a.assign(view);
            a.fill(scalar);
            a = a + Array::<$element, $dimension>::zeros(b.raw_dim());
            a = a + Array::<$element, $dimension>::ones(b.raw_dim());
            a = a + Array::<$element, $dimension>::from_elem(b.raw_dim(), scalar) + view.to_owned();
            a.fill(b.sum() + view.sum() + b.product());
            println!("{a} {b:?} {view} {view:?} {:?} {}", b.shape(), b.t().to_owned());
            a
        }
    )* };
}

elements! {
    vector_f64: f64, Ix1;
    matrix_f64: f64, Ix2;
    block_f64: f64, Ix3;
    vector_f32: f32, Ix1;
    matrix_f32: f32, Ix2;
    vector_i32: i32, Ix1;
    matrix_i32: i32, Ix2;
    vector_i64: i64, Ix1;
    vector_usize: usize, Ix1;
    matrix_usize: usize, Ix2;
}

/// What real numbers have in addition, in a vector and a matrix.
macro_rules! reals {
    ($($name:ident: $element:ty;)*) => { $(
        #[allow(missing_docs)]
        #[inline(never)]
        pub fn $name(
            vector: &Array1<$element>,
            matrix: &Array2<$element>,
            list: Vec<$element>,
        ) -> Option<Array2<$element>> {
            let (row, other) = (matrix.row(0), matrix.t());
            let mut product = matrix.dot(matrix);
            product = other.dot(&product) + product.dot(&other) + other.dot(&other);
            let mut image = matrix.dot(vector) + other.dot(vector) + matrix.dot(&row) + other.dot(&row);
            image = vector.dot(matrix) + row.dot(matrix) + image;
            let scalar = vector.dot(vector) + vector.dot(&row) + row.dot(vector) + row.dot(&row);
            product = product - &image + image.view() - vector;
            product = &product + &image - image.view() - vector;
            product = &product * &image / vector;
            product += &image;
            product -= &image;
            product *= &image.view();
            product /= &image;
            product.row_mut(0).assign(&row);
            product.column_mut(0).assign(vector);
            image += &product.column(0);
            image.scaled_add(scalar, vector);
            product.scaled_add(scalar, matrix);
            println!("{image:.3} {product:.3} {vector:8.4} {row:.2} {list:.3?}");
            println!("{:?} {:?}", vector.mean()? + vector.std(1.0) + vector.var(0.0), matrix.mean());
            for axis in [Axis(0), Axis(1)] {
                image += &(matrix.sum_axis(axis) + matrix.mean_axis(axis)?);
                image += &(matrix.std_axis(axis, 0.0) + matrix.var_axis(axis, 0.0));
            }
            for row in matrix.rows() {
                image += &row;
            }
            for mut row in product.rows_mut() {
                row += vector;
                row -= &row.to_owned();
                row /= row.sum();
            }
            for row in matrix.outer_iter().chain(matrix.axis_iter(Axis(1))).chain(matrix.columns()) {
                println!("{row} {}", row.len());
            }
            image = Array1::from_vec(list.clone()) + Array1::linspace(0.0, 1.0, 3) + Array1::range(0.0, 1.0, 0.1);
            product = product + Array2::from_shape_vec((1, 1), list).ok()? + Array2::<$element>::eye(3) + Array2::from_diag(&image);
            product.append(Axis(0), matrix.view()).ok()?;
            product.push_row(row).ok()?;
            image.append(Axis(0), vector.view()).ok()?;
            image = ndarray::concatenate(Axis(0), &[vector.view(), image.view()]).ok()?;
            product = ndarray::concatenate(Axis(0), &[matrix.view(), product.view()]).ok()?;
            product += &ndarray::stack(Axis(0), &[row, image.view()]).ok()?;
            product = product.select(Axis(0), &[0]).reversed_axes() + matrix.diag();
            image = image.select(Axis(0), &[0]) + image.slice(s![1..]) + image.slice(s![..;2]);
            product += &(&matrix.slice(s![1.., ..]) + &matrix.slice(s![.., 1..]).slice_axis(Axis(0), Slice::from(..)));
            image += &(&matrix.slice(s![0, ..]) + &matrix.slice(s![.., 0]));
            product.slice_mut(s![.., 1..]).assign(&matrix.slice(s![.., ..1]));
            image.slice_mut(s![1..]).fill(scalar);
            image = image.into_shape_with_order(3).ok()?;
            product = image.clone().into_shape_with_order((1, 3)).ok()? + vector.view().insert_axis(Axis(1));
            product = product + vector.broadcast((3, 3))? + image.into_dyn().into_dimensionality::<Ix2>().ok()?;
            Some(product.to_shape((3, 3)).ok()?.to_owned())
        }
    )* };
}

reals! {
    real_f64: f64;
    real_f32: f32;
}

/// A function of each element behind `map` and its like. The closure is a pointer here: what a cell shares with it is
/// the walk over the array.
#[inline(never)]
pub fn walks<S, D>(array: &ArrayBase<S, D>, each: fn(&f64) -> f64) -> Array<f64, D>
where
    S: Data<Elem = f64>,
    D: Dimension + RemoveAxis,
{
    let mut mapped = array.map(each);
    mapped.zip_mut_with(array, |to, from| *to += *from);
    mapped.mapv_inplace(|value| -value);
    mapped
}

/// See [`walks`].
#[inline(never)]
pub fn all_walks(vector: &Array1<f64>, matrix: &Array2<f64>, each: fn(&f64) -> f64) {
    println!("{}", walks(vector, each) + walks(&vector.view(), each));
    println!("{}", walks(matrix, each) + walks(&matrix.view(), each));
}

/// Random numbers.
macro_rules! random {
    ($($name:ident: $generator:ty;)*) => { $(
        #[allow(missing_docs)]
        #[inline(never)]
        pub fn $name(seed: u64, reals: &mut [f64], mut indices: Vec<usize>) -> Option<f64> {
            let mut rng = <$generator>::seed_from_u64(seed);
            let mut sum = rng.random::<f64>() + rng.random::<u32>() as f64 + rng.random::<u64>() as f64;
            sum += rng.sample::<f64, _>(StandardNormal) + Normal::new(0.0, 1.0).ok()?.sample(&mut rng);
            indices.shuffle(&mut rng);
            reals.shuffle(&mut rng);
            Some(sum)
        }
    )* };
}

random! {
    random_standard: StdRng;
    random_xoshiro: Xoshiro256PlusPlus;
}

/// Lists: growing, copying, showing.
#[inline(never)]
pub fn lists<A: Clone + std::fmt::Debug>(mut list: Vec<A>, one: &A) -> Vec<A> {
    list.push(one.clone());
    list.extend_from_slice(std::slice::from_ref(one));
    list.insert(0, one.clone());
    list.truncate(9);
    list.extend(vec![one.clone(); 3]);
    println!("{list:?} {:?}", [list.clone()]);
    list
}

/// Maps and sets.
#[inline(never)]
pub fn maps<K: Clone + Ord + std::hash::Hash + std::fmt::Debug>(key: &K, one: f64) {
    let mut real: HashMap<K, f64> = HashMap::new();
    let mut count: HashMap<K, usize> = [(key.clone(), 1)].into_iter().collect();
    let mut sorted: BTreeMap<K, f64> = BTreeMap::new();
    let mut seen: HashSet<K> = HashSet::new();
    real.insert(key.clone(), one);
    sorted.insert(key.clone(), one);
    seen.insert(key.clone());
    *count.entry(key.clone()).or_insert(0) += 1;
    *sorted.entry(key.clone()).or_default() += one;
    *real.entry(key.clone()).or_default() += one;
    println!("{:?} {:?}", real.get(key), sorted.get(key));
    println!("{:?} {:?}", count.remove(key), seen.contains(key));
    drop((real.clone(), sorted.clone()));
}

/// See [`lists`] and [`maps`].
#[inline(never)]
pub fn collections(text: &String) {
    drop((
        lists(vec![1.0], &1.0),
        lists(vec![1.0f32], &1.0),
        lists(vec![1], &1),
        lists(vec![1usize], &1),
    ));
    drop((
        lists(vec![1i64], &1),
        lists(vec![1u64], &1),
        lists(vec![1u8], &1),
        lists(vec![true], &true),
    ));
    drop((
        lists(Vec::new(), text),
        lists(Vec::new(), &text.as_str()),
        lists(vec!['a'], &'b'),
    ));
    drop((
        lists(vec![(1.0, 1.0)], &(1.0, 1.0)),
        lists(vec![(1usize, 1.0)], &(1, 1.0)),
        lists(vec![vec![1.0]], &vec![1.0]),
    ));
    maps(text, 1.0);
    maps(&text.as_str(), 1.0);
    maps(&1, 1.0);
    maps(&1usize, 1.0);
    maps(&'a', 1.0);
    let words: Vec<&str> = text
        .split_whitespace()
        .chain(text.split(','))
        .chain(text.lines())
        .collect();
    println!(
        "{words:?} {} {:?} {:?}",
        words.join(" "),
        text.parse::<f64>(),
        text.parse::<i32>()
    );
}

/// A drawing, as evcxr's figures are.
type Figure<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A chart with all that is mostly set, on axes of these kinds.
macro_rules! charts {
    ($($name:ident: $x:ty, $y:ty;)*) => { $(
        #[allow(missing_docs)]
        #[inline(never)]
        pub fn $name(
            root: &Figure<'_>,
            x: std::ops::Range<<$x as plotters::coord::ranged1d::Ranged>::ValueType>,
            y: std::ops::Range<<$y as plotters::coord::ranged1d::Ranged>::ValueType>,
            points: &[(<$x as plotters::coord::ranged1d::Ranged>::ValueType, <$y as plotters::coord::ranged1d::Ranged>::ValueType)],
        ) -> Result<(), Box<dyn std::error::Error>> {
            root.fill(&WHITE)?;
            let mut chart = ChartBuilder::on(root)
                .caption("a", ("sans-serif", 18))
                .caption("a", ("sans-serif", 18).into_font())
                .margin(5)
                .x_label_area_size(24)
                .y_label_area_size(32)
                .build_cartesian_2d(x, y)?;
            chart.configure_mesh().draw()?;
            chart.configure_mesh().x_desc("x").y_desc("y").x_labels(5).y_labels(5).disable_mesh().draw()?;
            chart
                .draw_series(LineSeries::new(points.iter().copied(), &RED))?
                .label("a")
                .legend(|(x, y)| PathElement::new(vec![(x, y), (x + 20, y)], RED));
            chart.draw_series(LineSeries::new(points.to_vec(), BLUE.stroke_width(2)))?;
            chart.draw_series(points.iter().map(|point| Circle::new(*point, 2, BLUE.filled())))?;
            chart.draw_series(std::iter::once(PathElement::new(points.to_vec(), BLACK)))?;
            chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
            root.present()?;
            Ok(())
        }
    )* };
}

charts! {
    chart_reals: RangedCoordf64, RangedCoordf64;
    chart_of_steps: RangedCoordi32, RangedCoordf64;
    chart_of_counts: RangedCoordusize, RangedCoordf64;
}
