//! Images drawn by code: digits are digits, sprites have their factors, patterns their rule.

use std::f64::consts::PI;
use toy::prelude::*;

/// How often a linear softmax classifier, trained on half of the images, is right on the other half.
fn probe(images: &Tensor, labels: &[usize], classes: usize) -> f64 {
    let n = labels.len();
    let x = images.reshape([n, images.len() / n]);
    let (train, test) = holdout(&mut Rng::seed(1), n, 0.5);
    let (x_train, y_train) = (x.rows(&train), labels_at(labels, &train));
    let layer = Linear::new(&mut Rng::seed(2), x.shape()[1], classes);
    let mut adam = Adam::new(layer.params(), 0.02);
    for _ in 0..150 {
        adam.step(&cross_entropy(&layer.forward(&x_train), &y_train));
    }
    let said = layer.forward(&x.rows(&test)).argmax();
    let right = said
        .iter()
        .zip(labels_at(labels, &test))
        .filter(|(a, b)| **a == *b);
    right.count() as f64 / test.len() as f64
}

#[test]
fn a_linear_probe_reads_most_digits_but_not_all() {
    let (images, digit) = digits(&mut Rng::seed(3), 2000);
    assert_eq!(images.shape(), [2000, 1, 8, 8]);
    assert!(images.min().item() >= 0.0 && images.max().item() <= 1.0);
    let share = probe(&images, &digit, 10);
    println!("linear probe on digits: {share}");
    assert!((0.7..0.98).contains(&share), "{share}");
}

#[test]
fn clean_digits_differ_and_do_not_vary() {
    let labels: Vec<usize> = (0..20).map(|i| i % 10).collect();
    let images = Digits::clean()
        .draw(&mut Rng::seed(1), &labels)
        .reshape([20, 64]);
    let rows = images.to_rows();
    for i in 0..10 {
        assert_eq!(rows[i], rows[i + 10]);
        let ink: f64 = rows[i].iter().sum();
        assert!((5.0..25.0).contains(&ink), "digit {i} has the ink {ink}");
        for j in 0..i {
            let gap: f64 = rows[i]
                .iter()
                .zip(&rows[j])
                .map(|(a, b)| (a - b).abs())
                .sum();
            assert!(gap > 4.0, "digits {i} and {j} differ by {gap} only");
        }
    }
}

#[test]
fn more_noise_makes_digits_harder() {
    let labels: Vec<usize> = (0..1000).map(|i| i % 10).collect();
    let noisy = Digits {
        noise: 0.8,
        ..Digits::default()
    };
    let share = probe(&noisy.draw(&mut Rng::seed(1), &labels), &labels, 10);
    let clear = probe(&digits(&mut Rng::seed(1), 1000).0, &labels, 10);
    assert!(share < clear - 0.1, "{share} {clear}");
}

#[test]
fn the_ink_of_a_sprite_is_its_area_around_its_middle() {
    // Areas in units of size²: π, 4, 2 (base 2, height 2), and a cross of two bars 2 x 2/3.
    let areas = [std::f64::consts::PI, 4.0, 2.0, 20.0 / 9.0];
    for (shape, area) in areas.into_iter().enumerate() {
        let sprite = Sprite {
            shape,
            x: 14.3,
            y: 17.1,
            size: 8.0,
        };
        let image = sprite.draw(32);
        let ink = image.sum().item() / 64.0;
        assert!(
            (ink / area - 1.0).abs() < 0.04,
            "{}: {ink}",
            SHAPE_NAMES[shape]
        );
        let columns = image.sum_axis(0).to_vec();
        let middle: f64 = columns
            .iter()
            .enumerate()
            .map(|(i, c)| (i as f64 + 0.5) * c)
            .sum();
        let middle = middle / columns.iter().sum::<f64>();
        assert!(
            (middle - 14.3).abs() < 0.05,
            "{}: {middle}",
            SHAPE_NAMES[shape]
        );
    }
}

#[test]
fn shapes_lie_within_their_image() {
    let (images, shape) = shapes(&mut Rng::seed(1), 200, 16);
    assert_eq!(class_counts(&shape, 4), [50; 4]);
    for image in images.reshape([200, 256]).to_rows() {
        // The smallest cross has 2.2 · (0.2 · 16)² = 23 pixels of ink.
        assert!(image.iter().sum::<f64>() > 18.0);
    }
}

#[test]
fn factors_say_where_a_sprite_is() {
    let (images, factors) = sprites(&mut Rng::seed(1), 300, 24);
    for (image, f) in images
        .reshape([300, 24, 24])
        .reshape([300, 576])
        .to_rows()
        .iter()
        .zip(factors.to_rows())
    {
        let total: f64 = image.iter().sum();
        let x: f64 = (0..576)
            .map(|i| ((i % 24) as f64 + 0.5) * image[i])
            .sum::<f64>()
            / total;
        assert!((x - 24.0 * (0.25 + 0.5 * f[0])).abs() < 0.2, "{x} {f:?}");
    }
    // Independent: no two factors are correlated.
    let z = Standardiser::fit(&factors).apply(&factors);
    let r = z.t().matmul(&z) / 300.0 - eye(4);
    assert!(r.abs().max().item() < 0.2, "{r}");
}

#[test]
fn a_moving_sprite_keeps_its_ink_and_its_speed() {
    let (videos, _) = moving_sprites(&mut Rng::seed(1), 8, 12, 24);
    assert_eq!(videos.shape(), [8, 12, 24, 24]);
    for video in videos.reshape([8, 12 * 576]).to_rows() {
        let mut middles = Vec::new();
        for frame in video.chunks(576) {
            let total: f64 = frame.iter().sum();
            let x: f64 = (0..576).map(|i| (i % 24) as f64 * frame[i]).sum::<f64>() / total;
            middles.push((x, total));
        }
        let steps: Vec<f64> = middles
            .windows(2)
            .map(|w| (w[1].0 - w[0].0).abs())
            .collect();
        assert!(steps.iter().all(|&s| s < 1.7), "{steps:?}");
        assert!(
            middles
                .iter()
                .all(|m| (m.1 / middles[0].1 - 1.0).abs() < 0.08),
            "{middles:?}"
        );
    }
}

#[test]
fn bars_are_full_columns_and_stripes_full_rows() {
    let (images, kind) = bars_and_stripes(&mut Rng::seed(1), 100, 4);
    for (image, kind) in images.reshape([100, 16]).to_rows().iter().zip(kind) {
        let line = |i: usize| {
            if kind == 0 {
                image[i % 4]
            } else {
                image[4 * (i / 4)]
            }
        };
        assert!((0..16).all(|i| image[i] == line(i)));
        let ink: f64 = image.iter().sum();
        assert!(ink > 0.0 && ink < 16.0);
    }
}

#[test]
fn textures_vary_along_their_own_direction_only() {
    let (images, kind) = textures(&mut Rng::seed(1), 80, 12, 0.0);
    for (image, kind) in images
        .reshape([80, 12, 12])
        .reshape([80, 144])
        .to_rows()
        .iter()
        .zip(kind)
    {
        let change = |step: usize| -> f64 {
            let inner = (0..132).filter(|i| i % 12 > 0 && i % 12 < 11);
            inner.map(|i| (image[i] - image[i + step]).abs()).sum()
        };
        let (right, down, back) = (change(1), change(12), change(11));
        match kind {
            0 => assert!(right < 1e-9 && down > 5.0),
            1 => assert!(down < 1e-9 && right > 5.0),
            2 => assert!(back < 1e-9 && right > 5.0),
            _ => assert!(right > 5.0 && down > 5.0 && back > 5.0),
        }
    }
}

#[test]
fn textures_have_periods_of_three_to_five_pixels() {
    let (images, kind) = textures(&mut Rng::seed(2), 80, 12, 0.0);
    for (image, kind) in images.reshape([80, 144]).to_rows().iter().zip(kind) {
        // Of a wave, h(t + 1) + h(t − 1) = 2 cos(frequency) h(t): a least-squares fit gives the frequency.
        let wave = |i: usize| 2.0 * image[i] - 1.0;
        let step = if kind == 0 { 12 } else { 1 };
        let (mut both, mut square) = (0.0, 0.0);
        for i in step..144 - step {
            let inside = kind == 0 || (1..11).contains(&(i % 12));
            if inside {
                both += 0.5 * (wave(i + step) + wave(i - step)) * wave(i);
                square += wave(i) * wave(i);
            }
        }
        let across = 2.0 * PI / (both / square).acos();
        let period = if kind == 2 {
            across * 0.5f64.sqrt()
        } else {
            across
        };
        assert!((2.999..5.001).contains(&period), "kind {kind}: {period}");
    }
}

#[test]
fn images_turn_shift_and_blur() {
    let mut rng = Rng::seed(1);
    let x = rng.uniforms([2, 1, 5, 5]);
    // A quarter turn counterclockwise: the last column becomes the first row.
    let turned = rotate_images(&x, std::f64::consts::FRAC_PI_2);
    for i in 0..5 {
        assert!((turned.at([1, 0, 0, i]) - x.at([1, 0, i, 4])).abs() < 1e-12);
    }
    let moved = shift_images(&x, 1.0, 2.0);
    assert_eq!(moved.at([0, 0, 3, 2]), x.at([0, 0, 1, 1]));
    assert_eq!(moved.at([0, 0, 1, 2]), 0.0);
    let half = shift_images(&x, 0.5, 0.0);
    let want = (x.at([0, 0, 2, 1]) + x.at([0, 0, 2, 2])) / 2.0;
    assert!((half.at([0, 0, 2, 2]) - want).abs() < 1e-12);
    let flat = blur_images(&full([1, 1, 4, 4], 0.7), 1);
    assert!((flat - 0.7).abs().max().item() < 1e-12);
    let corner = blur_images(&x, 1).at([0, 0, 0, 0]);
    let four = [[0, 0], [0, 1], [1, 0], [1, 1]].map(|[r, c]| x.at([0, 0, r, c]));
    assert!((corner - four.iter().sum::<f64>() / 4.0).abs() < 1e-12);
}
