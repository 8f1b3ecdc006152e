//! What `compile()` and the runs of a circuit refuse, with the exact words. Nothing here may panic.

mod both;
mod bound;
mod calls;
mod run;
mod sizes;
mod values;

use qkernel_runtime::kernel::EntryKernel;

/// Asserts that a kernel is refused, at a place that is so many lines below its name, with exactly this message.
#[track_caller]
fn refused<K: EntryKernel>(kernel: K, (line, column): (u32, u32), message: &str) {
    let (name, loc) = (K::SIGNATURE.name, K::SIGNATURE.loc);
    let Err(error) = kernel.compile() else {
        panic!("`{name}` was not refused")
    };
    let expected = format!(
        "{}:{}:{column}: in `{name}`: {message}",
        loc.file,
        loc.line + line
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!((error.kernel, error.loc.line), (name, loc.line + line));
}
