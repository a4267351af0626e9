//! Standard output and standard error, processes, files, time, environment.
// %% both streams
println!("to out"); eprintln!("to err");
// %% without a newline
print!("no newline")
// %% pieces of a line
for i in 0..5 { print!("{i} "); } println!();
// %% printing and a value
print!("a"); print!("b"); 3
// %% written by hand
use std::io::Write;
let mut out = std::io::stdout(); writeln!(out, "written")?; out.flush()?;
// %% locked
{ let mut lock = std::io::stdout().lock(); for i in 0..3 { write!(lock, "[{i}]").unwrap(); } }
// %% a buffered writer
{ let mut w = std::io::BufWriter::new(std::io::stdout()); for i in 0..1000 { writeln!(w, "{i:04}").unwrap(); } }
// %% many lines
for i in 0..5000 { println!("line {i}"); }
// %% carriage returns and tabs
print!("10%\r20%\r100%\n"); println!("a\tb");
// %% colours
println!("\x1b[31mred\x1b[0m plain");
// %% an empty line
println!(); println!("{}", "");
// %% standard error in order
eprintln!("one"); eprint!("two"); eprintln!(" three");
// %% standard input is at its end
let mut line = String::new(); std::io::stdin().read_line(&mut line)?
// %% a process
let output = std::process::Command::new("echo").arg("from a process").output()?; String::from_utf8(output.stdout)?.trim().to_string()
// %% a process that writes to our output
std::process::Command::new("sh").args(["-c", "echo inherited; echo oops >&2"]).status()?.success()
// %% its exit code
std::process::Command::new("sh").args(["-c", "exit 3"]).status()?.code()
// %% a process that is fed
use std::process::{Command, Stdio};
let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
child.stdin.take().unwrap().write_all(b"through cat")?;
String::from_utf8(child.wait_with_output()?.stdout)?
// %% no such program
Command::new("no-such-program-anywhere").output()?
// %% files
let dir = std::env::temp_dir().join(format!("papercell-corpus-{}", std::process::id()));
std::fs::create_dir_all(&dir)?; std::fs::write(dir.join("a.txt"), "one\ntwo\n")?;
// %% read in a later cell
use std::io::{BufRead, BufReader};
let lines: Vec<String> = BufReader::new(std::fs::File::open(dir.join("a.txt"))?).lines().collect::<Result<_, _>>()?;
std::fs::remove_dir_all(&dir)?; lines
// %% an open file is kept
let mut file = std::fs::File::open("/dev/zero")?;
// %% and read
use std::io::Read; let mut buffer = [1u8; 4]; file.read_exact(&mut buffer)?; buffer
// %% the environment
unsafe { std::env::set_var("PAPERCELL_CORPUS", "set") }; std::env::var("PAPERCELL_CORPUS")
// %% in a later cell
std::env::var("PAPERCELL_CORPUS").is_ok()
// %% a variable that is not set
std::env::var("PAPERCELL_NOT_SET")
// %% time
let start = std::time::Instant::now();
// %% passes
std::thread::sleep(std::time::Duration::from_millis(20)); start.elapsed() >= std::time::Duration::from_millis(20)
// %% durations
let d = std::time::Duration::from_secs_f64(1.25); (d, d * 2, d.as_millis())
// %% time since the epoch
std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() > 1_700_000_000
// %% arguments of the program
std::env::args().count() >= 1
// %% the current folder can be changed
std::env::set_current_dir("/")?; std::env::current_dir()?
// %% and stays so
std::env::current_dir()?.components().count()
// %% a network connection on this machine
let listener = std::net::TcpListener::bind("127.0.0.1:0")?; let address = listener.local_addr()?;
let client = std::thread::spawn(move || { let mut s = std::net::TcpStream::connect(address).unwrap(); s.write_all(b"hello over tcp").unwrap(); });
let (mut stream, _) = listener.accept()?; let mut said = String::new(); stream.read_to_string(&mut said)?; client.join().unwrap();
said
// %% standard output as a file
use std::os::fd::AsRawFd; std::io::stdout().as_raw_fd()
// %% output from a destructor
struct Bye; impl Drop for Bye { fn drop(&mut self) { println!("bye"); } } { let _b = Bye; println!("hello"); }
// %% a backtrace on demand
std::backtrace::Backtrace::capture().status() == std::backtrace::BacktraceStatus::Disabled
