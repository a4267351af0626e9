//! The connection file: where the front end expects the kernel's sockets, and the key that signs messages.

use std::path::Path;

use anyhow::Context;
use jupyter_protocol::connection_info::{ConnectionInfo, Transport};

/// The endpoints of the five sockets, and the key.
pub struct Connection {
    /// Requests.
    pub shell: String,
    /// Requests that are answered while a cell runs.
    pub control: String,
    /// Requests of the kernel to the front end.
    pub stdin: String,
    /// Output and status.
    pub iopub: String,
    /// Echo: is the kernel alive?
    pub heartbeat: String,
    /// The key of the signatures; empty means unsigned. Never log it.
    pub key: String,
}

impl Connection {
    /// Reads a connection file.
    ///
    /// # Errors
    /// The file cannot be read, is not a connection file, or asks for another signature scheme than `hmac-sha256`.
    pub fn read(path: &Path) -> anyhow::Result<Connection> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the connection file {}", path.display()))?;
        // The parser's message could quote the key, so only its position is passed on.
        let info: ConnectionInfo = serde_json::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "{} is not a Jupyter connection file (line {}, column {})",
                path.display(),
                error.line(),
                error.column()
            )
        })?;
        anyhow::ensure!(
            info.key.is_empty() || info.signature_scheme == "hmac-sha256",
            "the connection file asks for the signature scheme {:?}; this kernel knows hmac-sha256",
            info.signature_scheme
        );
        let endpoint = |port: u16| match info.transport {
            Transport::TCP => format!("tcp://{}:{port}", info.ip),
            Transport::IPC => format!("ipc://{}-{port}", info.ip),
        };
        Ok(Connection {
            shell: endpoint(info.shell_port),
            control: endpoint(info.control_port),
            stdin: endpoint(info.stdin_port),
            iopub: endpoint(info.iopub_port),
            heartbeat: endpoint(info.hb_port),
            key: info.key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Connection> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kernel.json");
        std::fs::write(&path, text).unwrap();
        Connection::read(&path)
    }

    const FILE: &str = r#"{"ip": "127.0.0.1", "transport": "tcp", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
        "control_port": 4, "hb_port": 5, "key": "hush-hush", "signature_scheme": "hmac-sha256"}"#;

    #[test]
    fn endpoints_follow_the_transport() {
        let tcp = read(FILE).unwrap();
        assert_eq!(tcp.shell, "tcp://127.0.0.1:1");
        let ipc = read(
            &FILE
                .replace("\"tcp\"", "\"ipc\"")
                .replace("127.0.0.1", "/run/k"),
        )
        .unwrap();
        assert_eq!(ipc.heartbeat, "ipc:///run/k-5");
    }

    #[test]
    fn a_broken_file_is_refused_without_telling_the_key() {
        let error = format!(
            "{:#}",
            read(&FILE.replace("\"shell_port\": 1,", "")).err().unwrap()
        );
        assert!(error.contains("not a Jupyter connection file"), "{error}");
        assert!(!error.contains("hush"), "{error}");
        let error = format!("{:#}", read(&FILE.replace("sha256", "md5")).err().unwrap());
        assert!(error.contains("hmac-md5"), "{error}");
    }
}
