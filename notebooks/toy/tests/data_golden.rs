//! The same data on every machine: a hash of the bits of each family, which must never change.

use toy::prelude::*;

/// FNV-1a over the bits of some numbers.
fn bits(numbers: impl Into<Tensor>) -> u64 {
    let bytes = numbers.into().to_vec();
    let bytes = bytes.iter().flat_map(|x| x.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The same over places or tokens.
fn bits_of(numbers: &[usize]) -> u64 {
    bits(Tensor::from(numbers))
}

fn letters(text: &str) -> u64 {
    bits(text.bytes().map(f64::from).collect::<Vec<_>>())
}

fn edges(graph: &Graph) -> u64 {
    bits_of(
        &graph
            .edges
            .iter()
            .flat_map(|e| [e.0, e.1])
            .collect::<Vec<_>>(),
    )
}

#[test]
fn points_and_parts() {
    let rng = &mut Rng::seed(2017);
    let labels: Vec<usize> = (0..60).map(|i| i % 3).collect();
    let world = GaussianClasses::with_modes(rng, 3, 2, 4, 2.0)
        .nuisance(2, 1.0)
        .rotated(rng);
    let found = [
        bits(two_moons(rng, 40, 0.1).0),
        bits(prototypes(rng, 4, 8)),
        bits(spirals(rng, 40, 2, 0.1).0),
        bits(rings(rng, 40, &[1.0, 2.0], 0.1).0),
        bits(pinwheel(rng, 40, 5, 0.1).0),
        bits(checkerboard(rng, 40, 4).0),
        bits(xor(rng, 40, 0.1).0),
        bits(swiss_roll(rng, 40, 0.1).1),
        bits(point_clouds(rng, 6, 10, 0.1).0),
        bits(world.sample(rng, 40).0),
        bits_of(&split_by_label(rng, &labels, 5, 2).concat()),
        bits_of(&split_dirichlet(rng, &labels, 5, 0.3).concat()),
        bits_of(&long_tail(rng, &labels, 3, 10.0)),
        bits_of(&label_noise(rng, &labels, 3, 0.3)),
    ];
    println!("{found:#x?}");
    assert_eq!(found, POINTS);
}

#[test]
fn images_and_signals() {
    let rng = &mut Rng::seed(2017);
    let found = [
        bits(digits(rng, 20).0),
        bits(shapes(rng, 8, 12).0),
        bits(sprites(rng, 8, 12).0),
        bits(moving_sprites(rng, 4, 5, 12).0),
        bits(textures(rng, 8, 12, 0.1).0),
        bits(rotate_images(&digits(rng, 5).0, 0.3)),
        bits(sums_of_sines(rng, 3, 40, 4)),
        bits(sine_classes(rng, 6, 40, 3, 0.1).0),
        bits(damped_oscillator(2.0, 0.1, 0.05, 50)),
        bits(autoregression(rng, &[0.5, 0.2], 1.0, 50)),
        bits_of(&dyck(rng, 20, 3)),
        bits_of(&lookup_task(rng, 5, 3, 8).0.concat()),
        bits_of(&MarkovChain::random(rng, 5, 2, 0.5).sample(rng, 60)),
        letters(&markov_text(rng, corpus(), 3, 200)),
        letters(&Grammar::english().sample(rng).brackets()),
    ];
    println!("{found:#x?}");
    assert_eq!(found, SIGNALS);
}

#[test]
fn graphs_and_functions() {
    let rng = &mut Rng::seed(2017);
    let tree = Phylogeny::random(rng, 8, 3.0);
    let x = linspace(-2.0, 2.0, 12).reshape([12, 1]);
    let found = [
        edges(&erdos_renyi(rng, 20, 0.2)),
        edges(&barabasi_albert(rng, 20, 2)),
        edges(&random_tree(rng, 20)),
        edges(&Molecule::random(rng, 12).graph()),
        bits(tree.distances()),
        bits_of(&tree.evolve(rng, 30).concat()),
        bits(gaussian_process(rng, &rbf_kernel(&x, &x, 0.7), 2)),
        bits(
            RegressionTask::sinusoid(rng)
                .draw(rng, 10, (-5.0, 5.0), 0.1)
                .1,
        ),
        bits(sparse_regression(rng, 20, 6, 4, 0.1).1),
    ];
    println!("{found:#x?}");
    assert_eq!(found, GRAPHS);
}

const POINTS: [u64; 14] = [
    0xc21d_2ce5_f600_622f,
    0x2e9d_52de_43ba_6cb8,
    0x2c8e_2192_d9cf_9f49,
    0x81c9_ae8e_edcb_8121,
    0xcf01_0719_2a00_e147,
    0xd399_ca83_835c_dc57,
    0xcfa7_bd30_100f_8488,
    0x3f51_4ac8_43d0_5517,
    0x7380_58a0_9354_cc47,
    0x4c0b_ca0a_255a_5567,
    0x1285_13d5_e4bc_8cd0,
    0xc374_36e2_228e_2614,
    0xd261_c97e_b722_1384,
    0xa49b_8378_de47_9498,
];
const SIGNALS: [u64; 15] = [
    0xa728_12ab_b5f0_6d15,
    0x4e55_31d0_fb3b_6957,
    0x84b7_33f4_e3f3_a29c,
    0x318f_74ab_77d2_7405,
    0x8b23_4232_3b5a_463a,
    0x23fc_9d02_3777_1431,
    0x5b21_1a06_ce45_27a3,
    0x30d9_f3cc_5e2a_85bb,
    0x66f8_e8fa_40a6_df65,
    0x2a66_d871_698d_b6c4,
    0xd3ad_bcb2_a2f2_4b59,
    0xa955_729d_cb71_35cf,
    0x93ae_c863_941b_98fd,
    0x132b_58fb_692f_f57b,
    0xca4f_e8cf_34be_ef84,
];
const GRAPHS: [u64; 9] = [
    0x6820_5a5c_aae5_7505,
    0x4456_252d_5d2d_fb45,
    0x80a3_a757_f111_a9a5,
    0x13b9_bc64_7b83_4585,
    0x8713_ea02_b13d_ea7d,
    0xd969_c026_cdb3_ebad,
    0x5124_e446_41aa_d4c4,
    0x00e3_4aa4_530a_135e,
    0x6781_3295_76d2_fecd,
];
