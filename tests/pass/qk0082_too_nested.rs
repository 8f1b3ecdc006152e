use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Cases are not inside of each other, however many there are, and neither is `else if`.
#[rustfmt::skip]
#[qkernel]
fn count(n: UInt) -> Float {
    let mut q = ry(qubit(), 0.01);
    match n {
        0 => q = ry(q, 0.100),
        1 => q = ry(q, 0.103),
        2 => q = ry(q, 0.106),
        3 => q = ry(q, 0.109),
        4 => q = ry(q, 0.112),
        5 => q = ry(q, 0.115),
        6 => q = ry(q, 0.118),
        7 | 40..=49 => q = ry(q, 0.7),
        8 => q = ry(q, 0.124),
        9 => q = ry(q, 0.127),
        10 => q = ry(q, 0.130),
        11 => q = ry(q, 0.133),
        12 => q = ry(q, 0.136),
        13 => q = ry(q, 0.139),
        14 => q = ry(q, 0.142),
        15 => q = ry(q, 0.145),
        16 => q = ry(q, 0.148),
        17 => q = ry(q, 0.151),
        18 => q = ry(q, 0.154),
        19 => q = ry(q, 0.157),
        20 => q = ry(q, 0.160),
        21 => q = ry(q, 0.163),
        22 => q = ry(q, 0.166),
        23 => q = ry(q, 0.169),
        24 => q = ry(q, 0.172),
        25 => q = ry(q, 0.175),
        26 => q = ry(q, 0.178),
        27 => q = ry(q, 0.181),
        28 => q = ry(q, 0.184),
        29 => q = ry(q, 0.187),
        _ => q = x(q),
    }
    let angle = if n > 45 { 0.5 }
    else if n * 2 < 1 { 0.200 }
    else if n * 2 < 6 { 0.207 }
    else if n * 2 < 11 { 0.214 }
    else if n * 2 < 16 { 0.221 }
    else if n * 2 < 21 { 0.228 }
    else if n * 2 < 26 { 0.235 }
    else if n * 2 < 31 { 0.242 }
    else if n * 2 < 36 { 0.249 }
    else if n * 2 < 41 { 0.256 }
    else if n * 2 < 46 { 0.263 }
    else if n * 2 < 51 { 0.270 }
    else if n * 2 < 56 { 0.277 }
    else if n * 2 < 61 { 0.284 }
    else if n * 2 < 66 { 0.291 }
    else if n * 2 < 71 { 0.298 }
    else if n * 2 < 76 { 0.305 }
    else if n * 2 < 81 { 0.312 }
    else if n * 2 < 86 { 0.319 }
    else if n * 2 < 91 { 0.326 }
    else if n * 2 < 96 { 0.333 }
    else { 0.9 };
    expval(rx(q, angle), Z(0))
}

#[rustfmt::skip]
#[qkernel]
fn nested(n: UInt) -> Bit {
    let mut q = qubit();
    if n > 0 {
        if n > 1 {
            if n > 2 {
                if n > 3 {
                    if n > 4 {
                        if n > 5 {
                            if n > 6 {
                                if n > 7 {
                                    if n > 8 {
                                        if n > 9 {
                                            if n > 10 {
                                                if n > 11 {
                                                    if n > 12 {
                                                        if n > 13 {
                                                            if n > 14 {
                                                                if n > 15 {
                                                                    if n > 16 {
                                                                        if n > 17 {
                                                                            if n > 18 {
                                                                                if n > 19 {
                                                                                    q = x(q);
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                        }
                                                    }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    measure(q)
}

static_circuit! {
    /// Twenty levels.
    static NESTED: nested = { n: 20 };
    /// One of many cases.
    static COUNT: count = { n: 29 };
}

fn main() {
    for n in 0..60 {
        let circuit = count { n }.compile().unwrap();
        let value: f64 = circuit.run(()).unwrap();
        // The plain call is the function as it is written.
        assert!((value - count(n)).abs() < 1e-12, "{n}");
    }
    let value: f64 = COUNT.run(()).unwrap();
    assert!((value - count(29)).abs() < 1e-12);
    assert!(nested(20) && !nested(19));
    assert_eq!(NESTED.resources().gates, 1);
}
