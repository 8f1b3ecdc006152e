//! Marks in the place of names that are not known yet.

/// Around the number in a mark; no name of a kernel has these characters.
pub(super) const START: char = '\u{e000}';
pub(super) const END: char = '\u{e001}';

/// Whether a character is one of a name or a mark.
pub(super) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || [START, END, '_'].contains(&c)
}

/// What a mark will be.
#[derive(Clone, Debug)]
pub(super) struct Nameless {
    /// What it is called if no variable ever has it.
    pub(super) otherwise: &'static str,
    /// Its name, and how deep in calls the variable is.
    pub(super) name: Option<(String, usize)>,
    /// Another mark that has the same name.
    pub(super) same: Option<usize>,
}
