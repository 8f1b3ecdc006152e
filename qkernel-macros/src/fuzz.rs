//! The macro never panics, and what it gives can be parsed as items: on tokens that mean nothing, and on kernels that
//! were damaged.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::expand::{self, given_runtime};
use crate::reader::Reader;

/// Words, signs and numbers that kernels are made of.
const WORDS: &[&str] = &[
    "fn",
    "let",
    "mut",
    "for",
    "in",
    "if",
    "else",
    "return",
    "while",
    "match",
    "break",
    "as",
    "move",
    "async",
    "unsafe",
    "const",
    "self",
    "true",
    "_",
    "q",
    "r",
    "n",
    "i",
    "w",
    "theta",
    "range",
    "measure",
    "discard",
    "qubit",
    "qubit_array",
    "control",
    "inverse",
    "power",
    "expval",
    "reset",
    "cx",
    "ry",
    "h",
    "len",
    "sin",
    "PI",
    "Qubit",
    "Vector",
    "Float",
    "UInt",
    "Bit",
    "Observable",
    "Matrix",
    "crate",
    "k",
];
const SIGNS: &[char] = &[
    '+', '-', '*', '/', '%', '=', '<', '>', '!', '&', '|', '^', '.', ',', ';', ':', '?', '#', '@',
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "18446744073709551615",
    "340282366920938463463374607431768211455",
    "0.5",
    "1e400",
    "1u8",
    "2f64",
];

/// Kernels of every kind, to be damaged.
const KERNELS: &[&str] = &[
    "fn k(n: UInt, w: Vector<Float, { 3 * n }>, o: Observable) -> Float {
        let mut q = qubit_array(n);
        for i in range(n) { q[i] = ry(q[i], w[i]); }
        for i in range(n - 1, 0, -1) { (q[i - 1], q[i]) = cx(q[i - 1], q[i]); }
        expval(q, o)
    }",
    "fn k(q: Qubit, flip: Bit) -> (Qubit, Bit) {
        let (mut q, r) = cx(q, qubit());
        let bit = measure(r);
        if bit && flip { q = x(q); } else if !bit { q = z(q) }
        (q, bit)
    }",
    "fn k(n: UInt, theta: Float, m: Matrix<Float>) -> Vector<Bit> {
        let mut q: Vector<Qubit> = h_layer(qubit_array(2 * n));
        let mut sum = 0.0;
        let mut count = 0;
        for i in 0..n {
            sum += m[(i, 0)].sin() * theta;
            count = count + 1;
            let a = q[2 * i];
            q[2 * i] = rz(a, sum - PI / (count as Float));
            if measure(q[2 * i + 1]) { count += 1; }
            q[2 * i + 1] = qubit();
        }
        let _ = x(qubit());
        return measure(q);
    }",
    "fn k(n: UInt, c: Qubit, counts: Vector<UInt>, theta: Float) -> (Qubit, Vector<Qubit>) {
        let mut q = inverse(h_layer)(qubit_array(n));
        let (c, r) = control(power(inverse(gates::ry), counts[0] + n))(c, q[0], theta);
        q[0] = r;
        (q[0], q[1]) = (control)((power(x, 2)))(q[0], q[1]);
        let (c, q) = power(control(layer), n - 1)(c, q, n, theta);
        inverse(control(global_phase))(c, theta);
        (c, inverse(k(h)(x))(q))
    }",
    "fn k(n: UInt, table: Vector<UInt>, flag: Bit) -> Bit {
        let mut q = qubit();
        let mut count = 0;
        for i in range(1, n).rev() {
            match table[i] % 7 {
                0 => q = x(q),
                1..=3 | 5 => { count += i; q = h(q) }
                6.. => count += 1,
                _ => (),
            }
        }
        let mut again = flag;
        while again { q = h(q); again = measure(h(qubit())); }
        while !again && flag || again { again = measure(q); q = qubit() }
        match flag { true => q = z(q), _ => q = match count { ..2 => y(q), _ => q } }
        measure(q)
    }",
    "pub(crate) fn k<T>(&self, (a, b): (Qubit, Qubit), x: &mut [f64]) -> T where T: Copy {
        let f = |q: Qubit| h(q);
        while true { break; }
        loop { continue }
        match 3 { _ => println!(\"{}\", x[0..2]) }
        let y = if let Some(z) = w? { { 3 } } else { unsafe { 4 } };
        k(a, b)
    }",
];

fn token() -> impl Strategy<Value = TokenTree> {
    let leaf = prop_oneof![
        4 => select(WORDS).prop_map(|word| Ident::new(word, Span::call_site()).into()),
        3 => (select(SIGNS), any::<bool>()).prop_map(|(sign, joint)| {
            Punct::new(sign, if joint { Spacing::Joint } else { Spacing::Alone }).into()
        }),
        1 => select(NUMBERS).prop_map(|number| number.parse::<Literal>().expect("a literal").into()),
        1 => Just(Literal::string("text").into()),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        let delimiters = vec![
            Delimiter::Parenthesis,
            Delimiter::Bracket,
            Delimiter::Brace,
            Delimiter::None,
        ];
        (select(delimiters), prop::collection::vec(inner, 0..8)).prop_map(|(delimiter, tokens)| {
            Group::new(delimiter, tokens.into_iter().collect()).into()
        })
    })
}

fn tokens() -> impl Strategy<Value = TokenStream> {
    prop::collection::vec(token(), 0..24).prop_map(|tokens| tokens.into_iter().collect())
}

/// A change to the token at a place, counted through all groups.
#[derive(Clone, Debug)]
enum Damage {
    Remove,
    Double,
    Replace(TokenTree),
    Insert(TokenTree),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::Remove),
        Just(Damage::Double),
        token().prop_map(Damage::Replace),
        token().prop_map(Damage::Insert),
    ]
}

fn count(tokens: &TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(inside).sum()
}

/// Damages the token number `at`, counting down.
fn damaged(tokens: TokenStream, at: &mut Option<usize>, damage: &Damage) -> TokenStream {
    let mut result = Vec::new();
    for token in tokens {
        let hit = *at == Some(0);
        *at = at.and_then(|at| at.checked_sub(1));
        let token = match token {
            TokenTree::Group(group) if !hit => {
                Group::new(group.delimiter(), damaged(group.stream(), at, damage)).into()
            }
            token => token,
        };
        match damage {
            _ if !hit => result.push(token),
            Damage::Remove => {}
            Damage::Double => result.extend([token.clone(), token]),
            Damage::Replace(other) => result.push(other.clone()),
            Damage::Insert(other) => result.extend([other.clone(), token]),
        }
    }
    result.into_iter().collect()
}

/// Whatever went in, items come out; if no function went in, those that went in and errors.
fn expand(args: TokenStream, item: TokenStream) {
    let was_items = syn::parse2::<syn::File>(item.clone()).is_ok();
    for reader in [Reader::Rustc, Reader::Editor] {
        let expanded = expand::expand(args.clone(), item.clone(), reader);
        if was_items && let Err(error) = syn::parse2::<syn::File>(expanded.clone()) {
            panic!("{error} in {expanded}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_tokens(args in tokens(), item in tokens()) {
        expand(args, item);
    }

    #[test]
    fn random_bodies(body in tokens(), tail in tokens()) {
        expand(given_runtime(), quote::quote!(fn k(q: Qubit, n: UInt, w: Vector<Float>) -> Qubit { #body; #tail }));
    }

    #[test]
    fn damaged_kernels(kernel in select(KERNELS), damages in prop::collection::vec((any::<Index>(), damage()), 0..4)) {
        let mut tokens: TokenStream = kernel.parse().expect("tokens");
        for (place, damage) in damages {
            let at = place.index(count(&tokens).max(1));
            tokens = damaged(tokens, &mut Some(at), &damage);
        }
        expand(given_runtime(), tokens);
    }
}

#[test]
fn whole_kernels() {
    for kernel in KERNELS {
        expand(given_runtime(), kernel.parse().expect("tokens"));
    }
}
