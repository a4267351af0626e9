//! Numbers, overflow, and arithmetic that fails.
// %% integers
(i8::MIN, u64::MAX, i128::MAX, 1_000_000u32, 0xffu8, 0b1010, 0o17)
// %% floats
(0.1 + 0.2, 1e21, 1.0, f64::NAN.is_nan(), f64::INFINITY, -0.0, 1.0f32 / 3.0)
// %% casts
(300i32 as u8, -1i32 as u32, 3.99 as i32, f64::MAX as i32, 'a' as u32, true as u8, 97u8 as char)
// %% inference from a later use in the cell
let mut v = Vec::new(); v.push(1u16); v.iter().map(|x| *x as u64).sum::<u64>()
// %% the type of an unsuffixed number
let n = 3_000_000_000; 
// %% of a number that fits
let n = 3_000_000_000u64; n
// %% overflow that the compiler sees
let x: u8 = 255 + 1;
// %% overflow at run time
let big = std::hint::black_box(i32::MAX); big + 1
// %% underflow
let zero = std::hint::black_box(0usize); zero - 1
// %% wrapping, checked, saturating
(250u8.wrapping_add(10), 250u8.checked_add(10), 250u8.saturating_add(10), 250u8.overflowing_add(10))
// %% division by zero
let d = std::hint::black_box(0); 1 / d
// %% division by zero that the compiler sees
1 / 0
// %% float division by zero
1.0 / 0.0
// %% shifts
(1u32 << 31, -8i32 >> 1, 0xf0u8 >> 4, 1u8.rotate_right(1))
// %% a shift too far
let by = std::hint::black_box(40); 1u32 << by
// %% division and remainder of negatives
(-7 / 2, -7 % 2, (-7i32).rem_euclid(2), (-7i32).div_euclid(2), 7i32.pow(3), 2f64.powi(-2))
// %% bits
(0b1011u8.count_ones(), 16u32.leading_zeros(), 8u32.trailing_zeros(), u16::from_str_radix("ff", 16).unwrap(), 258u16.to_be_bytes())
// %% mathematics
let pi = std::f64::consts::PI; format!("{:.6} {:.6} {:.6}", (pi / 6.0).sin(), 2f64.ln(), 2f64.sqrt())
// %% rounding
[2.5f64.round(), -2.5f64.round(), 2.7f64.floor(), 2.2f64.ceil(), 2.7f64.trunc(), 2.5f64.fract()]
// %% min, max, clamp, abs
(3.max(7), 3.0f64.min(f64::NAN), 15.clamp(0, 10), (-3i32).abs(), 5u32.abs_diff(9), (-2.5f64).signum())
// %% sums and products
((1..=10).product::<u64>(), [0.5; 4].iter().sum::<f64>(), (1..=5).fold(0, |a, b| a * 10 + b))
// %% a generic sum
fn total<T: Copy + std::iter::Sum<T>>(v: &[T]) -> T { v.iter().copied().sum() }
(total(&[1, 2, 3]), total(&[0.5, 0.25]))
// %% gcd
fn gcd(a: u64, b: u64) -> u64 { if b == 0 { a } else { gcd(b, a % b) } }
gcd(1071, 462)
// %% big factorial by u128
(1..=30u128).product::<u128>()
// %% that overflows
(1..=std::hint::black_box(40u128)).product::<u128>()
// %% comparing floats
let mut f = vec![2.5, -1.0, 9.75]; f.sort_by(|a, b| a.partial_cmp(b).unwrap()); (f.clone(), 1.0f64.total_cmp(&2.0))
// %% NonZero and Wrapping
use std::num::{NonZeroU8, Wrapping};
(NonZeroU8::new(0), NonZeroU8::new(5), Wrapping(255u8) + Wrapping(2))
// %% complex numbers by hand
#[derive(Debug, Clone, Copy, PartialEq)] struct C(f64, f64);
impl std::ops::Mul for C { type Output = C; fn mul(self, o: C) -> C { C(self.0 * o.0 - self.1 * o.1, self.0 * o.1 + self.1 * o.0) } }
C(1.0, 2.0) * C(0.0, 1.0)
// %% a literal out of range
let small: i8 = 200;
// %% mixed types
let a = 1i32; let b = 2.0; a + b
// %% negative to unsigned
u8::try_from(-1).is_err()
// %% a fallible conversion
let wide: i64 = 1 << 40; i32::try_from(wide)
// %% with a question mark
i32::try_from(wide)?
// %% ten to the power
(0..5).map(|i| 10f64.powi(i)).collect::<Vec<_>>()
