//! The small changes that make a kernel's body a function of Rust.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Stmt, parse_quote_spanned};

use crate::emit::{ends, obligations, respan};
use crate::error::{Position, position};
use crate::known::Operation;
use crate::model::{Element, Kernel, VariableKind};
use crate::parse::{has_step, is_stored, is_update, may_be_range};
use crate::reader::Reader;
use crate::rules::Obligation;

pub(super) struct Edits<'a> {
    pub(super) rt: &'a TokenStream,
    pub(super) reader: Reader,
    pub(super) obligations: &'a [Obligation],
    /// Where kernels are called whose results are not used.
    pub(super) unused: &'a BTreeSet<Position>,
    /// Where parameters that are observables are read: each read is one of a copy.
    pub(super) observables: HashSet<Position>,
}

/// The edits without which the types of a body would not be known.
pub(super) fn edit_for_editor(block: &mut Block, kernel: Option<&Kernel>, rt: &TokenStream) {
    let mut edits = Edits {
        rt,
        reader: Reader::Editor,
        obligations: &[],
        unused: &BTreeSet::new(),
        observables: kernel.map(observables).unwrap_or_default(),
    };
    edits.visit_block_mut(block);
}

/// Where parameters that are observables are read.
pub(super) fn observables(kernel: &Kernel) -> HashSet<Position> {
    kernel.reads(|id| {
        let variable = &kernel.variables[id];
        variable.kind == VariableKind::Parameter && variable.inferred.is(Element::Observable)
    })
}

impl Edits<'_> {
    /// Reading an element moves or copies it out. The added tokens carry the span of the user's `]`, so that
    /// rustc prints `q[i]` and no more.
    fn take(&self, expr: &mut Expr) {
        let span = match expr {
            Expr::Index(index) => index.bracket_token.span.close(),
            Expr::Path(path) => path.span(),
            _ => return,
        };
        let span = match self.reader {
            Reader::Rustc => span,
            Reader::Editor => Span::mixed_site(),
        };
        let taken = quote_spanned!(span=> .__take());
        *expr = Expr::Verbatim(quote!(#expr #taken));
    }

    /// Outcomes on which nothing depends are forgotten. The added tokens carry the spans of the call, so that rustc
    /// prints the call and no more.
    fn forget(&self, expr: &mut Expr) {
        let Expr::Call(call) = &*expr else { return };
        let name = match &*call.func {
            // The most frequent call without a result, and it draws nothing.
            Expr::Path(path) if Operation::of(&path.path) == Some(Operation::Discard) => return,
            Expr::Path(path) => path.path.segments.last(),
            _ => None,
        };
        if name.is_some_and(|name| self.unused.contains(&position(name.ident.span()))) {
            let rt = self.rt;
            let (first, last) = ends(&quote!(#call));
            let outcomes =
                quote_spanned!(first=> outcomes: #rt::Outcomes::from_here(), value: #call);
            let mut fields = Group::new(Delimiter::Brace, outcomes);
            fields.set_span(first);
            let unused = respan(quote!(#rt::Unused), &|_| first);
            let forget = quote_spanned!(last=> .forget());
            *expr = Expr::Verbatim(quote!(#unused #fields #forget));
        }
    }

    /// A group that is rebuilt has one span, from `[` to `]`. An editor would then take every token in it for
    /// the indexing.
    fn brackets(&self, index: &mut syn::ExprIndex) {
        if self.reader == Reader::Editor {
            index.bracket_token = syn::token::Bracket(index.bracket_token.span.close());
        }
    }

    fn visit_all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        exprs.into_iter().for_each(|expr| self.visit_expr_mut(expr));
    }

    /// A callee is a name, or a modifier with a callee and what it reads: `power(k, counts[0])`.
    fn visit_callee(&mut self, callee: &mut Expr) {
        match callee {
            Expr::Paren(paren) => self.visit_callee(&mut paren.expr),
            Expr::Group(group) => self.visit_callee(&mut group.expr),
            Expr::Call(call) => {
                let mut args = call.args.iter_mut();
                if let Some(inner) = args.next() {
                    self.visit_callee(inner);
                }
                self.visit_all(args);
            }
            _ => {}
        }
    }

    /// The left side of an assignment stays a place; what its indices read is read.
    fn visit_place(&mut self, place: &mut Expr) {
        match place {
            Expr::Index(index) => {
                let own_length = asks_length(&index.index, &index.expr);
                self.visit_expr_mut(&mut index.index);
                self.brackets(index);
                if own_length && self.reader == Reader::Rustc {
                    // `q[q.len() - 1] = ..`: as a method, it borrows `q` after the index is known.
                    let (base, at) = (&index.expr, &index.index);
                    let site = Span::mixed_site().located_at(index.bracket_token.span.close());
                    let base = quote_spanned!(site=> *#base.index_mut(#at));
                    *place = Expr::Verbatim(base);
                }
            }
            Expr::Tuple(tuple) => tuple
                .elems
                .iter_mut()
                .for_each(|part| self.visit_place(part)),
            Expr::Paren(paren) => self.visit_place(&mut paren.expr),
            _ => {}
        }
    }
}

impl VisitMut for Edits<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Assign(assign) => {
                self.visit_place(&mut assign.left);
                self.visit_expr_mut(&mut assign.right);
            }
            Expr::Binary(binary) if is_update(&binary.op) => {
                self.visit_place(&mut binary.left);
                self.visit_expr_mut(&mut binary.right);
            }
            // An assignment has its check after it, in the same block.
            Expr::Match(choice) => {
                for arm in &mut choice.arms {
                    let body = &*arm.body;
                    if is_stored(body) {
                        // At its last token, after which rustc puts the cases that it proposes.
                        let (_, last) = ends(&body.to_token_stream());
                        *arm.body = parse_quote_spanned!(last=> { #body; });
                    }
                }
                visit_mut::visit_expr_mut(self, expr);
            }
            // A plain call goes on no longer than a sample does.
            Expr::While(each) if self.reader == Reader::Rustc => {
                visit_mut::visit_expr_while_mut(self, each);
                let (rt, site) = (self.rt, Span::mixed_site());
                let at = site.located_at(each.while_token.span());
                let count = quote_spanned!(at=> __rounds.count());
                each.body
                    .stmts
                    .insert(0, parse_quote_spanned!(site=> #count;));
                *expr = Expr::Verbatim(quote_spanned! {site=>
                    { let mut __rounds = #rt::Rounds::new(); #each }
                });
            }
            Expr::Index(index) => {
                if let Expr::Index(_) = &*index.expr {
                    self.visit_expr_mut(&mut index.expr);
                }
                self.visit_expr_mut(&mut index.index);
                self.brackets(index);
                self.take(expr);
            }
            Expr::MethodCall(call) if matches!(&*call.receiver, Expr::Path(_)) => {
                self.visit_all(&mut call.args);
            }
            Expr::Path(path) => {
                let name = path.path.get_ident();
                if name.is_some_and(|name| self.observables.contains(&position(name.span()))) {
                    self.take(expr);
                }
            }
            Expr::ForLoop(each) => {
                self.visit_range(&mut each.expr);
                self.visit_block_mut(&mut each.body);
            }
            Expr::Call(call) => {
                self.visit_callee(&mut call.func);
                self.visit_all(&mut call.args);
                self.forget(expr);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    /// Puts each check where its variable is defined or assigned.
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts = std::mem::take(&mut block.stmts)
            .into_iter()
            .flat_map(|mut statement| {
                // An assignment at the end of a block may have no semicolon.
                if let Stmt::Expr(Expr::Assign(_), semicolon @ None) = &mut statement {
                    *semicolon = Some(Default::default());
                }
                let here = self
                    .obligations
                    .iter()
                    .filter(|obligation| gives(&statement, &obligation.name));
                let checks: Vec<Stmt> = here
                    .map(|obligation| obligations::emit(obligation, self.rt))
                    .collect();
                std::iter::once(statement).chain(checks)
            })
            .collect();
    }
}

/// Whether the statement gives the variable its value.
fn gives(statement: &Stmt, name: &Ident) -> bool {
    match statement {
        Stmt::Local(local) => binds(&local.pat, name),
        Stmt::Expr(Expr::Assign(assign), _) => is_place(&assign.left, name),
        _ => false,
    }
}

impl Edits<'_> {
    /// What a loop runs over. That it is what the `range` of the runtime gives, rustc checks: under its own name and under
    /// another one.
    fn visit_range(&mut self, range: &mut Expr) {
        match range {
            Expr::Paren(paren) => self.visit_range(&mut paren.expr),
            Expr::MethodCall(call) => {
                self.visit_range(&mut call.receiver);
                let steps = has_step(call) && self.reader == Reader::Rustc;
                for arg in &mut call.args {
                    self.visit_expr_mut(arg);
                    if steps {
                        let rt = self.rt;
                        *arg = Expr::Verbatim(quote_spanned!(arg.span()=> #rt::step(#arg)));
                    }
                }
            }
            Expr::Call(call) if may_be_range(&call.func) => {
                self.visit_all(&mut call.args);
                self.range(call);
                if self.reader == Reader::Rustc {
                    let (rt, at) = (self.rt, call.func.span());
                    let check = respan(quote!(#rt::Counted::check), &|_| at);
                    let mut checked = Group::new(Delimiter::Parenthesis, quote!(#call));
                    checked.set_span(at);
                    *range = Expr::Verbatim(quote!(#check #checked));
                }
            }
            _ => self.visit_expr_mut(range),
        }
    }

    /// `range(a, b)` becomes `range((a, b))`: Rust functions have one arity. A step with a minus is marked.
    fn range(&self, call: &mut syn::ExprCall) {
        if call.args.len() < 2 {
            return;
        }
        let rt = self.rt;
        let site = Span::mixed_site();
        if let Some(arg) = call.args.iter_mut().nth(2)
            && let Expr::Unary(step) = arg
            && matches!(step.op, syn::UnOp::Neg(_))
        {
            let step = &step.expr;
            *arg = Expr::Verbatim(quote_spanned!(site=> #rt::Down(#step)));
        }
        let args = &call.args;
        let tuple = quote_spanned!(site=> (#args));
        call.args = std::iter::once(Expr::Verbatim(tuple)).collect();
    }
}

/// Whether a method of `base` is called in `index`.
fn asks_length(index: &Expr, base: &Expr) -> bool {
    struct Asks<'a>(&'a Expr, bool);
    impl<'ast> syn::visit::Visit<'ast> for Asks<'_> {
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.1 |= *call.receiver == *self.0;
            syn::visit::visit_expr_method_call(self, call);
        }
    }
    let mut asks = Asks(base, false);
    syn::visit::Visit::visit_expr(&mut asks, index);
    asks.1
}

/// Whether two identifiers are the same token of the source.
pub(super) fn same_token(a: &syn::Ident, b: &syn::Ident) -> bool {
    a == b && a.span().start() == b.span().start()
}

fn binds(pattern: &syn::Pat, name: &syn::Ident) -> bool {
    match pattern {
        syn::Pat::Ident(pattern) => same_token(&pattern.ident, name),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().any(|part| binds(part, name)),
        syn::Pat::Type(pattern) => binds(&pattern.pat, name),
        syn::Pat::Paren(pattern) => binds(&pattern.pat, name),
        _ => false,
    }
}

fn is_place(place: &Expr, name: &syn::Ident) -> bool {
    match place {
        Expr::Path(path) => path
            .path
            .get_ident()
            .is_some_and(|ident| same_token(ident, name)),
        Expr::Tuple(tuple) => tuple.elems.iter().any(|part| is_place(part, name)),
        Expr::Paren(paren) => is_place(&paren.expr, name),
        _ => false,
    }
}
