//! Image grids: grey or coloured images of any batch shape, each with a caption.

use crate::plot::Plot;
use crate::plot::series::{Mark, Tiles};
use crate::tensor::Tensor;

impl Plot {
    /// Images side by side, `columns` in a row: n x h x w or n x 1 x h x w (dark for large, like [`Plot::tiles`]), or
    /// n x 3 x h x w (red, green, blue from 0 to 1; what lies outside is clipped), or one image h x w. Captions:
    /// [`Plot::tile_names`]; names of rows: [`Plot::tile_rows`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let images = Rng::seed(1).uniforms([6, 1, 8, 8]);
    /// plot("Samples").images(images, 6).tile_names(&["0", "1", "2", "3", "4", "5"]).svg();
    /// ```
    #[track_caller]
    pub fn images(self, images: impl Into<Tensor>, columns: usize) -> Plot {
        let images = images.into();
        let shape = images.shape();
        let (n, channels, height, width) = match shape[..] {
            [h, w] => (1, 1, h, w),
            [n, h, w] => (n, 1, h, w),
            [n, c @ (1 | 3), h, w] => (n, c, h, w),
            _ => panic!(
                "images: need shape [n, h, w], [n, 1, h, w] or [n, 3, h, w], the shape is {shape:?}"
            ),
        };
        let one = channels * height * width;
        assert!(
            n * one > 0 && columns > 0,
            "images: nothing to draw in shape {shape:?} with {columns} columns"
        );
        let tiles = Tiles {
            images: images.to_vec().chunks(one).map(<[f64]>::to_vec).collect(),
            height,
            width,
            columns,
            names: Vec::new(),
            row_names: Vec::new(),
            channels,
        };
        self.add("", false, Mark::Tiles(tiles))
    }
}
