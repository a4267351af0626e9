//! Copies of parts and of turned arrays: row by row, because an iterator over all axes at once costs more than the copy.

/// How far apart neighbours along each axis are in row-major order.
pub(super) fn strides(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    strides
}

/// The numbers of `x` from place `start` on, at these strides, in row-major order of `shape`.
pub(super) fn gathered(x: &[f64], start: usize, shape: &[usize], strides: &[usize]) -> Vec<f64> {
    let count = shape.iter().product();
    let mut all = Vec::with_capacity(count);
    if count > 0 {
        gather(x, start, shape, strides, &mut all);
    }
    all
}

fn gather(x: &[f64], start: usize, shape: &[usize], strides: &[usize], all: &mut Vec<f64>) {
    match (shape, strides) {
        ([length], [1]) => all.extend_from_slice(&x[start..start + length]),
        ([length], [stride]) => all.extend(x[start..].iter().step_by(*stride).take(*length)),
        ([length, shape @ ..], [stride, strides @ ..]) => {
            for i in 0..*length {
                gather(x, start + i * stride, shape, strides, all);
            }
        }
        _ => all.push(x[start]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_turned_arrays_come_in_order() {
        let x: Vec<f64> = (0..24).map(f64::from).collect();
        assert_eq!(strides(&[2, 3, 4]), [12, 4, 1]);
        assert_eq!(gathered(&x, 0, &[2, 3, 4], &[12, 4, 1]), x);
        assert_eq!(gathered(&x, 13, &[2, 2], &[4, 1]), [13.0, 14.0, 17.0, 18.0]);
        assert_eq!(
            gathered(&x, 0, &[2, 2, 2], &[1, 12, 4]),
            [0.0, 4.0, 12.0, 16.0, 1.0, 5.0, 13.0, 17.0]
        );
        assert_eq!(gathered(&x, 5, &[], &[]), [5.0]);
        assert!(gathered(&x, 24, &[3, 0], &[8, 1]).is_empty());
    }
}
