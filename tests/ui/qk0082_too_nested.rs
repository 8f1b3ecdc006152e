use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// rustc evaluates constants in few frames.
#[rustfmt::skip]
#[qkernel]
fn count(n: UInt) -> Bit {
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
                                                                                    if n > 20 {
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
    }
    measure(q)
}

#[qkernel]
fn outer(n: UInt, q: Qubit) -> Qubit {
    inverse(middle)(n, q)
}

#[qkernel]
fn middle(n: UInt, q: Qubit) -> Qubit {
    let mut q = q;
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
    q
}

#[qkernel]
fn whole(n: UInt) -> Bit {
    measure(outer(n, qubit()))
}

static_circuit! {
    /// Each kernel is not too deep, but all together are.
    static WHOLE: whole = { n: 20 };
}

fn main() {}
