//! For whom the macro writes.

/// Who reads the expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Rustc,
    Editor,
}

impl Reader {
    /// rust-analyzer runs macros in a process of its own, `rust-analyzer-proc-macro-srv`.
    pub(crate) fn of_this_process() -> Reader {
        let program = std::env::current_exe().unwrap_or_default();
        let name = program.file_stem().unwrap_or_default().to_string_lossy();
        match name.starts_with("rust-analyzer") {
            true => Reader::Editor,
            false => Reader::Rustc,
        }
    }
}
