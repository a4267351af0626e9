//! The toolkit and the assets travel in the binary: build it anew when they change.

fn main() {
    for folder in [
        "notebooks/toy",
        "assets",
        "kernel/environment",
        "kernel/runtime",
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
