//! What the commands do.

use std::fmt::Write;
use std::process::Command;

use serde_json::json;

use super::super::NativeEngine;
use super::{Answer, COMMANDS};
use crate::display::Bundle;
use crate::engine::names::short_type;

fn text(text: impl Into<String>) -> Answer {
    Ok(Some(Bundle::plain(text)))
}

pub fn help(_: &mut NativeEngine, _: &str) -> Answer {
    let widest = COMMANDS
        .iter()
        .map(|command| command.name.len())
        .max()
        .unwrap_or(0);
    let mut lines = String::new();
    for command in COMMANDS {
        let _ = writeln!(lines, "{:widest$}  {}", command.name, command.help); // a string takes all
    }
    lines.push_str(
        "!COMMAND runs a command of the shell; %%paper and %%tex start cells of their own",
    );
    text(lines)
}

pub fn vars(engine: &mut NativeEngine, _: &str) -> Answer {
    let variables = &engine.state.variables;
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let (mut plain, mut html) = (String::new(), String::new());
    for (name, kept) in variables {
        let _ = writeln!(plain, "{name}: {}", short_type(&kept.type_name));
        let _ = write!(
            html,
            "<tr><td>{name}</td><td><code>{}</code></td></tr>",
            escape(&short_type(&kept.type_name))
        );
    }
    let mut bundle = Bundle::plain(plain.trim_end());
    let table = format!("<table><tr><th>Variable</th><th>Type</th></tr>{html}</table>");
    bundle.data.insert("text/html".to_owned(), table.into());
    Ok(Some(bundle))
}

pub fn type_of(engine: &mut NativeEngine, name: &str) -> Answer {
    match engine.state.variables.get(name) {
        Some(kept) => text(format!("{name}: {}", short_type(&kept.type_name))),
        None => Err(format!("there is no variable `{name}`; `:vars` lists them")),
    }
}

pub fn doc(engine: &mut NativeEngine, name: &str) -> Answer {
    if engine.state.variables.contains_key(name) {
        return type_of(engine, name);
    }
    let of_name = |item: &&std::sync::Arc<super::super::items::Item>| {
        item.names.iter().any(|(_, known)| known == name)
    };
    match engine.state.items.iter().find(of_name) {
        Some(item) => text(item.text()),
        None => Err(format!(
            "there is no variable and no item `{name}` in this session"
        )),
    }
}

pub fn opt(engine: &mut NativeEngine, level: &str) -> Answer {
    let settings = &mut engine.state.settings;
    let level = match level {
        "" if settings.opt_level == "2" => "0",
        "" => "2",
        "0" | "1" | "2" | "3" => level,
        other => {
            return Err(format!(
                "`{other}` is no optimisation level; it is 0, 1, 2 or 3"
            ));
        }
    };
    level.clone_into(&mut settings.opt_level);
    text(format!("Optimization: {level}"))
}

/// A format for one value, or the usual one.
fn format(argument: &str) -> Result<String, String> {
    match argument {
        "" => Ok("{:?}".to_owned()),
        it if it.contains('{') && it.contains('}') => Ok(it.to_owned()),
        it => Err(format!(
            "`{it}` is no format; write it as in `println!`: `{{:?}}`"
        )),
    }
}

pub fn fmt(engine: &mut NativeEngine, argument: &str) -> Answer {
    let wanted = format(argument)?;
    engine.state.settings.format.clone_from(&wanted);
    text(format!("Output format: {wanted}"))
}

pub fn efmt(engine: &mut NativeEngine, argument: &str) -> Answer {
    let wanted = match argument {
        "" | "{}" => "{}",
        "{:?}" => "{:?}",
        other => {
            return Err(format!(
                "`{other}` is no format for errors; it is `{{}}` or `{{:?}}`"
            ));
        }
    };
    wanted.clone_into(&mut engine.state.settings.error_format);
    text(format!("Error format: {wanted}"))
}

pub fn types(engine: &mut NativeEngine, _: &str) -> Answer {
    let settings = &mut engine.state.settings;
    settings.types = !settings.types;
    Ok(None)
}

pub fn timing(engine: &mut NativeEngine, _: &str) -> Answer {
    let settings = &mut engine.state.settings;
    settings.timing = !settings.timing;
    Ok(None)
}

pub fn offline(engine: &mut NativeEngine, argument: &str) -> Answer {
    engine.state.settings.offline = match argument {
        "0" => false,
        "" | "1" => true,
        other => return Err(format!("`{other}` is neither 0 nor 1")),
    };
    text(format!("Offline mode: {}", engine.state.settings.offline))
}

pub fn clear(engine: &mut NativeEngine, _: &str) -> Answer {
    let settings = engine.state.settings.clone();
    crate::engine::Engine::restart(engine)?;
    engine.state.settings = settings;
    Ok(None)
}

pub fn snapshot(engine: &mut NativeEngine, argument: &str) -> Answer {
    let on = match argument {
        "" | "on" => true,
        "off" => false,
        other => return Err(format!("`{other}` is neither `on` nor `off`")),
    };
    engine.link.set_snapshots(on);
    text(match on {
        true => "Snapshots: on",
        false => "Snapshots: off; a crash loses all variables",
    })
}

pub fn explain(engine: &mut NativeEngine, _: &str) -> Answer {
    let codes: Vec<String> = match &engine.last_error {
        Some(error) => codes(&error.evalue, &error.traceback.join("\n")),
        None => return text("no cell has failed to compile"),
    };
    let mut explained = String::new();
    for code in codes {
        let output = Command::new(&engine.compiler.tools.toolchain.rustc)
            .args(["--explain", &code])
            .output()
            .map_err(|error| format!("rustc cannot be run: {error}"))?;
        explained.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    match explained.is_empty() {
        true => text("rustc has no explanation for the last error"),
        false => text(explained),
    }
}

/// The codes (`E0382`) in an error's text, each once.
fn codes(message: &str, traceback: &str) -> Vec<String> {
    let all = format!("{message} {traceback}");
    let mut codes: Vec<String> = all
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            word.len() == 5
                && word.starts_with('E')
                && word[1..].bytes().all(|b| b.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

pub fn env(engine: &mut NativeEngine, argument: &str) -> Answer {
    let Some((name, value)) = argument
        .split_once('=')
        .filter(|(name, _)| !name.trim().is_empty())
    else {
        return Err("write `:env NAME=value`".to_owned());
    };
    let (name, value) = (name.trim(), value.trim());
    engine.run_hidden(format!(
        "unsafe {{ std::env::set_var({name:?}, {value:?}) }};"
    ))?;
    Ok(None)
}

pub fn build_env(engine: &mut NativeEngine, argument: &str) -> Answer {
    match argument.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            let variable = (name.trim().to_owned(), value.trim().to_owned());
            engine.state.settings.build_variables.push(variable);
            Ok(None)
        }
        _ => Err("write `:build_env NAME=value`".to_owned()),
    }
}

pub fn last_error_json(engine: &mut NativeEngine, _: &str) -> Answer {
    let Some(error) = &engine.last_error else {
        return text("null");
    };
    let json = json!({"ename": error.ename, "evalue": error.evalue, "traceback": error.traceback});
    text(serde_json::to_string_pretty(&json).unwrap_or_default())
}

pub fn last_compile_dir(engine: &mut NativeEngine, _: &str) -> Answer {
    text(engine.compiler.cache.folder().display().to_string())
}

pub fn version(engine: &mut NativeEngine, _: &str) -> Answer {
    let rustc = engine
        .compiler
        .tools
        .toolchain
        .version
        .lines()
        .next()
        .unwrap_or_default();
    text(format!("papercell {}, {rustc}", env!("CARGO_PKG_VERSION")))
}

pub fn toolchain(engine: &mut NativeEngine, argument: &str) -> Answer {
    let toolchain = &engine.compiler.tools.toolchain;
    match argument {
        "" => text(format!("Toolchain: {}", toolchain.sysroot.display())),
        other => Err(format!(
            "the toolchain is chosen when the kernel starts: set RUSTUP_TOOLCHAIN={other} in the kernel's environment and restart it"
        )),
    }
}

pub fn has_no_effect(_: &mut NativeEngine, _: &str) -> Answer {
    Ok(None)
}

pub fn refused(_: &mut NativeEngine, _: &str) -> Answer {
    Err("this command is not supported; `:help` says why".to_owned())
}

/// `!ls`: what a shell says to it.
pub fn shell(command: &str) -> Answer {
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(std::process::Stdio::null())
        .output();
    let output = output.map_err(|error| format!("there is no shell: {error}"))?;
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy);
    let said = said.concat();
    match output.status.success() {
        true => text(said.trim_end()),
        false => Err(format!("{}: {}", output.status, said.trim_end())),
    }
}
