//! The user's spelling of tokens, for messages.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// An expression, spaced as rustfmt does: `q[i + 1]`, `f(-a, b)`.
pub(crate) fn expr(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), " ", &mut text);
    text
}

/// A type: `Vector<Float>`, `&mut [f64]`.
pub(crate) fn ty(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), "", &mut text);
    text
}

/// Writes tokens with `around` on both sides of every operator that has operands on both sides.
fn write(tokens: TokenStream, around: &str, text: &mut String) {
    // Whether the last token was a word or a closed group, and whether it was the start of a longer operator.
    let (mut operand, mut joint) = (false, false);
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                let arrow = punct.as_char() == '>' && text.ends_with('-');
                if arrow {
                    text.pop();
                    text.truncate(text.trim_end().len());
                    text.push_str(" -> ");
                    (operand, joint) = (false, false);
                    continue;
                }
                let tight = matches!(punct.as_char(), '.' | ':' | '?' | '\'')
                    || joint && text.ends_with('.');
                let comma = matches!(punct.as_char(), ',' | ';');
                if operand && !tight && !comma && !joint {
                    text.push_str(around);
                }
                text.push(punct.as_char());
                joint = punct.spacing() == proc_macro2::Spacing::Joint;
                if comma {
                    text.push(' ');
                } else if operand && !tight && !joint {
                    text.push_str(around);
                }
                operand = operand && joint;
            }
            TokenTree::Group(group) => {
                // After a lifetime.
                if text
                    .rfind('\'')
                    .is_some_and(|at| at + 1 < text.len() && is_word(&text[at + 1..]))
                {
                    text.push(' ');
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), around, text);
                text.push_str(close);
                (operand, joint) = (true, false);
            }
            word => {
                if operand && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                (operand, joint) = (true, false);
            }
        }
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn spells_as_rustfmt_does() {
        let expressions = [
            (quote!(q[i + 1]), "q[i + 1]"),
            (quote!(f(-a, b.len())), "f(-a, b.len())"),
            (quote!(a::b(x as Float)), "a::b(x as Float)"),
            (quote!(i % 2 == 0 && !done), "i % 2 == 0 && !done"),
            (quote!(2 * n * (d - 1)), "2 * n * (d - 1)"),
            (quote!(1 | 2..=n + 1), "1 | 2..=n + 1"),
        ];
        for (tokens, text) in expressions {
            assert_eq!(super::expr(tokens), text);
        }
        assert_eq!(super::ty(quote!(Vec<f64>)), "Vec<f64>");
        assert_eq!(super::ty(quote!(&mut Vector<Qubit>)), "&mut Vector<Qubit>");
        assert_eq!(super::ty(quote!([f64; 3])), "[f64; 3]");
        assert_eq!(super::ty(quote!(&'a [f64])), "&'a [f64]");
        assert_eq!(super::ty(quote!(fn(Qubit) -> Bit)), "fn(Qubit) -> Bit");
    }
}
