//! Takes out what the macro has refused, and what depends on it: rustc would tell the same mistake again, in other words.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprForLoop, Local, Pat, Stmt, parse_quote};

use crate::emit::mentions;
use crate::error::{Position, position};
use crate::parse::{self, bare, is_range};

/// Names are those of variables whose type is not known.
pub(super) struct Refused<'a> {
    rt: &'a TokenStream,
    names: HashSet<String>,
    /// Where calls and assignments begin that are refused themselves.
    places: HashSet<Position>,
}

impl<'a> Refused<'a> {
    pub(super) fn new(rt: &'a TokenStream, places: HashSet<Position>) -> Self {
        Refused {
            rt,
            places,
            names: HashSet::new(),
        }
    }

    /// Whether the value of the block is a refused one.
    pub(super) fn block(&mut self, block: &mut Block) -> bool {
        let outer = self.names.clone();
        let mut refused = false;
        let mut statements = std::mem::take(&mut block.stmts).into_iter().peekable();
        while let Some(statement) = statements.next() {
            let is_last = statements.peek().is_none();
            match statement {
                Stmt::Local(local) => block.stmts.extend(self.local(local).map(Stmt::Local)),
                Stmt::Item(item) => block.stmts.push(Stmt::Item(item)),
                Stmt::Macro(_) => {}
                Stmt::Expr(mut expr, semicolon) => {
                    if self.statement(&mut expr) {
                        block.stmts.push(Stmt::Expr(expr, semicolon));
                    } else if is_last && semicolon.is_none() && !is_loop(&expr) {
                        refused = true;
                        block.stmts.push(Stmt::Expr(self.any(), None));
                    }
                }
            }
        }
        self.names = outer;
        refused
    }

    /// A value of the type that is expected.
    fn any(&self) -> Expr {
        let rt = self.rt;
        Expr::Verbatim(quote_spanned!(Span::mixed_site()=> #rt::any()))
    }

    fn local(&mut self, mut local: Local) -> Option<Local> {
        let legal = parse::accepts_pattern(&local.pat);
        let refused = match &mut local.init {
            Some(init) => self.value(&mut init.expr) || init.diverge.is_some(),
            None => false,
        };
        if legal && !refused {
            for name in bound(&local.pat) {
                self.names.remove(&name);
            }
            return Some(local);
        }
        if let (Pat::Type(_), true, Some(init)) = (&local.pat, legal, &mut local.init)
            && init.diverge.is_none()
        {
            *init.expr = self.any();
            return Some(local);
        }
        self.forget(&local.pat);
        None
    }

    /// Whether a statement can stay.
    fn statement(&mut self, expr: &mut Expr) -> bool {
        match expr {
            Expr::Assign(assign) => {
                if self.is_refused(&assign.left) {
                    return false;
                }
                if self.mentions(&assign.left) || !parse::accepts_place(&assign.left) {
                    return false;
                }
                if self.value(&mut assign.right) {
                    *assign.right = self.any();
                }
                true
            }
            Expr::ForLoop(each) => {
                self.for_loop(each);
                true
            }
            Expr::While(each) if each.label.is_none() && !matches!(*each.cond, Expr::Let(_)) => {
                if self.value(&mut each.cond) {
                    *each.cond = self.any();
                }
                self.block(&mut each.body);
                true
            }
            Expr::Return(syn::ExprReturn { expr: value, .. })
            | Expr::Break(syn::ExprBreak { expr: value, .. }) => {
                if let Some(value) = value
                    && self.value(value)
                {
                    **value = self.any();
                }
                true
            }
            Expr::Continue(_) => true,
            Expr::Binary(binary) if parse::is_update(&binary.op) => {
                !self.is_refused(&binary.left)
                    && !self.mentions(&binary.left)
                    && parse::accepts_place(&binary.left)
                    && !self.value(&mut binary.right)
            }
            _ => !self.value(expr),
        }
    }

    fn for_loop(&mut self, each: &mut ExprForLoop) {
        let outer = self.names.clone();
        if self.mentions(&each.expr) || !parse::accepts_range(&each.expr) {
            let any = self.any();
            let counts = counts(&each.expr);
            each.expr = parse_quote!(0..#any);
            if !counts || !matches!(&*each.pat, Pat::Ident(_)) {
                // The type of its variable is not known.
                self.forget(&each.pat);
                each.pat = parse_quote!(_);
            }
        } else if !parse::accepts_pattern(&each.pat) {
            self.forget(&each.pat);
            each.pat = parse_quote!(_);
        }
        self.block(&mut each.body);
        self.names = outer;
    }

    /// Whether an expression whose value is used is refused, or made of what is.
    fn value(&mut self, expr: &mut Expr) -> bool {
        match expr {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.names.contains(&name.to_string())),
            Expr::If(branch) => {
                let outer = self.names.clone();
                if let Expr::Let(condition) = &*branch.cond {
                    self.forget(&condition.pat);
                    *branch.cond = self.any();
                } else if self.value(&mut branch.cond) {
                    *branch.cond = self.any();
                }
                let then = self.block(&mut branch.then_branch);
                self.names = outer;
                match &mut branch.else_branch {
                    Some((_, otherwise)) => self.value(otherwise) && then,
                    None => then,
                }
            }
            Expr::Match(choice) if choice.arms.iter().all(parse::accepts_case) => {
                if self.value(&mut choice.expr) {
                    *choice.expr = self.any();
                }
                let mut refused = true;
                for arm in &mut choice.arms {
                    let outer = self.names.clone();
                    let body = &mut arm.body;
                    if parse::is_stored(body) {
                        let mut statement = std::mem::replace(&mut **body, parse_quote!({}));
                        if self.statement(&mut statement) {
                            **body = statement;
                        }
                        refused = false;
                    } else if self.value(body) {
                        **body = self.any();
                    } else {
                        refused = false;
                    }
                    self.names = outer;
                }
                refused
            }
            Expr::Block(block) if block.label.is_none() => self.block(&mut block.block),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => !self.statement(expr),
            Expr::Call(call) if !is_callee(&call.func) || self.is_refused(&call.func) => true,
            // The inner one is no index that rustc could judge.
            Expr::Index(index) if matches!(*index.expr, Expr::Index(_)) => true,
            _ => {
                let mut inner = Inner::default();
                visit_mut::visit_expr_mut(&mut inner, expr);
                let shell = parse::accepts(expr);
                let mut refused = !shell;
                inner.taken.reverse();
                for child in &mut inner.taken {
                    refused |= self.value(child);
                }
                visit_mut::visit_expr_mut(&mut PutBack(inner.taken), expr);
                refused
            }
        }
    }

    fn is_refused(&self, expr: &Expr) -> bool {
        self.places.contains(&position(expr.span()))
            || matches!(expr, Expr::Tuple(tuple) if tuple.elems.iter().any(|part| self.is_refused(part)))
    }

    fn forget(&mut self, pattern: &Pat) {
        self.names.extend(bound(pattern));
    }

    fn mentions(&self, tokens: impl ToTokens) -> bool {
        let is_refused = |name: &Ident| self.names.contains(&name.to_string());
        !self.names.is_empty() && mentions(&tokens.to_token_stream(), &is_refused)
    }
}

/// Whether it is a name, or a modifier with what can be called.
fn is_callee(function: &Expr) -> bool {
    match bare(function) {
        Expr::Path(_) => true,
        Expr::Call(call) => {
            matches!(bare(&call.func), Expr::Path(_)) && call.args.first().is_some_and(is_callee)
        }
        _ => false,
    }
}

/// Takes out the expressions directly inside another, so that it can be judged on its own.
#[derive(Default)]
struct Inner {
    taken: Vec<Expr>,
}

impl VisitMut for Inner {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // What a call is of, and what is a range or a pair of indices, is a matter of the outer expression.
        if !matches!(expr, Expr::Path(_) | Expr::Range(_)) {
            self.taken
                .push(std::mem::replace(expr, parse_quote!(__taken)));
        } else {
            self.taken.push(expr.clone());
        }
    }

    fn visit_block_mut(&mut self, _: &mut Block) {}
}

/// Puts them back, the last one first.
struct PutBack(Vec<Expr>);

impl VisitMut for PutBack {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(inner) = self.0.pop() {
            *expr = inner;
        }
    }

    fn visit_block_mut(&mut self, _: &mut Block) {}
}

fn is_loop(expr: &Expr) -> bool {
    matches!(expr, Expr::While(_) | Expr::Loop(_) | Expr::ForLoop(_))
}

/// The names that a pattern binds.
fn bound(pattern: &Pat) -> Vec<String> {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.push(pattern.ident.to_string());
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut names = Names::default();
    names.visit_pat(pattern);
    names.0
}

/// Whether a loop counts, though in a way that kernels do not have: `(0..n).rev()`.
fn counts(range: &Expr) -> bool {
    match range {
        Expr::Range(_) => true,
        Expr::Paren(paren) => counts(&paren.expr),
        Expr::MethodCall(call) => counts(&call.receiver),
        Expr::Call(call) => is_range(&call.func),
        _ => false,
    }
}
