//! Image grids: grey or coloured images of any batch shape, each with a caption, each row with a name.

use crate::plot::Plot;
use crate::plot::series::{Mark, Series, Tiles};
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

    /// Small images (n x height·width, row-major, dark for large), `columns` side by side. No axes.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (images, _) = digits(&mut Rng::seed(1), 6); // 6 x 1 x 8 x 8
    /// let sheet = plot("Digits").tiles(images.reshape([6, 64]), 8, 8, 3);
    /// assert!(sheet.svg().contains("6 images of 8 x 8"));
    /// ```
    #[track_caller]
    pub fn tiles(
        self,
        images: impl Into<Tensor>,
        height: usize,
        width: usize,
        columns: usize,
    ) -> Plot {
        let images = images.into();
        let shape = images.shape();
        assert!(
            shape.len() == 2 && shape[1] == height * width && shape[0] > 0 && columns > 0,
            "tiles: images of {height} x {width} need shape [n, {}], the shape is {shape:?}",
            height * width
        );
        let images = images.to_rows();
        let tiles = Tiles {
            images,
            height,
            width,
            columns,
            names: Vec::new(),
            row_names: Vec::new(),
            channels: 0,
        };
        self.add("", false, Mark::Tiles(tiles))
    }

    /// Names under the tiles that were added last.
    #[track_caller]
    pub fn tile_names(mut self, names: &[&str]) -> Plot {
        self.last_tiles("tile_names").names = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// Names to the left of the rows of the tiles that were added last.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let sheet = plot("").tiles(zeros([4, 9]), 3, 3, 2).tile_names(&["a", "b", "c", "d"]);
    /// let named = sheet.clone().tile_rows(&["before", "after"]);
    /// assert_ne!(named.svg(), sheet.svg());
    /// ```
    #[track_caller]
    pub fn tile_rows(mut self, names: &[&str]) -> Plot {
        self.last_tiles("tile_rows").row_names =
            names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    #[track_caller]
    fn last_tiles(&mut self, what: &str) -> &mut Tiles {
        match self.series.last_mut() {
            Some(Series {
                mark: Mark::Tiles(tiles),
                ..
            }) => tiles,
            _ => panic!("{what}: must follow .tiles(..) or .images(..)"),
        }
    }
}
