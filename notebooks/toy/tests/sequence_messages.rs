//! What a reader is told when a cell with a sequence, a graph or a loss is wrong, and that it is told at the cell's line.

mod panics;

use panics::panics;
use toy::prelude::*;

fn rng() -> Rng {
    Rng::seed(1)
}

panics! {
    a_sequence_of_other_width: Gru::new(&mut rng(), 3, 4).run(&zeros([2, 5, 2]), None) => "Gru: needs a sequence batch x time x 3 of at least one step, the shape is [2, 5, 2]";
    a_sequence_as_a_layer: Lstm::new(&mut rng(), 3, 4).forward(&zeros([2, 3])) => "Lstm: needs a sequence batch x time x 3 of at least one step, the shape is [2, 3]";
    a_state_of_other_size: Rnn::new(&mut rng(), 3, 4).run(&zeros([2, 5, 3]), Some(&zeros([1, 4]))) => "Rnn: the first state has shape [1, 4], but the sequence [2, 5, 3] needs [2, 4]";
    a_length_too_many: Rnn::new(&mut rng(), 3, 4).run_lengths(&zeros([2, 5, 3]), None, &[1, 6]) => "Rnn: the sequence [2, 5, 3] needs 2 lengths of at most 5, got [1, 6]";
    a_step_of_other_width: Gru::new(&mut rng(), 3, 4).step(&zeros([2, 2]), &zeros([2, 4])) => "cannot matmul shapes [2, 2] and [3, 12]";
    backwards: reverse_time(&zeros([2, 5])) => "reverse_time: needs batch x time x features, the shape is [2, 5]";
    backwards_lengths: reverse_lengths(&zeros([2, 5, 1]), &[1]) => "the shape is [2, 5, 1], the lengths are [1]";
    heads: MultiHeadAttention::new(&mut rng(), 6, 4) => "MultiHeadAttention: 4 heads do not divide the width 6";
    keys_of_other_width: MultiHeadAttention::new(&mut rng(), 6, 2).attend(&zeros([1, 3, 6]), &zeros([1, 3, 5]), None) => "queries [1, 3, 6] and keys [1, 3, 5] do not fit; they must be batch x length x 6";
    products: scaled_dot_product_attention(&zeros([3, 6]), &zeros([4, 5]), &zeros([4, 6]), None) => "attention: queries [3, 6], keys [4, 5] and values [4, 6] do not fit";
    a_mask_of_other_size: MultiHeadAttention::new(&mut rng(), 4, 2).attend(&zeros([1, 3, 4]), &zeros([1, 3, 4]), Some(&causal_mask(2))) => "attention: the mask of shape [2, 2] does not broadcast to the scores' shape [1, 2, 3, 3]";
    a_block_of_other_width: TransformerBlock::new(&mut rng(), 4, 2, 8).run(&zeros([3, 4]), None) => "TransformerBlock: needs batch x length x 4, the shape is [3, 4]";
    a_memory_for_no_decoder: TransformerBlock::new(&mut rng(), 4, 2, 8).run_memory(&zeros([1, 3, 4]), None, &zeros([1, 3, 4]), None) => "this block cannot attend to a memory";
    a_decoder_without_memory: TransformerBlock::decoder(&mut rng(), 4, 2, 8).run(&zeros([1, 3, 4]), None) => "a decoder needs a memory";
    a_share_of_one: TransformerBlock::new(&mut rng(), 4, 2, 8).dropout(1.0) => "dropout: the share must be in 0..1, got 1";
    an_odd_width: positional_encoding(3, 5) => "positional_encoding: the width must be even and positive, got 5";
    an_odd_rotation: rotary(&zeros([3, 5])) => "rotary: needs .. x length x an even width, the shape is [3, 5]";
    a_padding_too_long: padding_mask(&[2, 4], 3) => "padding_mask: length 4 of row 1 is more than 3";
    an_edge_too_far: Edges::new(3, &[(0, 3)]) => "Edges: the edge (0, 3) leaves the 3 nodes (0 to 2)";
    nodes_of_another_graph: Edges::new(3, &[(0, 2)]).at_sources(&zeros([4, 2])) => "Edges: there are 3 nodes, but the shape is [4, 2]";
    messages_of_another_graph: Edges::new(3, &[(0, 2)]).receive(&zeros([4, 2]), Aggregate::Sum) => "Edges: there are 1 edges, but the shape is [4, 2]";
    no_square: gcn_normalise(&zeros([2, 3])) => "gcn_normalise: needs a square matrix, the shape is [2, 3]";
    a_segment_too_many: segment_mean(&zeros([2, 3]), &[0, 2], 2) => "segment_mean: segment 2, but there are 2 (0 to 1)";
    segments_missing: segment_sum(&zeros([2, 3]), &[0], 2) => "segment_sum: 1 segment numbers for the rows of shape [2, 3]";
    set_of_other_width: Set2Set::new(&mut rng(), 2, 1).of(&zeros([2, 3]), &[0, 0], 1) => "Set2Set: needs rows of 2 features, the shape is [2, 3]";
    huber_shapes: huber(&zeros([2, 1]), &zeros(2), 1.0) => "huber: the prediction has shape [2, 1], the target [2]";
    views: info_nce(&zeros([2, 3]), &zeros([3, 3]), 1.0) => "info_nce: needs two matrices of one shape, the shapes are [2, 3] and [3, 3]";
    negatives: negative_sampling(&zeros(2), &zeros(2)) => "negative_sampling: needs scores n and n x k, the shapes are [2] and [2]";
    penalty: gradient_penalty(&|x| x.clone(), &zeros([2, 3]), &zeros([2, 2]), &mut rng()) => "gradient_penalty: the real examples have shape [2, 3], the generated [2, 2]";
}
