//! Numbers.

use std::f64::consts::PI;

/// A number that is not negative, with that many digits or all; multiples of π as such.
pub(in crate::draw) fn number(number: f64, digits: Option<usize>) -> String {
    if let Some(text) = multiple_of_pi(number) {
        return text;
    }
    let number = match digits {
        Some(digits) => format!("{number:.*e}", digits - 1)
            .parse()
            .unwrap_or(number),
        None => number,
    };
    if number != 0.0 && !(1e-4..1e6).contains(&number) {
        format!("{number:e}")
    } else {
        format!("{number}")
    }
}

/// `π/2`, `3π/4`: for numbers that are that but for rounding.
fn multiple_of_pi(number: f64) -> Option<String> {
    [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0, 32.0, 64.0]
        .into_iter()
        .find_map(|divisor| {
            let times = number / PI * divisor;
            let whole = times.round();
            let is_near = (times - whole).abs() <= 4.0 * f64::EPSILON * times.abs();
            (is_near && (1.0..=64.0).contains(&whole)).then(|| {
                let times = if whole == 1.0 {
                    String::new()
                } else {
                    whole.to_string()
                };
                match divisor {
                    1.0 => format!("{times}π"),
                    _ => format!("{times}π/{divisor}"),
                }
            })
        })
}
