//! The files of a crate, and which of them uses what of which.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::tokens::{Token, is, tokens, without_tests};

/// A file uses something that another one defines.
pub(super) struct Use {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) line: usize,
    /// As it is written there.
    pub(super) path: String,
}

/// The files of the modules of a crate, without its tests, and all uses between them.
pub(super) struct Uses {
    pub(super) files: Vec<PathBuf>,
    pub(super) all: Vec<Use>,
}

/// A path of names, and the number of its line.
#[derive(Clone)]
struct Named<'t> {
    path: Vec<&'t str>,
    line: usize,
}

/// What `use` brings into a module.
struct Import<'t> {
    named: Named<'t>,
    /// The name that it has here, `*` for all that there is.
    name: &'t str,
    is_public: bool,
}

#[derive(Default)]
struct Module<'t> {
    file: PathBuf,
    parent: usize,
    children: HashMap<&'t str, usize>,
    defined: HashSet<&'t str>,
    imports: Vec<Import<'t>>,
    by_name: HashMap<&'t str, usize>,
    /// The words outside of `use`, and the paths among them.
    words: HashSet<&'t str>,
    paths: Vec<Named<'t>>,
}

impl Uses {
    /// Of the crate with this name whose `lib.rs` is in that folder.
    pub(super) fn of(name: &str, folder: &Path) -> Uses {
        let mut texts = HashMap::new();
        read(folder, &mut texts);
        Uses::in_texts(name, folder, &texts)
    }

    /// The same for texts by their paths.
    pub(super) fn in_texts(name: &str, folder: &Path, texts: &HashMap<PathBuf, String>) -> Uses {
        let mut modules = Vec::new();
        add(folder.join("lib.rs"), 0, texts, &mut modules);
        let tree = Tree { name, modules };
        let mut all = Vec::new();
        for from in 0..tree.modules.len() {
            tree.uses(from, &mut all);
        }
        let files = tree.modules.into_iter().map(|module| module.file);
        Uses {
            files: files.collect(),
            all,
        }
    }
}

/// The texts below a folder.
fn read(folder: &Path, texts: &mut HashMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a text");
            texts.insert(path, text);
        }
    }
}

/// Adds a file and the modules that it declares.
fn add<'t>(
    file: PathBuf,
    parent: usize,
    texts: &'t HashMap<PathBuf, String>,
    modules: &mut Vec<Module<'t>>,
) {
    let mut module = Module {
        parent,
        ..Module::default()
    };
    let declared = module.fill(&without_tests(&tokens(&texts[&file])));
    let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "mod") => file.parent().expect("a folder").to_owned(),
        _ => file.with_extension(""),
    };
    module.file = file;
    let own = modules.len();
    modules.push(module);
    for name in declared {
        let places = [format!("{name}.rs"), format!("{name}/mod.rs")];
        let places = places.map(|place| folder.join(place));
        if let Some(file) = places.into_iter().find(|place| texts.contains_key(place)) {
            let child = modules.len();
            modules[own].children.insert(name, child);
            add(file, own, texts, modules);
        }
    }
}

/// Whether a token is a name.
fn is_name(token: &Token<'_>) -> bool {
    let first = token.text.chars().next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
}

impl<'t> Module<'t> {
    /// Reads the text of a module; gives the modules that it declares.
    fn fill(&mut self, all: &[Token<'t>]) -> Vec<&'t str> {
        const DEFINES: [&str; 8] = [
            "struct", "enum", "union", "trait", "fn", "type", "const", "static",
        ];
        let (mut declared, mut at) = (Vec::new(), 0);
        while at < all.len() {
            let Token { text, line } = all[at];
            let next = all.get(at + 1).filter(|token| is_name(token));
            match (text, next) {
                ("use", Some(_)) => {
                    let is_public = at > 0 && (is(all, at - 1, "pub") || is(all, at - 1, ")"));
                    at += 1;
                    self.import(all, &mut at, &[], is_public);
                    continue;
                }
                ("mod", Some(name)) if is(all, at + 2, ";") => {
                    declared.push(name.text);
                    at += 1;
                }
                ("macro_rules", None) => {
                    self.defined.extend(all.get(at + 2).map(|name| name.text));
                }
                (text, Some(name)) if DEFINES.contains(&text) => {
                    self.defined.insert(name.text);
                    // Of `const fn name`, the name is the next one.
                    at += usize::from(!DEFINES.contains(&name.text));
                }
                _ if is_name(&all[at]) => {
                    let mut path = vec![text];
                    while is(all, at + 1, "::") && all.get(at + 2).is_some_and(is_name) {
                        path.push(all[at + 2].text);
                        at += 2;
                    }
                    self.words.extend(&path);
                    if path.len() > 1 {
                        self.paths.push(Named { path, line });
                    }
                }
                _ => {}
            }
            at += 1;
        }
        declared
    }

    /// Reads what comes after `use`, or after a `{` in it.
    fn import(&mut self, all: &[Token<'t>], at: &mut usize, prefix: &[&'t str], is_public: bool) {
        let line = all[*at].line;
        let mut path = prefix.to_vec();
        while let Some(token) = all.get(*at) {
            *at += 1;
            match token.text {
                "::" => {}
                "{" => {
                    while !is(all, *at, "}") && *at < all.len() {
                        self.import(all, at, &path, is_public);
                        *at += usize::from(is(all, *at, ","));
                    }
                    *at += 1;
                    return;
                }
                "," | "}" | ";" => {
                    *at -= 1;
                    break;
                }
                "as" => break,
                text => path.push(text),
            }
        }
        // `path::{self}` is the path.
        if path.len() > 1 && path.last() == Some(&"self") {
            path.pop();
        }
        let mut name = path.last().copied().unwrap_or_default();
        if all[*at - 1].text == "as" {
            name = all[*at].text;
            *at += 1;
        }
        if name != "*" {
            self.by_name.insert(name, self.imports.len());
        }
        self.imports.push(Import {
            named: Named { path, line },
            name,
            is_public,
        });
    }
}

/// A crate's modules; the first is its root.
struct Tree<'t> {
    name: &'t str,
    modules: Vec<Module<'t>>,
}

impl<'t> Tree<'t> {
    /// Adds what a module uses.
    fn uses(&self, from: usize, all: &mut Vec<Use>) {
        let module = &self.modules[from];
        let mut add = |named: &Named<'_>, path: &[&str]| {
            if let Some(to) = self.place(from, path, 0).filter(|&to| to != from) {
                all.push(Use {
                    from,
                    to,
                    line: named.line,
                    path: path.join("::"),
                });
            }
        };
        for import in &module.imports {
            let named = &import.named;
            if import.name != "*" {
                // What is only passed on is not used.
                if !import.is_public || module.words.contains(import.name) {
                    add(named, &named.path);
                }
                continue;
            }
            let (_, path) = named.path.split_last().expect("the `*` itself");
            if let Some(of) = self.module(from, path).filter(|_| !import.is_public) {
                let of = &self.modules[of];
                let names = of.defined.iter().chain(of.by_name.keys());
                for name in names.filter(|name| module.words.contains(*name)) {
                    add(named, &[path, &[*name]].concat());
                }
            }
        }
        for named in &module.paths {
            add(named, &named.path);
        }
    }

    /// The module that a path begins in, and the rest of the path.
    fn start<'p>(&self, from: usize, path: &'p [&'t str]) -> Option<(usize, &'p [&'t str])> {
        let module = &self.modules[from];
        let (&first, mut rest) = path.split_first()?;
        let mut start = match first {
            "crate" => 0,
            "self" => from,
            "super" => module.parent,
            name if name == self.name => 0,
            name => *module.children.get(name)?,
        };
        while first == "super" && rest.first() == Some(&"super") {
            (start, rest) = (self.modules[start].parent, &rest[1..]);
        }
        Some((start, rest))
    }

    /// The module that a path names.
    fn module(&self, from: usize, path: &[&'t str]) -> Option<usize> {
        let (mut module, rest) = self.start(from, path)?;
        for name in rest {
            module = *self.modules[module].children.get(name)?;
        }
        Some(module)
    }

    /// The module that defines what a path names, wherever it is passed on; none for other crates and for a module itself.
    fn place(&self, from: usize, path: &[&'t str], depth: usize) -> Option<usize> {
        // Names that are imported from each other have no place.
        if depth > 16 {
            return None;
        }
        let Some((mut module, mut rest)) = self.start(from, path) else {
            let own = &self.modules[from];
            let import = &own.imports[*own.by_name.get(path.first()?)?];
            let is_other = import.named.path.first() != path.first();
            let path = [&import.named.path[..], &path[1..]].concat();
            return is_other.then(|| self.place(from, &path, depth + 1))?;
        };
        while let Some((name, after)) = rest.split_first()
            && let Some(&child) = self.modules[module].children.get(name)
        {
            (module, rest) = (child, after);
        }
        let (name, after) = rest.split_first()?;
        let own = &self.modules[module];
        // What is defined beside an import of its name is a method.
        if let Some(&import) = own.by_name.get(name) {
            let path = [&own.imports[import].named.path[..], after].concat();
            return self.place(module, &path, depth + 1);
        }
        if own.defined.contains(name) {
            return Some(module);
        }
        let globs = own.imports.iter().filter(|import| import.name == "*");
        let mut found = globs.filter_map(|import| {
            let (_, path) = import.named.path.split_last()?;
            let found = self.place(module, &[path, &[*name]].concat(), depth + 1)?;
            self.modules[found].defined.contains(name).then_some(found)
        });
        // What a macro defines is found nowhere; at the root, it is what a macro writes for other crates.
        found.next().or((module > 0).then_some(module))
    }
}
