//! Every gate under every modifier, against its matrix.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;
use qkernel_tests::dense::{self, Matrix, adjoint, controlled, power as power_of};
use qkernel_tests::random::observables;
use qkernel_tests::{agree, assert_close};

use super::{flat, prepared, prepared_state, seeds};

const QUBITS: usize = 5;
const VARIANTS: usize = 6;

/// The matrix of a variant of a gate, and the controls that come before the gate's own qubits.
fn variant(which: usize, times: usize, gate: &Matrix) -> (Matrix, &'static [usize]) {
    match which {
        0 => (adjoint(gate), &[]),
        1 => (controlled(gate), &[4]),
        2 => (controlled(&adjoint(&controlled(gate))), &[4, 3]),
        3 => (power_of(gate, times), &[]),
        4 => (controlled(&power_of(&adjoint(gate), times)), &[3]),
        _ => (power_of(&controlled(gate), times), &[4]),
    }
}

/// A kernel and its test for each gate: on which qubits it acts, and by which angles.
macro_rules! gates {
    ($($gate:ident($($q:literal)*; $($x:literal)*);)*) => {
        $(
        #[allow(unused_variables, reason = "not every gate has angles")]
        mod $gate {
            use super::*;
            use qkernel_runtime::gates::$gate as gate;

            #[qkernel]
            fn modified(which: UInt, times: UInt, seed: Vector<Float>, x: Vector<Float, { 3 }>, hs: Vector<Observable>) -> Vector<Float> {
                let mut q = prepared(qubit_array(QUBITS), seed);
                if which == 0 {
                    ($(q[$q]),*) = inverse(gate)($(q[$q],)* $(x[$x]),*);
                } else if which == 1 {
                    (q[4], $(q[$q]),*) = control(gate)(q[4], $(q[$q],)* $(x[$x]),*);
                } else if which == 2 {
                    (q[4], q[3], $(q[$q]),*) = control(inverse(control(gate)))(q[4], q[3], $(q[$q],)* $(x[$x]),*);
                } else if which == 3 {
                    ($(q[$q]),*) = power(gate, times)($(q[$q],)* $(x[$x]),*);
                } else if which == 4 {
                    (q[3], $(q[$q]),*) = control(power(inverse(gate), times))(q[3], $(q[$q],)* $(x[$x]),*);
                } else {
                    (q[4], $(q[$q]),*) = power(control(gate), times)(q[4], $(q[$q],)* $(x[$x]),*);
                }
                expval(q, hs)
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(4))]

                #[test]
                fn is_its_matrix(times in 0..4usize, seed in seeds(QUBITS), x in vec(-6.0..6.0, 3), hs in observables(QUBITS)) {
                    let angles: &[f64] = &[$(x[$x]),*];
                    let gate = dense::matrix(stringify!($gate), angles);
                    for which in 0..VARIANTS {
                        let kernel = modified { which, times, hs };
                        let circuit = kernel.compile().unwrap();
                        let (matrix, controls) = variant(which, times, &gate);
                        let mut expected = prepared_state(QUBITS, &seed);
                        dense::apply(&mut expected, &matrix, &[controls, &[$($q),*]].concat());
                        let found = circuit.state((&seed, &x)).unwrap();
                        assert_close(&format!("variant {which}"), flat(&found), flat(&expected), 1e-10);
                        let eager = modified(which, times, Vector::from(&seed), Vector::from(&x), hs);
                        agree(modified { which, times, hs }, (&seed, &x), eager);
                    }
                }
            }
        }
        )*

        #[test]
        fn every_kind_is_there() {
            let names = [$(stringify!($gate)),*];
            for kind in GateKind::ALL {
                // A phase of the state acts on no qubit.
                assert!(names.contains(&kind.name()) || kind.targets() == 0, "{kind:?}");
            }
        }
    };
}

gates! {
    id(0;);
    h(0;);
    x(0;);
    y(0;);
    z(0;);
    s(0;);
    sdg(0;);
    t(0;);
    tdg(0;);
    sx(0;);
    sxdg(0;);
    rx(0; 0);
    ry(0; 0);
    rz(0; 0);
    p(0; 0);
    u(0; 0 1 2);
    cx(0 1;);
    cy(0 1;);
    cz(0 1;);
    ch(0 1;);
    cp(0 1; 0);
    crx(0 1; 0);
    cry(0 1; 0);
    crz(0 1; 0);
    swap(0 1;);
    iswap(0 1;);
    rxx(0 1; 0);
    ryy(0 1; 0);
    rzz(0 1; 0);
    rzx(0 1; 0);
    ccx(0 1 2;);
    ccz(0 1 2;);
    cswap(0 1 2;);
}
