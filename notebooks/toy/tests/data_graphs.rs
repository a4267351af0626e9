//! Graphs, molecules, trees of descent, families of functions.

use toy::prelude::*;

/// All shortest paths by Floyd and Warshall's method.
fn floyd_warshall(graph: &Graph) -> Vec<f64> {
    let n = graph.nodes;
    let mut d = vec![f64::INFINITY; n * n];
    for &(a, b) in &graph.edges {
        d[a * n + b] = 1.0;
    }
    for i in 0..n {
        d[i * n + i] = 0.0;
    }
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                d[i * n + j] = d[i * n + j].min(d[i * n + k] + d[k * n + j]);
            }
        }
    }
    d
}

#[test]
fn shortest_paths_are_those_of_floyd_and_warshall() {
    let mut rng = Rng::seed(1);
    let mut graphs = vec![
        erdos_renyi(&mut rng, 30, 0.06),
        barabasi_albert(&mut rng, 30, 2),
        random_tree(&mut rng, 30),
        grid_graph(4, 5),
        ring_graph(9),
        random_geometric(&mut rng, 30, 0.25),
    ];
    let arrows: Vec<(usize, usize)> = (0..50).map(|_| (rng.below(25), rng.below(25))).collect();
    graphs.push(Graph::directed(25, &arrows));
    for graph in &graphs {
        let want = floyd_warshall(graph);
        assert_eq!(shortest_paths(graph).to_vec(), want);
        let reached: Vec<f64> = want
            .iter()
            .map(|d| f64::from(u8::from(d.is_finite())))
            .collect();
        assert_eq!(reachability(graph).to_vec(), reached);
    }
}

#[test]
fn components_are_what_reaches_each_other() {
    let graph = erdos_renyi(&mut Rng::seed(3), 40, 0.04);
    let (component, reached) = (graph.components(), reachability(&graph));
    assert!(component.iter().max() > Some(&2));
    for i in 0..40 {
        for j in 0..40 {
            assert_eq!(component[i] == component[j], reached.at([i, j]) == 1.0);
        }
    }
}

#[test]
fn undirected_edges_are_there_both_ways_and_once() {
    let graph = erdos_renyi(&mut Rng::seed(3), 60, 0.2);
    let matrix = graph.adjacency();
    assert_eq!(matrix.to_vec(), matrix.t().to_vec());
    assert_eq!(matrix.max().item(), 1.0);
    assert_eq!(graph.pairs().len() * 2, graph.edges.len());
    // 1770 pairs with p = 0.2: 354 ± 17.
    assert!(
        graph.pairs().len().abs_diff(354) < 60,
        "{}",
        graph.pairs().len()
    );
    let degrees = matrix.sum_axis(1).to_vec();
    assert_eq!(Tensor::from(graph.degrees()).to_vec(), degrees);
}

#[test]
fn hubs_grow_by_preferential_attachment() {
    let graph = barabasi_albert(&mut Rng::seed(3), 400, 2);
    // 3 pairs to begin with, 2 for each of the other 397.
    assert_eq!(graph.pairs().len(), 3 + 2 * 397);
    let degrees = graph.degrees();
    assert_eq!(degrees.iter().min(), Some(&2));
    assert!(
        degrees.iter().max() > Some(&25),
        "{:?}",
        degrees.iter().max()
    );
    assert!(graph.components().iter().all(|&c| c == 0));
}

#[test]
fn blocks_are_joined_as_often_as_asked() {
    let (graph, block) = stochastic_block_model(&mut Rng::seed(3), &[60, 40, 50], 0.2, 0.02);
    assert_eq!(class_counts(&block, 3), [60, 40, 50]);
    let inside = graph
        .pairs()
        .iter()
        .filter(|(a, b)| block[*a] == block[*b])
        .count();
    let outside = graph.pairs().len() - inside;
    let pairs = (60 * 59 + 40 * 39 + 50 * 49) / 2;
    let across = 150 * 149 / 2 - pairs;
    assert!((inside as f64 / pairs as f64 - 0.2).abs() < 0.02);
    assert!((outside as f64 / across as f64 - 0.02).abs() < 0.005);
}

#[test]
fn trees_are_connected_and_all_equally_likely() {
    let mut rng = Rng::seed(3);
    let tree = random_tree(&mut rng, 50);
    assert!(tree.pairs().len() == 49 && tree.components().iter().all(|&c| c == 0));
    // Cayley: 4² trees on four nodes.
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..8000 {
        *counts.entry(random_tree(&mut rng, 4).pairs()).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 16);
    assert!(
        counts.values().all(|&c: &i32| (c - 500).abs() < 90),
        "{counts:?}"
    );
}

#[test]
fn grids_and_rings_are_regular() {
    let grid = grid_graph(3, 4);
    assert_eq!((grid.nodes, grid.pairs().len()), (12, 17));
    assert_eq!(shortest_paths(&grid).at([0, 11]), 5.0);
    assert!(ring_graph(7).degrees().iter().all(|&d| d == 2));
    let near = random_geometric(&mut Rng::seed(1), 40, 0.3);
    let at = near.features.clone().expect("there is one");
    let gap = (at.unsqueeze(1) - at.unsqueeze(0))
        .square()
        .sum_axis(2)
        .sqrt();
    let want = (gap.lt(0.3) - eye(40)).to_vec();
    assert_eq!(near.adjacency().to_vec(), want);
}

#[test]
#[should_panic(expected = "Graph: the edge (1, 3) does not fit 3 nodes (0 to 2)")]
fn an_edge_out_of_range_is_named() {
    Graph::undirected(3, &[(0, 1), (1, 3)]);
}

#[test]
fn no_random_molecule_exceeds_a_valence() {
    let mut rng = Rng::seed(1);
    let (mut rings, mut multiple, mut kinds) = (0, 0, [0; 4]);
    for i in 0..2000 {
        let size = 1 + i % 14;
        let molecule = Molecule::random(&mut rng, size);
        assert_eq!(molecule.atoms.len(), size);
        assert!(molecule.is_valid(), "{molecule:?}");
        assert!(molecule.graph().components().iter().all(|&c| c == 0));
        for (atom, &element) in molecule.atoms.iter().enumerate() {
            let full = molecule.used_valence(atom) + molecule.hydrogens(atom);
            assert_eq!(full, ELEMENTS[element].valence);
            kinds[element] += 1;
        }
        rings += usize::from(molecule.ring_count() > 0);
        multiple += molecule.bonds.iter().filter(|bond| bond.2 > 1).count();
    }
    assert!(
        rings > 500 && multiple > 500 && kinds.iter().all(|&k| k > 300),
        "{kinds:?}"
    );
}

#[test]
fn known_molecules_have_their_known_properties() {
    let ethanol = Molecule::new(&["C", "C", "O"], &[(0, 1, 1), (1, 2, 1)]);
    assert_eq!(ethanol.formula(), "C2H6O");
    assert!(
        (ethanol.weight() - 46.069).abs() < 0.001,
        "{}",
        ethanol.weight()
    );
    // 2 · 0.3 − 1.1 + 5 · 0.12 − 0.3.
    assert!((ethanol.log_p() + 0.2).abs() < 1e-12, "{}", ethanol.log_p());
    let benzene: Vec<(usize, usize, usize)> = (0..6).map(|i| (i, (i + 1) % 6, 1 + i % 2)).collect();
    let benzene = Molecule::new(&["C"; 6], &benzene);
    assert_eq!(
        (benzene.formula().as_str(), benzene.ring_count()),
        ("C6H6", 1)
    );
    assert!((benzene.weight() - 78.114).abs() < 0.001);
    assert!(benzene.log_p() > ethanol.log_p());
    assert_eq!(Molecule::new(&["O"], &[]).formula(), "H2O");
    let methanal = Molecule::new(&["C", "O"], &[(0, 1, 2)]);
    assert_eq!(methanal.formula(), "CH2O");
    assert_eq!(methanal.graph().edges, [(0, 1), (1, 0)]);
}

#[test]
#[should_panic(expected = "Molecule: atom 0 (O) has 3 bonds, its valence is 2")]
fn a_bond_too_many_is_named() {
    Molecule::new(&["O", "C", "C"], &[(0, 1, 2), (0, 2, 1)]);
}

#[test]
fn a_random_phylogeny_is_binary_and_its_leaves_are_equally_old() {
    let tree = Phylogeny::random(&mut Rng::seed(2), 9, 5.0);
    assert_eq!((tree.parent.len(), tree.root()), (17, 16));
    let children = tree.children();
    assert!((0..9).all(|leaf| children[leaf].is_empty()));
    assert!((9..17).all(|node| children[node].len() == 2));
    assert!((0..16).all(|node| tree.parent[node] > node && tree.length[node] > 0.0));
    // Ultrametric: of three distances the two largest are equal.
    let d = tree.distances();
    for (i, j, k) in [(0, 1, 2), (3, 5, 8), (2, 4, 7)] {
        let mut three = [d.at([i, j]), d.at([j, k]), d.at([i, k])];
        three.sort_by(f64::total_cmp);
        assert!(
            (three[2] - three[1]).abs() < 1e-12 && three[0] > 0.0,
            "{three:?}"
        );
    }
    assert_eq!(tree.newick().matches(',').count(), 8);
}

#[test]
fn two_lines_of_the_coalescent_wait_as_long_as_they_should() {
    let mut rng = Rng::seed(2);
    // Two lines join at rate 4: the path from leaf to leaf is 2/4 long on average.
    let paths: Vec<f64> = (0..4000)
        .map(|_| Phylogeny::random(&mut rng, 2, 4.0).distances().at([0, 1]))
        .collect();
    assert!((mean(paths) - 0.5).abs() < 0.03);
}

#[test]
fn sequences_differ_as_jukes_and_cantor_say() {
    let mut rng = Rng::seed(2);
    let tree = Phylogeny::random(&mut rng, 6, 4.0);
    let sequences = tree.evolve(&mut rng, 40_000);
    let d = tree.distances();
    for i in 0..6 {
        let letters = class_counts(&sequences[i], 4);
        assert!(
            letters.iter().all(|c| c.abs_diff(10_000) < 400),
            "{letters:?}"
        );
        for j in 0..i {
            let (want, got) = (
                d.at([i, j]),
                jukes_cantor_distance(&sequences[i], &sequences[j]),
            );
            assert!((got / want - 1.0).abs() < 0.08, "{want} {got}");
        }
    }
    // Every other letter is as likely: the differences 1, 2 and 3 share what is not equal.
    let pairs = sequences[0].iter().zip(&sequences[1]);
    let steps: Vec<usize> = pairs.map(|(a, b)| (4 + b - a) % 4).collect();
    let steps = class_counts(&steps, 4);
    let third = 40_000.0 * (1.0 - jukes_cantor(d.at([0, 1]))) / 3.0;
    for step in 1..4 {
        let ratio = steps[step] as f64 / third;
        assert!((ratio - 1.0).abs() < 0.1, "{steps:?}, expected {third}");
    }
    // Markov: two steps of a branch are one of twice the length.
    let (p, twice) = (jukes_cantor(0.2), jukes_cantor(0.4));
    assert!((p * p + (1.0 - p) * (1.0 - p) / 3.0 - twice).abs() < 1e-15);
}

#[test]
fn functions_of_a_family_are_what_they_say() {
    let mut rng = Rng::seed(2);
    let wave = RegressionTask::sinusoid(&mut rng);
    let RegressionTask::Sinusoid { amplitude, phase } = wave else {
        panic!("{wave:?}")
    };
    assert!((wave.value(phase + std::f64::consts::FRAC_PI_2) - amplitude).abs() < 1e-12);
    assert!(wave.value(phase).abs() < 1e-12);
    let cube = RegressionTask::Polynomial {
        coefficients: vec![1.0, -2.0, 0.0, 3.0],
    };
    assert_eq!(cube.value(2.0), 21.0);
    let line = RegressionTask::linear(&mut rng);
    let (x, y) = line.draw(&mut rng, 3000, (-5.0, 5.0), 0.5);
    assert!((std(y - line.values(&x)) - 0.5).abs() < 0.03);
    assert!((std(&x) - 10.0 / 12.0f64.sqrt()).abs() < 0.1);
}

#[test]
fn draws_of_a_gaussian_process_have_its_covariance() {
    let x = linspace(0.0, 2.0, 6).reshape([6, 1]);
    let k = rbf_kernel(&x, &x, 0.7);
    assert!((k.at([0, 5]) - (-4.0f64 / 0.98).exp()).abs() < 1e-15);
    check_grad(
        "rbf_kernel",
        |a| (rbf_kernel(a, &x, 0.7) * &k).sum(),
        &(&x + 0.1),
    );
    let draws = gaussian_process(&mut Rng::seed(2), &k, 20_000);
    let got = draws.t().matmul(&draws) / 20_000.0;
    assert!((got - k).abs().max().item() < 0.04);
}

#[test]
#[should_panic(expected = "gaussian_process: the 2 x 2 matrix is not positive definite")]
fn what_is_no_covariance_is_refused() {
    gaussian_process(&mut Rng::seed(2), &tensor([[1.0, 2.0], [2.0, 1.0]]), 1);
}

#[test]
fn only_relevant_inputs_matter() {
    let (x, y) = sparse_regression(&mut Rng::seed(2), 500, 8, 3, 0.0);
    for (row, y) in x.to_rows().iter().zip(y.to_vec()) {
        let want = row[0] * row[1] + 2.0 * row[0].sin() - row[1].sin() + 2.0 / 3.0 * row[2].sin();
        assert!((y - want).abs() < 1e-12);
    }
}
