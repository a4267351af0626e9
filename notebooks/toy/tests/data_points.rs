//! Points, classes and parts of a data set: each family has the property that it is drawn for.

use std::f64::consts::PI;
use toy::prelude::*;

fn radius(point: &[f64]) -> f64 {
    point.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Whether two angles are equal up to whole turns.
fn same_angle(a: f64, b: f64) -> bool {
    let turns = (a - b) / (2.0 * PI);
    (turns - turns.round()).abs() < 1e-9
}

#[test]
fn classes_are_balanced() {
    let mut rng = Rng::seed(1);
    let sets = [
        two_moons(&mut rng, 120, 0.1),
        spirals(&mut rng, 120, 3, 0.1),
        rings(&mut rng, 120, &[1.0, 2.0], 0.1),
        pinwheel(&mut rng, 120, 5, 0.1),
        checkerboard(&mut rng, 120, 4),
        xor(&mut rng, 120, 0.1),
        two_gaussians(&mut rng, 120, 3, 2.0),
        point_clouds(&mut rng, 120, 4, 0.0),
    ];
    for (i, (x, labels)) in sets.iter().enumerate() {
        let classes = labels.iter().max().expect("there is one") + 1;
        assert_eq!(x.shape()[0], 120);
        assert_eq!(
            class_counts(labels, classes),
            vec![120 / classes; classes],
            "set {i}"
        );
    }
}

#[test]
fn spiral_arms_turn_with_their_radius() {
    let (x, arm) = spirals(&mut Rng::seed(3), 300, 3, 0.0);
    for (p, arm) in x.to_rows().iter().zip(arm) {
        let r = radius(p);
        assert!((0.1..=1.0).contains(&r));
        let want = 2.0 * PI * (r + arm as f64 / 3.0);
        assert!(same_angle(p[1].atan2(p[0]), want));
    }
}

#[test]
fn rings_have_their_radii() {
    let (x, ring) = rings(&mut Rng::seed(3), 400, &[1.0, 1.8], 0.0);
    for (p, ring) in x.to_rows().iter().zip(&ring) {
        assert!((radius(p) - [1.0, 1.8][*ring]).abs() < 1e-12);
    }
    let (x, ring) = rings(&mut Rng::seed(3), 4000, &[1.0, 1.8], 0.15);
    let inner = rows_of_class(&x, &ring, 0).to_rows();
    let radii: Vec<f64> = inner.iter().map(|p| radius(p)).collect();
    assert!((std(&radii) - 0.15).abs() < 0.01 && (mean(&radii) - 1.0).abs() < 0.01);
}

#[test]
fn a_pinwheel_without_width_is_a_line_when_it_is_turned_back() {
    let (x, arm) = pinwheel(&mut Rng::seed(3), 200, 5, 0.0);
    for (p, arm) in x.to_rows().iter().zip(arm) {
        let r = radius(p);
        let want = 2.0 * PI * arm as f64 / 5.0 + 0.25 * r.exp();
        assert!(same_angle(p[1].atan2(p[0]), want));
    }
}

#[test]
fn squares_of_a_checkerboard_have_the_colour_of_their_points() {
    let (x, colour) = checkerboard(&mut Rng::seed(3), 2000, 4);
    let mut seen = [0usize; 16];
    for (p, colour) in x.to_rows().iter().zip(colour) {
        let (column, row) = ((p[0] + 2.0).floor(), (p[1] + 2.0).floor());
        assert!((0.0..4.0).contains(&column) && (0.0..4.0).contains(&row));
        assert_eq!((column + row) as usize % 2, colour);
        seen[(4.0 * row + column) as usize] += 1;
    }
    assert!(seen.iter().all(|&count| count > 80), "{seen:?}");
}

#[test]
fn xor_is_the_sign_of_the_product_and_no_line_separates_it() {
    let (x, label) = xor(&mut Rng::seed(3), 400, 0.2);
    for (p, label) in x.to_rows().iter().zip(&label) {
        assert_eq!(usize::from(p[0] * p[1] < 0.0), *label);
    }
    // Both classes have the same mean.
    let gap = rows_of_class(&x, &label, 0).mean_axis(0) - rows_of_class(&x, &label, 1).mean_axis(0);
    assert!(gap.abs().max().item() < 0.1);
}

#[test]
fn two_gaussians_have_their_bayes_error() {
    let (x, label) = two_gaussians(&mut Rng::seed(3), 20_000, 4, 2.0);
    let points = x.to_rows();
    let right = points
        .iter()
        .zip(&label)
        .filter(|(p, l)| usize::from(p[0] > 0.0) == **l);
    let share = right.count() as f64 / 20_000.0;
    assert!(
        (share - Normal::new(0.0, 1.0).cdf(1.0)).abs() < 0.01,
        "{share}"
    );
}

#[test]
fn gaussians_stand_on_their_grid() {
    let (x, mode) = grid_of_gaussians(&mut Rng::seed(3), 5000, 5, 2.0, 0.05);
    let grid = grid_means(5, 2.0);
    assert_eq!(grid.to_rows()[1], [-2.0, -4.0]);
    assert_eq!(Mixture::new(&grid, 0.05).nearest(&x), mode);
    assert!(class_counts(&mode, 25).iter().all(|&c| c > 140));
    let (x, mode) = ring_of_gaussians(&mut Rng::seed(3), 800, 8, 2.0, 0.05);
    assert_eq!(Mixture::ring(8, 2.0, 0.05).nearest(x), mode);
}

#[test]
fn distances_on_the_swiss_roll_are_those_of_the_sheet() {
    let (x, sheet) = swiss_roll(&mut Rng::seed(5), 1500, 0.0);
    let (x, sheet) = (x.to_rows(), sheet.to_rows());
    let gap =
        |a: &[f64], b: &[f64]| radius(&a.iter().zip(b).map(|(x, y)| x - y).collect::<Vec<_>>());
    let (mut near, mut short) = (0, 0);
    for i in 0..x.len() {
        for j in 0..i {
            let (chord, walk) = (gap(&x[i], &x[j]), gap(&sheet[i], &sheet[j]));
            // Nothing is nearer on the sheet than in space, and close by both agree.
            assert!(chord <= walk + 1e-9, "{chord} {walk}");
            if walk < 1.0 {
                near += 1;
                assert!(chord > 0.98 * walk, "{chord} {walk}");
            }
            short += usize::from(chord < 8.0 && walk > 25.0);
        }
    }
    // The roll is rolled: many points are close in space and far on the sheet.
    assert!(near > 1000 && short > 1000, "{near} {short}");
}

#[test]
fn solids_are_covered_evenly() {
    let mut rng = Rng::seed(6);
    let sphere = sphere_surface(&mut rng, 20_000);
    assert!(
        sphere
            .to_rows()
            .iter()
            .all(|p| (radius(p) - 1.0).abs() < 1e-12)
    );
    // Archimedes: the height of a uniform point on a sphere is uniform, variance 1/3.
    assert!((mean(sphere.col(2).square()) - 1.0 / 3.0).abs() < 0.01);
    let torus = torus_surface(&mut rng, 20_000, 1.0, 0.5).to_rows();
    let mut outer = 0;
    for p in &torus {
        let from_axis = radius(&p[..2]);
        assert!((radius(&[from_axis - 1.0, p[2]]) - 0.5).abs() < 1e-12);
        outer += usize::from(from_axis > 1.0);
    }
    // Pappus: the outer half has the area share ½ + r/(πR).
    assert!((f64::from(outer as u32) / 20_000.0 - 0.5 - 0.5 / PI).abs() < 0.01);
    let cube = cube_surface(&mut rng, 12_000).to_rows();
    let mut faces = [0; 6];
    for p in &cube {
        let axis = (0..3).find(|&i| p[i].abs() == 1.0).expect("there is one");
        faces[2 * axis + usize::from(p[axis] > 0.0)] += 1;
    }
    assert!(
        faces.iter().all(|&c: &i32| (c - 2000).abs() < 200),
        "{faces:?}"
    );
}

#[test]
fn rotations_are_orthogonal_and_do_not_mirror() {
    for d in 1..6 {
        let q = random_rotation(&mut Rng::seed(d as u64), d);
        assert!((q.matmul(&q.t()) - eye(d)).abs().max().item() < 1e-14);
    }
    for seed in 0..10 {
        let q = random_rotation(&mut Rng::seed(seed), 2).to_rows();
        assert!((q[0][0] * q[1][1] - q[0][1] * q[1][0] - 1.0).abs() < 1e-12);
        let q = random_rotation(&mut Rng::seed(seed), 3).to_rows();
        let cross = |a: &[f64], b: &[f64], i: usize| {
            a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3]
        };
        let volume: f64 = (0..3).map(|i| cross(&q[0], &q[1], i) * q[2][i]).sum();
        assert!((volume - 1.0).abs() < 1e-12, "{volume}");
    }
}

#[test]
fn gaussian_classes_hide_what_is_informative_but_keep_distances() {
    let mut rng = Rng::seed(8);
    let plain = GaussianClasses::with_modes(&mut rng, 4, 3, 6, 3.0)
        .nuisance(10, 2.0)
        .priors(&[5.0, 3.0, 1.0, 1.0]);
    let (x, labels) = plain.sample(&mut rng, 4000);
    let counts = class_counts(&labels, 4);
    assert!((counts[0] as f64 / 4000.0 - 0.5).abs() < 0.03, "{counts:?}");
    // Nuisance columns say nothing: the same mean in every class, the spread asked for.
    let nuisance = rows_of_class(&x, &labels, 1).slice(1, 6..16);
    assert!(nuisance.mean_axis(0).abs().max().item() < 0.3);
    assert!((std(&nuisance) - 2.0).abs() < 0.05);
    // The nearest mean knows the class.
    let right = Mixture::new(plain.means.slice(1, 0..6), 1.0).nearest(x.slice(1, 0..6));
    let right = right
        .iter()
        .zip(&labels)
        .filter(|(m, l)| plain.class_of[**m] == **l)
        .count();
    assert!(right > 3800, "{right}");
    let turned = plain.clone().rotated(&mut rng);
    let (a, b) = (
        plain.of_classes(&mut Rng::seed(3), &labels),
        turned.of_classes(&mut Rng::seed(3), &labels),
    );
    let back = b.matmul(&turned.rotation.expect("there is one").t());
    assert!((a - back).abs().max().item() < 1e-12);
}
