//! A small client of the language server protocol.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::project::Project;

/// The server is ready after this time at the latest.
const START: Duration = Duration::from_secs(180);
/// An answer comes after this time at the latest.
const ANSWER: Duration = Duration::from_secs(60);

/// A rust-analyzer that runs, or why there is none. A shim of rustup without the component does not run.
pub(crate) fn program() -> Result<PathBuf, String> {
    let program = std::env::var_os("RUST_ANALYZER").unwrap_or_else(|| "rust-analyzer".into());
    match Command::new(&program)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
    {
        Ok(output) if output.status.success() => Ok(program.into()),
        Ok(output) => Err(format!("{program:?} does not run: {}", output.status)),
        Err(error) => Err(format!("{program:?} does not start: {error}")),
    }
}

/// A place in a text, from 0; columns in UTF-16 units, which are bytes where the text is ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    line: u64,
    column: u64,
}

impl Position {
    pub(crate) fn of(text: &str, offset: usize) -> Position {
        let before = &text[..offset];
        Position {
            line: before.matches('\n').count() as u64,
            column: (offset - before.rfind('\n').map_or(0, |newline| newline + 1)) as u64,
        }
    }

    fn read(value: &Value) -> Position {
        let number = |name: &str| value[name].as_u64().expect("a number");
        Position {
            line: number("line"),
            column: number("character"),
        }
    }

    fn json(self) -> Value {
        json!({ "line": self.line, "character": self.column })
    }
}

/// A running server; it is killed with the client.
pub(crate) struct Client {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    file: String,
    next: u64,
    version: u64,
    ready: bool,
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Client {
    /// Starts the server and waits until it has read the project.
    pub(crate) fn start(program: &Path, project: &Project) -> Client {
        let mut child = Command::new(program)
            .current_dir(&project.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("rust-analyzer starts");
        let input = child.stdin.take().expect("its input");
        let output = child.stdout.take().expect("its output");
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut client = Client {
            child,
            input,
            messages,
            file: uri(&project.file),
            next: 0,
            version: 0,
            ready: false,
        };
        client.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri(&project.folder),
                "capabilities": {
                    "textDocument": { "hover": { "contentFormat": ["markdown"] } },
                    "workspace": { "workspaceEdit": { "documentChanges": true } },
                    "experimental": { "serverStatusNotification": true },
                },
                "initializationOptions": {
                    "linkedProjects": [project.description],
                    "checkOnSave": false,
                    "cachePriming": { "enable": false },
                },
            }),
        );
        client.notify("initialized", json!({}));
        client
    }

    /// Opens the project's file.
    pub(crate) fn open(&mut self, text: &str) {
        let document =
            json!({ "uri": self.file, "languageId": "rust", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let end = Instant::now() + START;
        while !self.ready {
            self.read(end, "to be ready");
        }
    }

    /// Gives the file another text.
    pub(crate) fn change(&mut self, text: &str) {
        self.version += 1;
        let document = json!({ "uri": self.file, "version": self.version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    /// The messages of the diagnostics that need no compiler.
    pub(crate) fn diagnostics(&mut self) -> Vec<String> {
        let answer = self.request(
            "textDocument/diagnostic",
            json!({ "textDocument": { "uri": self.file } }),
        );
        let items = answer["items"].as_array().expect("diagnostics");
        items
            .iter()
            .map(|item| item["message"].to_string())
            .collect()
    }

    pub(crate) fn hover(&mut self, at: Position) -> String {
        let answer = self.ask("textDocument/hover", at, json!({}));
        answer["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The files and places of what is defined.
    pub(crate) fn definitions(&mut self, at: Position) -> Vec<(String, Position)> {
        let answer = self.ask("textDocument/definition", at, json!({}));
        let list = answer.as_array().cloned().unwrap_or_default();
        let target = |target: &Value| {
            let file = target["uri"].as_str().expect("a file").to_owned();
            (file, Position::read(&target["range"]["start"]))
        };
        list.iter().map(target).collect()
    }

    /// The labels that are offered.
    pub(crate) fn complete(&mut self, at: Position) -> Vec<String> {
        let answer = self.ask(
            "textDocument/completion",
            at,
            json!({ "context": { "triggerKind": 1 } }),
        );
        let items = answer["items"]
            .as_array()
            .or(answer.as_array())
            .cloned()
            .unwrap_or_default();
        let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
        items.iter().map(label).collect()
    }

    /// The places that renaming changes.
    pub(crate) fn rename(&mut self, at: Position, name: &str) -> Vec<Position> {
        let answer = self.ask("textDocument/rename", at, json!({ "newName": name }));
        let changes = answer["documentChanges"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let edits = changes
            .iter()
            .flat_map(|change| change["edits"].as_array().cloned().unwrap_or_default());
        edits
            .map(|edit| Position::read(&edit["range"]["start"]))
            .collect()
    }

    fn ask(&mut self, method: &str, at: Position, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.file }, "position": at.json() });
        for (name, value) in more.as_object().expect("fields") {
            params[name] = value.clone();
        }
        self.request(method, params)
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        let end = Instant::now() + ANSWER;
        loop {
            self.next += 1;
            let id = self.next;
            self.send(json!({ "id": id, "method": method, "params": params }));
            let answer = loop {
                let message = self.read(end, method);
                if message["id"] == id && message["method"].is_null() {
                    break message;
                }
            };
            // The text was changed while the server was at it, or it is not ready.
            let error = answer["error"]["code"].as_i64();
            if !matches!(error, Some(-32801 | -32802)) {
                assert_eq!(error, None, "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = "2.0".into();
        let text = message.to_string();
        let written = write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len());
        written
            .and_then(|()| self.input.flush())
            .expect("rust-analyzer reads");
    }

    /// The next message; questions of the server's own are answered with nothing.
    fn read(&mut self, end: Instant, what: &str) -> Value {
        let left = end.saturating_duration_since(Instant::now());
        let Ok(message) = self.messages.recv_timeout(left) else {
            panic!("rust-analyzer has ended, or took too long: {what}");
        };
        if message["method"] == "experimental/serverStatus" {
            let status = &message["params"];
            self.ready = status["quiescent"] == true;
            assert_ne!(status["health"], "error", "{status}");
        } else if !message["id"].is_null() && !message["method"].is_null() {
            self.send(json!({ "id": message["id"], "result": null }));
        }
        message
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The next message of the server; `None` at its end.
fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok()?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}
