//! The commands that KaTeX or MathJax lacks.
//!
//! Made by running every command of KaTeX 0.16.4, in each form in which KaTeX takes it, through MathJax 3.2.2 with the
//! packages that JupyterLab loads (`AllPackages` and `require`), and by trying the commands that papers use most on both.

/// These define or change macros, or load a package.
#[rustfmt::skip]
pub const MACROS: &[&str] = &[
    "def", "edef", "gdef", "xdef", "let", "futurelet", "global", "long", "newcommand",
    "renewcommand", "providecommand", "newenvironment", "renewenvironment", "DeclareMathOperator",
    "DeclarePairedDelimiter", "expandafter", "noexpand", "require",
];

/// These reach out of the equation: links, images, attributes, scripts' hooks, messages.
#[rustfmt::skip]
pub const UNTRUSTED: &[&str] = &[
    "href", "url", "includegraphics", "htmlClass", "htmlId", "htmlStyle", "htmlData", "class",
    "cssId", "style", "action", "mathtip", "texttip", "toggle", "message", "errmessage", "show",
];

/// MathJax draws these, KaTeX does not.
pub const MATHJAX_ONLY: &[(&str, &str)] = &[
    ("label", r"`\tag{1}` and refer to (1) in the text"),
    ("ref", "the number of the equation, (1), in the text"),
    ("eqref", "the number of the equation, (1), in the text"),
    ("norm", r"`\lVert x \rVert`"),
    ("abs", r"`\lvert x \rvert`"),
    ("mathds", r"`\mathbb`"),
    ("mathbbm", r"`\mathbb`"),
];

/// Environments that one of the two lacks, and one that both have.
pub const ENVIRONMENTS: &[(&str, &str)] = &[
    ("darray", "array"),
    ("eqnarray", "aligned"),
    ("eqnarray*", "aligned"),
    ("multline", "aligned"),
    ("multline*", "aligned"),
];

/// KaTeX draws these, MathJax does not; the same in LaTeX that both draw.
pub const REPLACED: &[(&str, &str)] = &[
    ("argmin", r"\operatorname*{arg\,min}"),
    ("argmax", r"\operatorname*{arg\,max}"),
    ("plim", r"\operatorname*{plim}"),
    ("operatornamewithlimits", r"\operatorname*"),
    ("bm", r"\boldsymbol"),
    ("bold", r"\mathbf"),
    ("R", r"\mathbb{R}"),
    ("Reals", r"\mathbb{R}"),
    ("reals", r"\mathbb{R}"),
    ("N", r"\mathbb{N}"),
    ("natnums", r"\mathbb{N}"),
    ("Z", r"\mathbb{Z}"),
    ("Complex", r"\mathbb{C}"),
    ("cnums", r"\mathbb{C}"),
    ("llbracket", r"[\![ "),
    ("rrbracket", r"]\!]"),
    ("lBrace", r"\{\!|"),
    ("rBrace", r"|\!\}"),
    ("Alpha", r"\mathrm{A}"),
    ("Beta", r"\mathrm{B}"),
    ("Chi", r"\mathrm{X}"),
    ("Epsilon", r"\mathrm{E}"),
    ("Eta", r"\mathrm{H}"),
    ("Iota", r"\mathrm{I}"),
    ("Kappa", r"\mathrm{K}"),
    ("Mu", r"\mathrm{M}"),
    ("Nu", r"\mathrm{N}"),
    ("Omicron", r"\mathrm{O}"),
    ("Rho", r"\mathrm{P}"),
    ("Tau", r"\mathrm{T}"),
    ("Zeta", r"\mathrm{Z}"),
    ("thetasym", r"\vartheta"),
    ("dag", r"\dagger"),
    ("ddag", r"\ddagger"),
    ("empty", r"\emptyset"),
    ("exist", r"\exists"),
    ("infin", r"\infty"),
    ("isin", r"\in"),
    ("notni", r"\not\ni"),
    ("sub", r"\subset"),
    ("sube", r"\subseteq"),
    ("supe", r"\supseteq"),
    ("sdot", r"\cdot"),
    ("bull", r"\bullet"),
    ("plusmn", r"\pm"),
    ("lang", r"\langle"),
    ("rang", r"\rangle"),
    ("real", r"\Re"),
    ("image", r"\Im"),
    ("weierp", r"\wp"),
    ("larr", r"\leftarrow"),
    ("rarr", r"\rightarrow"),
    ("harr", r"\leftrightarrow"),
    ("lArr", r"\Leftarrow"),
    ("rArr", r"\Rightarrow"),
    ("hArr", r"\Leftrightarrow"),
    ("colonequals", r"\coloneqq"),
    ("equalscolon", r"\eqqcolon"),
    ("ratio", ":"),
    ("vcentcolon", ":"),
    ("enskip", r"\enspace"),
    ("medspace", r"\:"),
    ("thickspace", r"\;"),
    ("underbar", r"\underline"),
    ("widecheck", r"\check"),
    ("cosec", r"\csc"),
    ("tg", r"\tan"),
    ("ctg", r"\cot"),
    ("cotg", r"\cot"),
    ("arctg", r"\arctan"),
    ("sh", r"\sinh"),
    ("ch", r"\cosh"),
    ("th", r"\tanh"),
    ("footnotesize", r"\small"),
    ("sixptsize", r"\tiny"),
    ("textmd", r"\text"),
];

/// The rest of what KaTeX draws and MathJax does not.
#[rustfmt::skip]
pub const KATEX_ONLY: &[&str] = &[
    "AA", "AE", "DOTSB", "DOTSI", "DOTSX", "Dagger", "Darr", "H", "Harr", "KaTeX", "Larr",
    "Lrarr", "O", "OE", "Overrightarrow", "P", "Rarr", "TextOrMath", "Uarr", "aa", "ae", "alef",
    "alefsym", "allowbreak", "angl", "angln", "approxcolon", "approxcoloncolon", "arcctg", "c",
    "clubs", "coloncolon", "coloncolonapprox", "coloncolonequals", "coloncolonminus",
    "coloncolonsim", "colonminus", "copyright", "cth", "dArr", "darr", "diamonds", "dotsx",
    "equalscoloncolon", "hearts", "i", "imageof", "j", "lq", "lrArr", "lrarr", "mathellipsis",
    "mathsterling", "minuscolon", "minuscoloncolon", "minuso", "nobreak", "o", "oe", "oiiint",
    "oiint", "origof", "overgroup", "overleftharpoon", "overlinesegment", "overrightharpoon",
    "phase", "pounds", "r", "raisebox", "relax", "rq", "sect", "simcolon", "simcoloncolon",
    "sout", "spades", "ss", "textcircled", "uArr", "uarr", "undergroup", "underlinesegment",
    "utilde", "varvdots", "xleftequilibrium", "xrightequilibrium", "xrightleftarrows",
];
