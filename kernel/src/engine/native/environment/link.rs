//! How dynamic libraries are named for the loader.

/// Arguments of rustc that make the loader know a library by its file name. Without them what is linked with it looks
/// for it in the folders of the system, though it is loaded already.
pub fn name_arguments(file: &str) -> [String; 2] {
    let argument = match cfg!(target_os = "macos") {
        true => format!("link-arg=-Wl,-install_name,@rpath/{file}"),
        false => format!("link-arg=-Wl,-soname,{file}"),
    };
    ["-C".to_owned(), argument]
}
