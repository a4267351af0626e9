//! A session that grows: many items and variables, and cells that people run again.
// %% 200 functions
fn g0(x: u32) -> u32 { x.wrapping_add(0) } fn g1(x: u32) -> u32 { x.wrapping_add(1) } fn g2(x: u32) -> u32 { x.wrapping_add(2) } fn g3(x: u32) -> u32 { x.wrapping_add(3) } fn g4(x: u32) -> u32 { x.wrapping_add(4) }
fn g5(x: u32) -> u32 { x.wrapping_add(5) } fn g6(x: u32) -> u32 { x.wrapping_add(6) } fn g7(x: u32) -> u32 { x.wrapping_add(7) } fn g8(x: u32) -> u32 { x.wrapping_add(8) } fn g9(x: u32) -> u32 { x.wrapping_add(9) }
fn g10(x: u32) -> u32 { x.wrapping_add(10) } fn g11(x: u32) -> u32 { x.wrapping_add(11) } fn g12(x: u32) -> u32 { x.wrapping_add(12) } fn g13(x: u32) -> u32 { x.wrapping_add(13) } fn g14(x: u32) -> u32 { x.wrapping_add(14) }
fn g15(x: u32) -> u32 { x.wrapping_add(15) } fn g16(x: u32) -> u32 { x.wrapping_add(16) } fn g17(x: u32) -> u32 { x.wrapping_add(17) } fn g18(x: u32) -> u32 { x.wrapping_add(18) } fn g19(x: u32) -> u32 { x.wrapping_add(19) }
fn g20(x: u32) -> u32 { x.wrapping_add(20) } fn g21(x: u32) -> u32 { x.wrapping_add(21) } fn g22(x: u32) -> u32 { x.wrapping_add(22) } fn g23(x: u32) -> u32 { x.wrapping_add(23) } fn g24(x: u32) -> u32 { x.wrapping_add(24) }
fn g25(x: u32) -> u32 { x.wrapping_add(25) } fn g26(x: u32) -> u32 { x.wrapping_add(26) } fn g27(x: u32) -> u32 { x.wrapping_add(27) } fn g28(x: u32) -> u32 { x.wrapping_add(28) } fn g29(x: u32) -> u32 { x.wrapping_add(29) }
fn g30(x: u32) -> u32 { x.wrapping_add(30) } fn g31(x: u32) -> u32 { x.wrapping_add(31) } fn g32(x: u32) -> u32 { x.wrapping_add(32) } fn g33(x: u32) -> u32 { x.wrapping_add(33) } fn g34(x: u32) -> u32 { x.wrapping_add(34) }
fn g35(x: u32) -> u32 { x.wrapping_add(35) } fn g36(x: u32) -> u32 { x.wrapping_add(36) } fn g37(x: u32) -> u32 { x.wrapping_add(37) } fn g38(x: u32) -> u32 { x.wrapping_add(38) } fn g39(x: u32) -> u32 { x.wrapping_add(39) }
fn g40(x: u32) -> u32 { x.wrapping_add(40) } fn g41(x: u32) -> u32 { x.wrapping_add(41) } fn g42(x: u32) -> u32 { x.wrapping_add(42) } fn g43(x: u32) -> u32 { x.wrapping_add(43) } fn g44(x: u32) -> u32 { x.wrapping_add(44) }
fn g45(x: u32) -> u32 { x.wrapping_add(45) } fn g46(x: u32) -> u32 { x.wrapping_add(46) } fn g47(x: u32) -> u32 { x.wrapping_add(47) } fn g48(x: u32) -> u32 { x.wrapping_add(48) } fn g49(x: u32) -> u32 { x.wrapping_add(49) }
fn g50(x: u32) -> u32 { x.wrapping_add(50) } fn g51(x: u32) -> u32 { x.wrapping_add(51) } fn g52(x: u32) -> u32 { x.wrapping_add(52) } fn g53(x: u32) -> u32 { x.wrapping_add(53) } fn g54(x: u32) -> u32 { x.wrapping_add(54) }
fn g55(x: u32) -> u32 { x.wrapping_add(55) } fn g56(x: u32) -> u32 { x.wrapping_add(56) } fn g57(x: u32) -> u32 { x.wrapping_add(57) } fn g58(x: u32) -> u32 { x.wrapping_add(58) } fn g59(x: u32) -> u32 { x.wrapping_add(59) }
fn g60(x: u32) -> u32 { x.wrapping_add(60) } fn g61(x: u32) -> u32 { x.wrapping_add(61) } fn g62(x: u32) -> u32 { x.wrapping_add(62) } fn g63(x: u32) -> u32 { x.wrapping_add(63) } fn g64(x: u32) -> u32 { x.wrapping_add(64) }
fn g65(x: u32) -> u32 { x.wrapping_add(65) } fn g66(x: u32) -> u32 { x.wrapping_add(66) } fn g67(x: u32) -> u32 { x.wrapping_add(67) } fn g68(x: u32) -> u32 { x.wrapping_add(68) } fn g69(x: u32) -> u32 { x.wrapping_add(69) }
fn g70(x: u32) -> u32 { x.wrapping_add(70) } fn g71(x: u32) -> u32 { x.wrapping_add(71) } fn g72(x: u32) -> u32 { x.wrapping_add(72) } fn g73(x: u32) -> u32 { x.wrapping_add(73) } fn g74(x: u32) -> u32 { x.wrapping_add(74) }
fn g75(x: u32) -> u32 { x.wrapping_add(75) } fn g76(x: u32) -> u32 { x.wrapping_add(76) } fn g77(x: u32) -> u32 { x.wrapping_add(77) } fn g78(x: u32) -> u32 { x.wrapping_add(78) } fn g79(x: u32) -> u32 { x.wrapping_add(79) }
fn g80(x: u32) -> u32 { x.wrapping_add(80) } fn g81(x: u32) -> u32 { x.wrapping_add(81) } fn g82(x: u32) -> u32 { x.wrapping_add(82) } fn g83(x: u32) -> u32 { x.wrapping_add(83) } fn g84(x: u32) -> u32 { x.wrapping_add(84) }
fn g85(x: u32) -> u32 { x.wrapping_add(85) } fn g86(x: u32) -> u32 { x.wrapping_add(86) } fn g87(x: u32) -> u32 { x.wrapping_add(87) } fn g88(x: u32) -> u32 { x.wrapping_add(88) } fn g89(x: u32) -> u32 { x.wrapping_add(89) }
fn g90(x: u32) -> u32 { x.wrapping_add(90) } fn g91(x: u32) -> u32 { x.wrapping_add(91) } fn g92(x: u32) -> u32 { x.wrapping_add(92) } fn g93(x: u32) -> u32 { x.wrapping_add(93) } fn g94(x: u32) -> u32 { x.wrapping_add(94) }
fn g95(x: u32) -> u32 { x.wrapping_add(95) } fn g96(x: u32) -> u32 { x.wrapping_add(96) } fn g97(x: u32) -> u32 { x.wrapping_add(97) } fn g98(x: u32) -> u32 { x.wrapping_add(98) } fn g99(x: u32) -> u32 { x.wrapping_add(99) }
fn g100(x: u32) -> u32 { x.wrapping_add(100) } fn g101(x: u32) -> u32 { x.wrapping_add(101) } fn g102(x: u32) -> u32 { x.wrapping_add(102) } fn g103(x: u32) -> u32 { x.wrapping_add(103) } fn g104(x: u32) -> u32 { x.wrapping_add(104) }
fn g105(x: u32) -> u32 { x.wrapping_add(105) } fn g106(x: u32) -> u32 { x.wrapping_add(106) } fn g107(x: u32) -> u32 { x.wrapping_add(107) } fn g108(x: u32) -> u32 { x.wrapping_add(108) } fn g109(x: u32) -> u32 { x.wrapping_add(109) }
fn g110(x: u32) -> u32 { x.wrapping_add(110) } fn g111(x: u32) -> u32 { x.wrapping_add(111) } fn g112(x: u32) -> u32 { x.wrapping_add(112) } fn g113(x: u32) -> u32 { x.wrapping_add(113) } fn g114(x: u32) -> u32 { x.wrapping_add(114) }
fn g115(x: u32) -> u32 { x.wrapping_add(115) } fn g116(x: u32) -> u32 { x.wrapping_add(116) } fn g117(x: u32) -> u32 { x.wrapping_add(117) } fn g118(x: u32) -> u32 { x.wrapping_add(118) } fn g119(x: u32) -> u32 { x.wrapping_add(119) }
fn g120(x: u32) -> u32 { x.wrapping_add(120) } fn g121(x: u32) -> u32 { x.wrapping_add(121) } fn g122(x: u32) -> u32 { x.wrapping_add(122) } fn g123(x: u32) -> u32 { x.wrapping_add(123) } fn g124(x: u32) -> u32 { x.wrapping_add(124) }
fn g125(x: u32) -> u32 { x.wrapping_add(125) } fn g126(x: u32) -> u32 { x.wrapping_add(126) } fn g127(x: u32) -> u32 { x.wrapping_add(127) } fn g128(x: u32) -> u32 { x.wrapping_add(128) } fn g129(x: u32) -> u32 { x.wrapping_add(129) }
fn g130(x: u32) -> u32 { x.wrapping_add(130) } fn g131(x: u32) -> u32 { x.wrapping_add(131) } fn g132(x: u32) -> u32 { x.wrapping_add(132) } fn g133(x: u32) -> u32 { x.wrapping_add(133) } fn g134(x: u32) -> u32 { x.wrapping_add(134) }
fn g135(x: u32) -> u32 { x.wrapping_add(135) } fn g136(x: u32) -> u32 { x.wrapping_add(136) } fn g137(x: u32) -> u32 { x.wrapping_add(137) } fn g138(x: u32) -> u32 { x.wrapping_add(138) } fn g139(x: u32) -> u32 { x.wrapping_add(139) }
fn g140(x: u32) -> u32 { x.wrapping_add(140) } fn g141(x: u32) -> u32 { x.wrapping_add(141) } fn g142(x: u32) -> u32 { x.wrapping_add(142) } fn g143(x: u32) -> u32 { x.wrapping_add(143) } fn g144(x: u32) -> u32 { x.wrapping_add(144) }
fn g145(x: u32) -> u32 { x.wrapping_add(145) } fn g146(x: u32) -> u32 { x.wrapping_add(146) } fn g147(x: u32) -> u32 { x.wrapping_add(147) } fn g148(x: u32) -> u32 { x.wrapping_add(148) } fn g149(x: u32) -> u32 { x.wrapping_add(149) }
fn g150(x: u32) -> u32 { x.wrapping_add(150) } fn g151(x: u32) -> u32 { x.wrapping_add(151) } fn g152(x: u32) -> u32 { x.wrapping_add(152) } fn g153(x: u32) -> u32 { x.wrapping_add(153) } fn g154(x: u32) -> u32 { x.wrapping_add(154) }
fn g155(x: u32) -> u32 { x.wrapping_add(155) } fn g156(x: u32) -> u32 { x.wrapping_add(156) } fn g157(x: u32) -> u32 { x.wrapping_add(157) } fn g158(x: u32) -> u32 { x.wrapping_add(158) } fn g159(x: u32) -> u32 { x.wrapping_add(159) }
fn g160(x: u32) -> u32 { x.wrapping_add(160) } fn g161(x: u32) -> u32 { x.wrapping_add(161) } fn g162(x: u32) -> u32 { x.wrapping_add(162) } fn g163(x: u32) -> u32 { x.wrapping_add(163) } fn g164(x: u32) -> u32 { x.wrapping_add(164) }
fn g165(x: u32) -> u32 { x.wrapping_add(165) } fn g166(x: u32) -> u32 { x.wrapping_add(166) } fn g167(x: u32) -> u32 { x.wrapping_add(167) } fn g168(x: u32) -> u32 { x.wrapping_add(168) } fn g169(x: u32) -> u32 { x.wrapping_add(169) }
fn g170(x: u32) -> u32 { x.wrapping_add(170) } fn g171(x: u32) -> u32 { x.wrapping_add(171) } fn g172(x: u32) -> u32 { x.wrapping_add(172) } fn g173(x: u32) -> u32 { x.wrapping_add(173) } fn g174(x: u32) -> u32 { x.wrapping_add(174) }
fn g175(x: u32) -> u32 { x.wrapping_add(175) } fn g176(x: u32) -> u32 { x.wrapping_add(176) } fn g177(x: u32) -> u32 { x.wrapping_add(177) } fn g178(x: u32) -> u32 { x.wrapping_add(178) } fn g179(x: u32) -> u32 { x.wrapping_add(179) }
fn g180(x: u32) -> u32 { x.wrapping_add(180) } fn g181(x: u32) -> u32 { x.wrapping_add(181) } fn g182(x: u32) -> u32 { x.wrapping_add(182) } fn g183(x: u32) -> u32 { x.wrapping_add(183) } fn g184(x: u32) -> u32 { x.wrapping_add(184) }
fn g185(x: u32) -> u32 { x.wrapping_add(185) } fn g186(x: u32) -> u32 { x.wrapping_add(186) } fn g187(x: u32) -> u32 { x.wrapping_add(187) } fn g188(x: u32) -> u32 { x.wrapping_add(188) } fn g189(x: u32) -> u32 { x.wrapping_add(189) }
fn g190(x: u32) -> u32 { x.wrapping_add(190) } fn g191(x: u32) -> u32 { x.wrapping_add(191) } fn g192(x: u32) -> u32 { x.wrapping_add(192) } fn g193(x: u32) -> u32 { x.wrapping_add(193) } fn g194(x: u32) -> u32 { x.wrapping_add(194) }
fn g195(x: u32) -> u32 { x.wrapping_add(195) } fn g196(x: u32) -> u32 { x.wrapping_add(196) } fn g197(x: u32) -> u32 { x.wrapping_add(197) } fn g198(x: u32) -> u32 { x.wrapping_add(198) } fn g199(x: u32) -> u32 { x.wrapping_add(199) }
// %% a chain of them
g199(g100(g50(g1(g0(1)))))
// %% 60 variables
let v0 = 0u64; let v1 = 1u64; let v2 = 2u64; let v3 = 3u64; let v4 = 4u64; let v5 = 5u64; let v6 = 6u64; let v7 = 7u64; let v8 = 8u64; let v9 = 9u64;
let v10 = 10u64; let v11 = 11u64; let v12 = 12u64; let v13 = 13u64; let v14 = 14u64; let v15 = 15u64; let v16 = 16u64; let v17 = 17u64; let v18 = 18u64; let v19 = 19u64;
let v20 = 20u64; let v21 = 21u64; let v22 = 22u64; let v23 = 23u64; let v24 = 24u64; let v25 = 25u64; let v26 = 26u64; let v27 = 27u64; let v28 = 28u64; let v29 = 29u64;
let v30 = 30u64; let v31 = 31u64; let v32 = 32u64; let v33 = 33u64; let v34 = 34u64; let v35 = 35u64; let v36 = 36u64; let v37 = 37u64; let v38 = 38u64; let v39 = 39u64;
let v40 = 40u64; let v41 = 41u64; let v42 = 42u64; let v43 = 43u64; let v44 = 44u64; let v45 = 45u64; let v46 = 46u64; let v47 = 47u64; let v48 = 48u64; let v49 = 49u64;
let v50 = 50u64; let v51 = 51u64; let v52 = 52u64; let v53 = 53u64; let v54 = 54u64; let v55 = 55u64; let v56 = 56u64; let v57 = 57u64; let v58 = 58u64; let v59 = 59u64;
// %% their sum
v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11 + v12 + v13 + v14 + v15 + v16 + v17 + v18 + v19 + v20 + v21 + v22 + v23 + v24 + v25 + v26 + v27 + v28 + v29 + v30 + v31 + v32 + v33 + v34 + v35 + v36 + v37 + v38 + v39 + v40 + v41 + v42 + v43 + v44 + v45 + v46 + v47 + v48 + v49 + v50 + v51 + v52 + v53 + v54 + v55 + v56 + v57 + v58 + v59
// %% 30 structs
#[derive(Debug, Clone, Default)] struct S0 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S1 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S2 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S3 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S4 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S5 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S6 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S7 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S8 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S9 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S10 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S11 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S12 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S13 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S14 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S15 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S16 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S17 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S18 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S19 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S20 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S21 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S22 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S23 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S24 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S25 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S26 { a: i32, b: String }
#[derive(Debug, Clone, Default)] struct S27 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S28 { a: i32, b: String } #[derive(Debug, Clone, Default)] struct S29 { a: i32, b: String }
impl S29 { fn name() -> &'static str { "S29" } }
S29::name()
// %% a value of one
let s = S17 { a: 17, ..Default::default() };
s
// %% a cell run again
let mut runs = 0; fn version() -> u32 { 1 }
// %% the same cell, changed
let mut runs = runs + 1; fn version() -> u32 { 2 }
// %% the counting cell
runs += 1; runs
// %% the counting cell again
runs += 1; runs
// %% the version
version()
// %% a cell that fails, then is put right
fn later(x: i32) -> i32 { x + undefined_yet(x) }
// %% the function it needs
fn undefined_yet(x: i32) -> i32 { 2 * x }
// %% the cell once more
fn later(x: i32) -> i32 { x + undefined_yet(x) }
later(3)
// %% a struct, an impl and a use in one cell, run twice
use std::fmt::Display;
#[derive(Clone)] struct Label<T: Display>(T);
impl<T: Display> Label<T> { fn show(&self) -> String { format!("<{}>", self.0) } }
let label = Label(5); label.show()
// %% run again
use std::fmt::Display;
#[derive(Clone)] struct Label<T: Display>(T);
impl<T: Display> Label<T> { fn show(&self) -> String { format!("[{}]", self.0) } }
let label = Label("six"); label.show()
// %% a trait that is extended
trait Area { fn area(&self) -> f64; }
struct Disc(f64); impl Area for Disc { fn area(&self) -> f64 { 3.0 * self.0 * self.0 } }
let shapes: Vec<Box<dyn Area>> = vec![Box::new(Disc(1.0))];
shapes.len()
// %% with another method
trait Area { fn area(&self) -> f64; fn twice(&self) -> f64 { 2.0 * self.area() } }
Disc(2.0).twice()
// %% a redefinition that breaks a user
struct Disc { r: f64 }
// %% the broken impl is put right
impl Area for Disc { fn area(&self) -> f64 { self.r } }
Disc { r: 4.0 }.area()
// %% an enum gets a variant
#[derive(Debug, Clone, PartialEq)] enum Kind { A, B }
fn kind_name(k: &Kind) -> &'static str { match k { Kind::A => "a", Kind::B => "b" } }
let kind = Kind::A; kind_name(&kind)
// %% the match no longer covers it
#[derive(Debug, Clone, PartialEq)] enum Kind { A, B, C }
// %% with its match
#[derive(Debug, Clone, PartialEq)] enum Kind { A, B, C }
fn kind_name(k: &Kind) -> &'static str { match k { Kind::A => "a", Kind::B => "b", Kind::C => "c" } }
let kind = Kind::C; kind_name(&kind)
// %% a constant becomes a function
const SIZE: usize = 3;
let sized = [0; SIZE];
// %% as a function
fn SIZE() -> usize { 4 }
SIZE()
// %% a struct becomes an enum
struct Item; 
// %% as an enum
enum Item { One, Two }
let n = match Item::Two { Item::One => 1, Item::Two => 2 }; n
// %% a function named as a std one
fn min(a: i32, b: i32) -> i32 { if a < b { a * 100 } else { b * 100 } }
min(1, 2)
// %% a variable shadows a function
let min = 7; min
// %% a loop over cells
let mut history: Vec<String> = vec![];
// %% it grows
history.push(format!("{} {}", version(), runs));
// %% and grows
history.push("more".into()); history.len()
// %% it is cleared
history.clear(); history.is_empty()
