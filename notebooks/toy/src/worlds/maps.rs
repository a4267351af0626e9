//! Maps that many papers use, as text for [`super::Grid::new`]: change a sign with [`super::Grid::put`].

/// An empty room of `rows` x `columns` cells inside walls.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(open_map(1, 2), "####\n#..#\n####\n");
/// ```
pub fn open_map(rows: usize, columns: usize) -> String {
    rooms_map(1, 1, rows, columns)
}

/// `down` x `across` rooms of `rows` x `columns` cells each; neighbours are joined by a gap in the middle of their
/// wall.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(rooms_map(1, 2, 3, 2), "#######\n#..#..#\n#.....#\n#..#..#\n#######\n");
/// ```
#[track_caller]
pub fn rooms_map(down: usize, across: usize, rows: usize, columns: usize) -> String {
    assert!(
        down > 0 && across > 0 && rows > 0 && columns > 0,
        "rooms_map: {down} x {across} rooms of {rows} x {columns} cells"
    );
    let (height, width) = (down * (rows + 1), across * (columns + 1));
    let mut map = String::new();
    for i in 0..=height {
        for j in 0..=width {
            let (wall_row, wall_column) = (i % (rows + 1) == 0, j % (columns + 1) == 0);
            let outside = i == 0 || j == 0 || i == height || j == width;
            let gap = match (wall_row, wall_column) {
                (true, true) => false,
                (true, false) => j % (columns + 1) == columns / 2 + 1,
                (false, true) => i % (rows + 1) == rows / 2 + 1,
                (false, false) => true,
            };
            map.push(if gap && !(outside && (wall_row || wall_column)) {
                '.'
            } else {
                '#'
            });
        }
        map.push('\n');
    }
    map
}

/// The four rooms of R. Sutton, D. Precup and S. Singh ("Between MDPs and semi-MDPs", Artificial Intelligence 112,
/// 1999, figure 2): 104 cells.
///
/// ```
/// # use toy::prelude::*;
/// let grid = Grid::new(four_rooms()).put(1, 1, 'S').put(11, 11, 'G');
/// assert_eq!(grid.mdp(0.99).states(), 104);
/// ```
pub fn four_rooms() -> &'static str {
    "#############
     #.....#.....#
     #.....#.....#
     #...........#
     #.....#.....#
     #.....#.....#
     ##.####.....#
     #.....###.###
     #.....#.....#
     #.....#.....#
     #...........#
     #.....#.....#
     #############"
}
