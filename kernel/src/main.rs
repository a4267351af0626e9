//! Which process am I? The stand-in for rustc, the worker that runs cells, or the command line.

fn main() -> std::process::ExitCode {
    papercell::engine::evcxr::rustc_wrapper_hook();
    if std::env::var_os(papercell::worker::IS_WORKER).is_some() {
        papercell::worker::run();
    }
    papercell::cli::main()
}
