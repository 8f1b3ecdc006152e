//! Takes out what the macro has refused, and what depends on it: rustc would tell the same fault again, in other words.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, ExprForLoop, Local, Pat, Stmt, parse_quote};

use crate::emit::any;
use crate::error::{Position, position};
use crate::parse::{bound, counts, is_stored, is_update};

pub(super) struct Salvage<'a> {
    rt: &'a TokenStream,
    /// Where errors are.
    places: HashSet<Position>,
    /// The variables whose type is not known.
    names: HashSet<String>,
}

impl<'a> Salvage<'a> {
    pub(super) fn new(rt: &'a TokenStream, places: HashSet<Position>) -> Self {
        Salvage {
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
        let pattern = match &local.pat {
            Pat::Type(typed) => &typed.pat,
            pattern => pattern,
        };
        let legal = !self.is_wrong(pattern);
        let refused = match &mut local.init {
            Some(init) => self.value(&mut init.expr) || init.diverge.is_some(),
            None => false,
        };
        if legal && !refused {
            for name in bound(&local.pat) {
                self.names.remove(&name.to_string());
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
            Expr::Binary(binary) if is_update(&binary.op) => {
                !self.is_refused(&binary.left) && !self.value(&mut binary.right)
            }
            _ => !self.value(expr),
        }
    }

    fn for_loop(&mut self, each: &mut ExprForLoop) {
        let outer = self.names.clone();
        if self.is_refused(&each.expr) {
            let any = self.any();
            let counts = counts(&each.expr);
            each.expr = parse_quote!(0..#any);
            if !counts || !matches!(&*each.pat, Pat::Ident(_)) {
                // The type of its variable is not known.
                self.forget(&each.pat);
                each.pat = parse_quote!(_);
            }
        } else if self.is_wrong(&each.pat) {
            self.forget(&each.pat);
            each.pat = parse_quote!(_);
        }
        self.block(&mut each.body);
        self.names = outer;
    }

    /// Whether an expression whose value is used is refused, or made of what is.
    fn value(&mut self, expr: &mut Expr) -> bool {
        match expr {
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
            Expr::Match(choice)
                if !self.is_wrong(choice.match_token)
                    && !choice.arms.iter().any(|arm| self.is_wrong(&arm.pat)) =>
            {
                if self.value(&mut choice.expr) {
                    *choice.expr = self.any();
                }
                let mut refused = true;
                for arm in &mut choice.arms {
                    let outer = self.names.clone();
                    if let Pat::Guard(guarded) = &mut arm.pat
                        && self.value(&mut guarded.guard)
                    {
                        *guarded.guard = self.any();
                    }
                    let body = &mut arm.body;
                    if is_stored(body) {
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
            _ => self.is_refused(expr),
        }
    }

    /// Whether there is an error in it.
    fn is_wrong(&self, tokens: impl ToTokens) -> bool {
        let is_place = |token: &TokenTree| self.places.contains(&position(token.span()));
        any(&tokens.to_token_stream(), &is_place)
    }

    /// Whether there is an error in it, or a variable whose type is not known.
    fn is_refused(&self, tokens: impl ToTokens) -> bool {
        let is_unknown = |token: &TokenTree| matches!(token, TokenTree::Ident(name) if self.names.contains(&name.to_string()));
        let tokens = tokens.to_token_stream();
        any(&tokens, &is_unknown) || self.is_wrong(tokens)
    }

    fn forget(&mut self, pattern: &Pat) {
        let names = bound(pattern).into_iter().map(|name| name.to_string());
        self.names.extend(names);
    }
}

fn is_loop(expr: &Expr) -> bool {
    matches!(expr, Expr::While(_) | Expr::Loop(_) | Expr::ForLoop(_))
}
