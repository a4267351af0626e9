//! Small programs as people write them in notebooks: each in a few cells.
// %% prime sieve
fn sieve(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit + 1];
    let mut primes = Vec::new();
    for n in 2..=limit {
        if composite[n] { continue; }
        primes.push(n);
        let mut k = n * n;
        while k <= limit { composite[k] = true; k += n; }
    }
    primes
}
let primes = sieve(100);
// %% the primes
println!("{} primes, the last is {}", primes.len(), primes[primes.len() - 1]);
primes.windows(2).filter(|w| w[1] - w[0] == 2).map(|w| (w[0], w[1])).collect::<Vec<_>>()
// %% matrix product
type Matrix = Vec<Vec<f64>>;
fn product(a: &Matrix, b: &Matrix) -> Matrix {
    a.iter().map(|row| (0..b[0].len()).map(|j| row.iter().zip(b).map(|(x, r)| x * r[j]).sum()).collect()).collect()
}
fn identity(n: usize) -> Matrix { (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect() }
// %% a power
let mut power = identity(2);
let fib: Matrix = vec![vec![1.0, 1.0], vec![1.0, 0.0]];
for _ in 0..30 { power = product(&power, &fib); }
power[0][1]
// %% word count
let text = "the cat and the dog and the bird. The end?";
let mut words: Vec<(String, usize)> = text
    .split(|c: char| !c.is_alphabetic())
    .filter(|w| !w.is_empty())
    .map(str::to_lowercase)
    .fold(std::collections::HashMap::new(), |mut m, w| { *m.entry(w).or_insert(0) += 1; m })
    .into_iter()
    .collect();
words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
// %% the most frequent
for (word, n) in words.iter().take(3) { println!("{word:>6} {}", "#".repeat(*n)); }
// %% bank account
#[derive(Debug, Clone, PartialEq)]
enum Problem { NotEnough { missing: u64 }, NoAccount(String) }
#[derive(Default, Debug)]
struct Bank { accounts: std::collections::BTreeMap<String, u64> }
impl Bank {
    fn deposit(&mut self, who: &str, amount: u64) { *self.accounts.entry(who.to_string()).or_default() += amount; }
    fn withdraw(&mut self, who: &str, amount: u64) -> Result<u64, Problem> {
        let balance = self.accounts.get_mut(who).ok_or_else(|| Problem::NoAccount(who.to_string()))?;
        *balance = balance.checked_sub(amount).ok_or_else(|| Problem::NotEnough { missing: amount - *balance })?;
        Ok(*balance)
    }
    fn transfer(&mut self, from: &str, to: &str, amount: u64) -> Result<(), Problem> {
        if !self.accounts.contains_key(to) { return Err(Problem::NoAccount(to.into())); }
        self.withdraw(from, amount)?;
        self.deposit(to, amount);
        Ok(())
    }
}
let mut bank = Bank::default();
// %% deposits
bank.deposit("ann", 100); bank.deposit("bob", 20);
bank
// %% a transfer
bank.transfer("ann", "bob", 70)
// %% two that fail
(bank.transfer("ann", "bob", 70), bank.withdraw("cid", 1))
// %% the balances
bank.accounts.values().copied().collect::<Vec<_>>()
// %% game of life
#[derive(Clone, PartialEq)]
struct Life { w: usize, h: usize, cells: Vec<bool> }
impl Life {
    fn parse(rows: &[&str]) -> Life { Life { w: rows[0].len(), h: rows.len(), cells: rows.iter().flat_map(|r| r.bytes().map(|b| b == b'#')).collect() } }
    fn neighbours(&self, x: usize, y: usize) -> usize {
        let mut n = 0;
        for dy in [self.h - 1, 0, 1] { for dx in [self.w - 1, 0, 1] {
            if (dx, dy) != (0, 0) && self.cells[(y + dy) % self.h * self.w + (x + dx) % self.w] { n += 1; }
        } }
        n
    }
    fn step(&self) -> Life {
        let cells = (0..self.w * self.h).map(|i| matches!((self.cells[i], self.neighbours(i % self.w, i / self.w)), (true, 2 | 3) | (false, 3))).collect();
        Life { cells, ..*self }
    }
}
impl std::fmt::Display for Life {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in self.cells.chunks(self.w) { writeln!(f, "{}", row.iter().map(|&c| if c { '#' } else { '.' }).collect::<String>())?; }
        Ok(())
    }
}
// %% a glider
let mut life = Life::parse(&[".#......", "..#.....", "###.....", "........", "........", "........"]);
print!("{life}");
// %% four generations
let start = life.clone();
for _ in 0..4 { life = life.step(); }
print!("{life}");
life == start
// %% an expression parser
#[derive(Debug, Clone, PartialEq)]
enum Token { Num(f64), Op(char), Open, Close }
fn tokens(s: &str) -> Result<Vec<Token>, String> {
    let mut out = vec![];
    let chars: Vec<char> = s.chars().collect();
    let mut i = 0;
    while i < chars.len() {
        match chars[i] {
            c if c.is_whitespace() => i += 1,
            c if c.is_ascii_digit() => {
                let start = i;
                while i < chars.len() && (chars[i].is_ascii_digit() || chars[i] == '.') { i += 1; }
                out.push(Token::Num(chars[start..i].iter().collect::<String>().parse().map_err(|e| format!("{e}"))?));
            }
            c @ ('+' | '-' | '*' | '/') => { out.push(Token::Op(c)); i += 1; }
            '(' => { out.push(Token::Open); i += 1; }
            ')' => { out.push(Token::Close); i += 1; }
            c => return Err(format!("unexpected {c:?} at {i}")),
        }
    }
    Ok(out)
}
// %% its evaluation
struct Parser { tokens: Vec<Token>, at: usize }
impl Parser {
    fn peek(&self) -> Option<&Token> { self.tokens.get(self.at) }
    fn sum(&mut self) -> Result<f64, String> {
        let mut value = self.term()?;
        while let Some(Token::Op(op @ ('+' | '-'))) = self.peek().cloned() { self.at += 1; let r = self.term()?; if op == '+' { value += r } else { value -= r } }
        Ok(value)
    }
    fn term(&mut self) -> Result<f64, String> {
        let mut value = self.atom()?;
        while let Some(Token::Op(op @ ('*' | '/'))) = self.peek().cloned() { self.at += 1; let r = self.atom()?; if op == '*' { value *= r } else { value /= r } }
        Ok(value)
    }
    fn atom(&mut self) -> Result<f64, String> {
        let token = self.peek().cloned().ok_or("the end came too early")?;
        self.at += 1;
        match token {
            Token::Num(n) => Ok(n),
            Token::Op('-') => Ok(-self.atom()?),
            Token::Open => { let v = self.sum()?; if self.peek() != Some(&Token::Close) { return Err("no closing parenthesis".into()); } self.at += 1; Ok(v) }
            t => Err(format!("{t:?} is no value")),
        }
    }
}
fn eval(s: &str) -> Result<f64, String> { Parser { tokens: tokens(s)?, at: 0 }.sum() }
// %% evaluated
["1 + 2 * 3", "(1 + 2) * -3", "2 / 4 - 1"].map(|s| eval(s).unwrap())
// %% errors of the parser
["1 +", "2 * (3", "4 $ 5"].iter().map(|s| eval(s)).collect::<Vec<_>>()
// %% an error by a question mark
eval("1 + x")?
// %% Mandelbrot as text
for y in -6..=6 {
    let row: String = (-20..=10).map(|x| {
        let (cr, ci) = (x as f64 / 10.0, y as f64 / 6.0);
        let (mut zr, mut zi, mut n) = (0.0f64, 0.0f64, 0);
        while zr * zr + zi * zi <= 4.0 && n < 50 { (zr, zi) = (zr * zr - zi * zi + cr, 2.0 * zr * zi + ci); n += 1; }
        [' ', '.', ':', '+', '*', '#'][(n / 10).min(5)]
    }).collect();
    println!("{}", row.trim_end());
}
// %% Monte Carlo with an own generator
struct Lcg(u64);
impl Lcg {
    fn next(&mut self) -> f64 { self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); (self.0 >> 11) as f64 / (1u64 << 53) as f64 }
}
let mut lcg = Lcg(7);
// %% an estimate of pi
let n = 200_000;
let inside = (0..n).filter(|_| { let (x, y) = (lcg.next(), lcg.next()); x * x + y * y < 1.0 }).count();
let pi = 4.0 * inside as f64 / n as f64;
println!("{pi:.4}"); (pi - std::f64::consts::PI).abs() < 0.02
// %% the generator goes on
format!("{:.12}", lcg.next())
// %% a state machine
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State { Idle, Running { speed: u8 }, Broken }
#[derive(Debug, Clone, Copy)]
enum Event { Start, Faster, Stop, Hit }
impl State {
    fn on(self, e: Event) -> State {
        use State::*;
        match (self, e) {
            (Idle, Event::Start) => Running { speed: 1 },
            (Running { speed }, Event::Faster) if speed < 3 => Running { speed: speed + 1 },
            (Running { .. }, Event::Stop) => Idle,
            (_, Event::Hit) => Broken,
            (s, _) => s,
        }
    }
}
// %% its run
let events = [Event::Start, Event::Faster, Event::Faster, Event::Faster, Event::Stop, Event::Hit, Event::Start];
events.iter().scan(State::Idle, |s, e| { *s = s.on(*e); Some(*s) }).collect::<Vec<_>>()
// %% a tiny machine
#[derive(Clone, Debug)]
enum Ins { Push(i64), Add, Mul, Dup, Swap, Jnz(usize), Dec, Out, Halt }
fn run(code: &[Ins], limit: usize) -> Result<Vec<i64>, String> {
    let (mut stack, mut out, mut pc): (Vec<i64>, Vec<i64>, usize) = (vec![], vec![], 0);
    for _ in 0..limit {
        let ins = code.get(pc).ok_or(format!("ran off at {pc}"))?; pc += 1;
        let mut pop = || stack.pop().ok_or(format!("nothing on the stack at {}", pc - 1));
        match ins {
            Ins::Push(n) => stack.push(*n),
            Ins::Add => { let (b, a) = (pop()?, pop()?); stack.push(a + b) }
            Ins::Mul => { let (b, a) = (pop()?, pop()?); stack.push(a * b) }
            Ins::Dup => { let a = pop()?; stack.extend([a, a]) }
            Ins::Swap => { let (b, a) = (pop()?, pop()?); stack.extend([b, a]) }
            Ins::Dec => { let a = pop()?; stack.push(a - 1) }
            Ins::Jnz(to) => { let a = pop()?; if a != 0 { stack.push(a); pc = *to } }
            Ins::Out => { let a = pop()?; out.push(a) }
            Ins::Halt => return Ok(out),
        }
    }
    Err("too many steps".into())
}
// %% a program for it
use Ins::*;
let doubling = vec![Push(1), Push(5), Swap, Dup, Add, Swap, Dec, Jnz(2), Out, Halt];
run(&doubling, 1000)
// %% programs that fail
(run(&[Add], 10), run(&[Push(1), Jnz(0)], 100), run(&[Push(1)], 9))
// %% bubble, merge and quick sort
fn bubble<T: PartialOrd>(v: &mut [T]) { for i in 0..v.len() { for j in 1..v.len() - i { if v[j - 1] > v[j] { v.swap(j - 1, j); } } } }
fn merge<T: Ord + Clone>(v: &[T]) -> Vec<T> {
    if v.len() < 2 { return v.to_vec(); }
    let (l, r) = v.split_at(v.len() / 2); let (l, r) = (merge(l), merge(r));
    let (mut i, mut j, mut out) = (0, 0, Vec::with_capacity(v.len()));
    while i < l.len() && j < r.len() { if l[i] <= r[j] { out.push(l[i].clone()); i += 1 } else { out.push(r[j].clone()); j += 1 } }
    out.extend_from_slice(&l[i..]); out.extend_from_slice(&r[j..]); out
}
fn quick<T: Ord>(mut v: Vec<T>) -> Vec<T> {
    let Some(pivot) = v.pop() else { return v };
    let (low, high): (Vec<T>, Vec<T>) = v.into_iter().partition(|x| *x < pivot);
    quick(low).into_iter().chain([pivot]).chain(quick(high)).collect()
}
// %% they agree
let data: Vec<i32> = (0..50).map(|i| (i * 37 + 11) % 50).collect();
let mut b = data.clone(); bubble(&mut b);
b == merge(&data) && b == quick(data.clone()) && b.is_sorted()
// %% dynamic programming
fn lcs(a: &str, b: &str) -> String {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut t = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() { for j in (0..b.len()).rev() { t[i][j] = if a[i] == b[j] { 1 + t[i + 1][j + 1] } else { t[i + 1][j].max(t[i][j + 1]) }; } }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < a.len() && j < b.len() { if a[i] == b[j] { out.push(a[i]); i += 1; j += 1 } else if t[i + 1][j] >= t[i][j + 1] { i += 1 } else { j += 1 } }
    out
}
lcs("notebook kernel", "note of a colonel")
// %% eight queens
fn queens(n: usize, row: usize, cols: &mut Vec<usize>) -> usize {
    if row == n { return 1; }
    let mut found = 0;
    for c in 0..n {
        if cols.iter().enumerate().all(|(r, &k)| k != c && row - r != c.abs_diff(k)) { cols.push(c); found += queens(n, row + 1, cols); cols.pop(); }
    }
    found
}
queens(8, 0, &mut vec![])
// %% Collatz
let longest = (1u64..10_000).map(|n| { let (mut x, mut steps) = (n, 0); while x != 1 { x = if x % 2 == 0 { x / 2 } else { 3 * x + 1 }; steps += 1; } (steps, n) }).max().unwrap();
longest
// %% Newton's method
fn newton(f: impl Fn(f64) -> f64, df: impl Fn(f64) -> f64, mut x: f64) -> f64 { for _ in 0..50 { x -= f(x) / df(x); } x }
format!("{:.10}", newton(|x| x * x - 2.0, |x| 2.0 * x, 1.0))
// %% a training loop
let xs: Vec<f64> = (0..20).map(|i| i as f64 / 10.0).collect(); let ys: Vec<f64> = xs.iter().map(|x| 3.0 * x - 1.0).collect();
let (mut w, mut bias) = (0.0, 0.0);
for epoch in 0..2001 {
    let (mut gw, mut gb, mut loss) = (0.0, 0.0, 0.0);
    for (x, y) in xs.iter().zip(&ys) { let e = w * x + bias - y; gw += e * x; gb += e; loss += e * e; }
    w -= 0.02 * gw; bias -= 0.02 * gb;
    if epoch % 1000 == 0 { println!("epoch {epoch}: loss {loss:.6}"); }
}
// %% the fit
format!("{w:.3} {bias:.3}")
