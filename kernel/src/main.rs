//! Which process am I? The supervisor of the worker, the stand-in for rustc, evcxr's worker, or the command line.

fn main() -> std::process::ExitCode {
    if std::env::var_os(papercell::worker::IS_SUPERVISOR).is_some() {
        papercell::worker::supervisor::run();
    }
    papercell::engine::evcxr::rustc_wrapper_hook();
    if std::env::var_os(papercell::worker::IS_WORKER).is_some() {
        papercell::worker::run();
    }
    papercell::cli::main()
}
