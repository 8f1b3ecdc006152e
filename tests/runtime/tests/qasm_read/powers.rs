//! Powers of gates against dense matrices: the root has the gate as its power, and phases of the principal branch.

use std::f64::consts::PI;

use num_complex::Complex64;
use proptest::prelude::*;

use crate::dense::{Dense, distance, identity, multiply};
use crate::meaning::{read, unitary};

const START: &str = "include \"stdgates.inc\"; include \"qelib1.inc\"; qubit[3] q;

gate iswap a, b { s a; s b; h a; cx a, b; cx b, a; h b; }
gate rzx(theta) a, b { h b; cx a, b; rz(theta) b; cx a, b; h b; }
    gate several(a, b) s { h s; rx(a) s; gphase(b); t s; }
    gate around(a) s, t, u { ry(a) s; cx s, t; h t; u3(0.3, a, 1) s; rzz(a) t, u; inv @ u3(0.3, a, 1) s; h t; cx s, t; ry(-a) s; }
";

fn of(statement: &str) -> Dense {
    unitary(&read(&format!("{START}{statement}")), &[])
}

fn power(matrix: &Dense, exponent: usize) -> Dense {
    (0..exponent).fold(identity(matrix.len()), |product, _| {
        multiply(matrix, &product)
    })
}

/// Whether a Hermitian matrix has no eigenvalue below 0, but for rounding: then it has a Cholesky decomposition.
fn is_positive(mut a: Dense) -> bool {
    let n = a.len();
    for (k, row) in a.iter_mut().enumerate() {
        row[k] += 1e-9;
    }
    for k in 0..n {
        let top = a[k].clone();
        let pivot = top[k].re;
        if pivot <= 0.0 {
            return false;
        }
        for row in &mut a[k + 1..] {
            let factor = row[k] / pivot;
            for (entry, above) in row.iter_mut().zip(&top).skip(k + 1) {
                *entry -= factor * above;
            }
        }
    }
    true
}

/// Whether all phases of eigenvalues are at most `most`, up to π.
fn phases_within(matrix: &Dense, most: f64) -> bool {
    let n = matrix.len();
    let row = |i: usize| -> Vec<Complex64> {
        (0..n)
            .map(|j| (matrix[i][j] + matrix[j][i].conj()) / 2.0)
            .collect()
    };
    let mut hermitian: Dense = (0..n).map(row).collect();
    for (k, row) in hermitian.iter_mut().enumerate() {
        row[k] -= most.cos();
    }
    is_positive(hermitian)
}

#[test]
fn what_is_tested_here_is_told_apart() {
    let half = of("p(pi/2) q[0];");
    assert!(phases_within(&half, PI / 2.0) && !phases_within(&half, PI / 2.1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_root_has_the_gate_as_its_power_and_the_principal_phases(
        which in 0..24_usize,
        angles in prop::array::uniform3(-9.0..9.0_f64),
        part in 2..6_usize,
        times in 1..8_usize,
    ) {
        let [a, b, c] = angles;
        let gate = match which {
            0 => "x q[0]".into(),
            1 => "y q[0]".into(),
            2 => "h q[0]".into(),
            3 => "z q[0]".into(),
            4 => "sdg q[0]".into(),
            5 => "sx q[0]".into(),
            6 => "sxdg q[0]".into(),
            7 => "cx q[1], q[0]".into(),
            8 => "swap q[1], q[2]".into(),
            9 => "cswap q[1], q[0], q[2]".into(),
            10 => format!("rx({a}) q[0]"),
            11 => format!("ry({a}) q[0]"),
            12 => format!("cp({a}) q[0], q[1]"),
            13 => format!("rxx({a}) q[0], q[1]"),
            14 => format!("U({a}, {b}, {c}) q[0]"),
            15 => format!("u3({a}, {b}, {c}) q[0]"),
            16 => format!("several({a}, {b}) q[1]"),
            17 => format!("ctrl @ U({a}, {b}, {c}) q[0], q[1]"),
            18 => format!("negctrl @ several({a}, {b}) q[2], q[1]"),
            19 => format!("inv @ several({a}, {b}) q[1]"),
            21 => "iswap q[2], q[0]".into(),
            22 => format!("ctrl @ rzx({a}) q[1], q[0], q[2]"),
            20 => format!("around({a}) q[0], q[1], q[2]"),
            _ => format!("rz({a}) q[2]"),
        };
        // The phases of the specification, which are left out where nothing shows them.
        let phase = match which {
            14 => a / 2.0,
            15 => -(b + c) / 2.0,
            _ => 0.0,
        };
        let whole = of(&format!("{gate}; gphase({phase});"));
        let root = of(&format!("pow(1/{part}.0) @ {gate};"));
        prop_assert!(distance(&power(&root, part), &whole) < 1e-9, "{gate}");
        prop_assert!(phases_within(&root, PI / part as f64), "{gate}");
        let several = power(&root, times);
        let unseen = if times % part == 0 { phase * (times / part) as f64 } else { 0.0 };
        let found = of(&format!("pow({times}/{part}.0) @ {gate}; gphase({unseen});"));
        prop_assert!(distance(&found, &several) < 1e-9, "{gate}");
        let back = of(&format!("pow(-{times}/{part}.0) @ {gate}; pow({times}/{part}.0) @ {gate};"));
        prop_assert!(distance(&back, &identity(8)) < 1e-9, "{gate}");
        // The exponent as an input.
        let of_input = format!("{START} input float t; pow(t) @ {gate};");
        let found = unitary(&read(&of_input), &[times as f64 / part as f64]);
        prop_assert!(distance(&found, &several) < 1e-9, "{gate}");
    }
}
