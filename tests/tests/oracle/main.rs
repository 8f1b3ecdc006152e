//! Every case of the reference values that the language can express, written as a kernel.
//!
//! The file of the cases is not part of the repository: where it is absent, each test says so and passes.

// The kernels are kept as close to the file as the language allows.
#![allow(
    clippy::assign_op_pattern,
    clippy::approx_constant,
    clippy::let_unit_value,
    deprecated
)]

mod cases;
mod dynamic;
mod kernels;
mod lists;
mod parts;

use cases::{Case, floats};
use kernels::*;
use lists::{algebra, by_list};
use parts::*;
use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// One test a case.
macro_rules! cases {
    ($($test:ident = $name:literal: $check:expr;)*) => {
        $(
            #[test]
            fn $test() {
                if let Some(case) = cases::load($name) {
                    let check: fn(&Case) = $check;
                    check(&case);
                }
            }
        )*

        /// The cases that are run.
        const RUN: &[&str] = &[$($name),*];
    };
}

cases! {
    hqnn_tutorial = "hqnn_tutorial_rng42": ansatz;
    hqnn_zero_angles = "hqnn_zero_angles": ansatz;
    hqnn_one_qubit = "hqnn_n1_l2": ansatz;
    hqnn_batch_0 = "hqnn_batch_0": ansatz;
    hqnn_batch_1 = "hqnn_batch_1": ansatz;
    ry_pi_over_4 = "ry_pi_over_4": turn;
    ry_negative = "ry_negative": turn;
    all_gates = "all_18_gates": |case| {
        let (a, b, hs) = (case.float("a"), case.float("b"), case.observables());
        // The file's derivatives leave the angle a·b out: that is the fifth gate that has an angle.
        let by_product = floats(&case.expected("gate_gradients")[5]);
        let inner = |name: &str| if name == "a" { b } else { a };
        let rzz = case.gates().iter().filter(|gate| !gate["params"].is_null()).nth(5).unwrap();
        assert_eq!(rzz["name"], "rzz");
        case.check_with(k_allgates { hs }, k_allgates(a, b, hs), |name, row| {
            row.iter().zip(&by_product).map(|(d, by_angle)| d + inner(name) * by_angle).collect()
        });
    };
    ghz_2 = "ghz_2": |case| { case.check(k_ghz { n: 2, hs: case.observables() }, k_ghz(2, case.observables())); };
    ghz_5 = "ghz_5": |case| { case.check(k_ghz { n: 5, hs: case.observables() }, k_ghz(5, case.observables())); };
    controlled_ry_chain = "controlled_ry_chain": |case| {
        case.check(k_w4 { hs: case.observables() }, k_w4(case.observables()));
    };
    qft_of_a_basis_state = "qft_3_on_5": |case| {
        let (n, bits, hs) = (case.uint("n"), case.uints("bits"), case.observables());
        case.check(k_qft_basis { n, bits, hs }, k_qft_basis(n, bits, hs));
    };
    qft_and_back = "qft_iqft_identity_5": |case| {
        let (t, hs) = (case.floats("t"), case.observables());
        case.check(k_qft_roundtrip { n: t.len(), hs }, k_qft_roundtrip(t.len(), t, hs));
    };
    phase_estimation = "qpe_exact_3": |case| {
        let (m, theta) = (case.uint("m"), case.float("theta"));
        let circuit = k_qpe { m }.compile().unwrap();
        case.check_state(&circuit.state(theta).unwrap());
        let counts = circuit.sample(theta, 100, &mut StdRng::seed_from_u64(1)).unwrap();
        let plain = k_qpe(m, theta);
        for row in case.expected("decoded_distribution").as_array().unwrap() {
            let (value, chance) = (row[0].as_f64().unwrap(), row[1].as_f64().unwrap());
            let integer = (value * (1 << m) as f64) as usize;
            let expected = if chance > 0.5 { 100 } else { 0 };
            assert_eq!(counts.get(&format!("{integer:0m$b}")), expected, "{value}");
            let bits: Vec<Bit> = (0..m).map(|i| integer >> i & 1 == 1).collect();
            assert_eq!(plain.as_slice() == bits, chance > 0.5, "{value}");
        }
    };
    grover = "grover_3_mark_101_1": |case| {
        let (iters, hs) = (case.uint("iters"), case.observables());
        case.check(k_grover { iters, hs }, k_grover(iters, hs));
    };
    ranges = "range_start_stop_step": |case| {
        let (n, hs) = (case.uint("n"), case.observables());
        case.check(k_stride { n, hs }, k_stride(n, hs));
    };
    triangle = "nested_triangular_and_parity_if": |case| {
        let (n, hs) = (case.uint("n"), case.observables());
        case.check(k_triangle { n, hs }, k_triangle(n, hs));
    };
    accumulators = "loop_carried_accumulators": |case| {
        let (n, hs) = (case.uint("n"), case.observables());
        case.check(k_accum { n, hs }, k_accum(n, hs));
    };
    two_registers = "two_registers_and_a_scalar": |case| {
        // The file numbers the qubits of the whole circuit; the kernel those of the register.
        let of_register = |h: &Observable| h.map_qubits(&[9, 9, 9, 0, 1]).unwrap();
        let hs: Vector<Observable> = case.observables().as_slice().iter().map(of_register).collect();
        case.check(k_two_registers { hs }, k_two_registers(hs));
    };
    controlled_gates = "controlled_gates_and_kernels": |case| {
        let (theta, hs) = (case.float("theta"), case.observables());
        case.check(k_control_1 { hs }, k_control_1(theta, hs));
    };
    inverse = "inverse_kernel": |case| {
        let (a, b, hs) = (case.floats("a"), case.floats("b"), case.observables());
        case.check(k_inverse { hs }, k_inverse(a, b, hs));
    };
    controlled_power = "control_power_3": |case| { case.check(k_power { hs: case.observables() }, k_power(case.observables())); };
    evolve_zz = "evolve_zz": |case| {
        let (ang, gamma, hs) = (case.floats("ang"), case.float("gamma"), case.observables());
        case.check(k_evolve_zz { hs }, k_evolve_zz(ang, gamma, hs));
    };
    evolve_xxyz = "evolve_xxyz": |case| {
        let (ang, gamma, hs) = (case.floats("ang"), case.float("gamma"), case.observables());
        case.check(k_evolve_xxyz { hs }, k_evolve_xxyz(ang, gamma, hs));
    };
    qaoa = "qaoa_ring4_p1": |case| {
        let (gammas, betas, hs) = (case.floats("gammas"), case.floats("betas"), case.observables());
        let (left, right) = (Vector::from([0, 1, 2, 3]), Vector::from([1, 2, 3, 0]));
        case.check(k_qaoa { p: 1, n: 4, left, right, hs }, k_qaoa(1, 4, left, right, gammas, betas, hs));
    };
    vqe = "vqe_h2_t_0.0": |case| {
        let (t, hs) = (case.float("t"), case.observables());
        case.check(k_h2 { hs }, k_h2(t, hs));
    };
    random_6 = "random_6q_seed101": by_list;
    random_7 = "random_7q_seed103": by_list;
    amplitude_encoding = "amplitude_encoding_3": by_list;
    teleportation = "teleport_z": |case| {
        let (a, b) = (case.float("a"), case.float("b"));
        dynamic::check(case, dynamic::d_teleport {}, (a, b), || {
            let (m0, m1, m2) = dynamic::d_teleport(a, b);
            vec![m0, m1, m2]
        });
    };
    feed_forward = "if_else_feed_forward": |case| {
        dynamic::check(case, dynamic::d_if_else {}, (), || {
            let (m0, m1) = dynamic::d_if_else();
            vec![m0, m1]
        });
    };
    reuse = "measure_reset_reuse": |case| {
        dynamic::check(case, dynamic::d_reset_reuse {}, (), || {
            let (m0, m1) = dynamic::d_reset_reuse();
            vec![m0, m1]
        });
    };
    vector_order = "vector_order": |case| {
        dynamic::check(case, dynamic::d_vector_order {}, (), || dynamic::d_vector_order().as_slice().to_vec());
    };
    adder = "ripple_carry_add_5_6": |case| {
        let (left_bits, right_bits) = (case.uints("left_bits"), case.uints("right_bits"));
        let parts = ["left", "right", "carry", "overflow"].map(|part| case.expected(part));
        let bits = parts.iter().flat_map(|part| part.as_array().map_or(std::slice::from_ref(*part), Vec::as_slice));
        let expected: Vec<Bit> = bits.map(|bit| bit.as_u64() == Some(1)).collect();
        let circuit = k_add2 { left_bits, right_bits }.compile().unwrap();
        let counts = circuit.sample((), 10, &mut StdRng::seed_from_u64(1)).unwrap();
        let sampled = counts.untyped().marginal(|bits| bits.concat());
        assert_eq!(Vec::from_iter(sampled), [(expected.clone(), 10)]);
        let (left, right, carry, over) = k_add2(left_bits, right_bits);
        assert_eq!([left.as_slice(), right.as_slice(), &[carry, over]].concat(), expected);
    };
    many_controls = "mcx_4_and_ccz": |case| { case.check(k_mcx { hs: case.observables() }, k_mcx(case.observables())); };
    algebra_of_a_product = "algebra X0*Y0": |case| algebra(case, X(0) * Y(0));
    algebra_of_sums = "algebra (X0+Y1)*(Z0-2)": |case| algebra(case, (X(0) + Y(1)) * (Z(0) - 2.0));
    counts_of_the_ansatz = "resources ansatz n=10 l=5": |case| {
        let hs = Vector::from([Z(0)]);
        case.check_resources(&variational_ansatz { n_qubits: 10, n_layers: 5, hs }.compile().unwrap());
    };
    formulas_of_ghz = "resources symbolic ghz": |case| {
        let found = k_ghz::resources();
        assert_eq!(found.two_qubit.to_string(), "n - 1");
        for n in 1..8 {
            case.check_formulas(&found, &[("n", n)]);
        }
    };
    formulas_of_the_ansatz = "resources symbolic ansatz": |case| {
        let found = variational_ansatz::resources();
        assert_eq!(found.rotation.to_string(), "n_qubits*(3*n_layers + 1)");
        assert_eq!(found.two_qubit.to_string(), "n_layers*max(0, n_qubits - 1)");
        for (n_qubits, n_layers) in (0..6).flat_map(|n| (0..5).map(move |l| (n, l))) {
            case.check_formulas(&found, &[("n_qubits", n_qubits), ("n_layers", n_layers)]);
        }
    };
}

fn ansatz(case: &Case) {
    let (n_qubits, n_layers, hs) = (
        case.uint("n_qubits"),
        case.uint("n_layers"),
        case.observables(),
    );
    let eager = variational_ansatz(
        n_qubits,
        n_layers,
        case.floats("inputs"),
        case.floats("weights"),
        hs,
    );
    case.check(
        variational_ansatz {
            n_qubits,
            n_layers,
            hs,
        },
        eager,
    );
}

fn turn(case: &Case) {
    case.check(
        k_ry {
            hs: case.observables(),
        },
        k_ry(case.float("theta"), case.observables()),
    );
}

/// Every case is run.
#[test]
fn every_case_is_run() {
    assert_eq!(RUN.len(), 40);
    let Some(all) = cases::all() else { return };
    let mut names: Vec<&str> = all.iter().map(Case::name).collect();
    let mut known: Vec<&str> = RUN.to_vec();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
    println!("run: {}", RUN.join(", "));
}
