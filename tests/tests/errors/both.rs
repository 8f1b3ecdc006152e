//! A kernel is refused exactly where its plain call panics.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::eager;
use qkernel_runtime::prelude::*;
use qkernel_tests::{assert_close, caught};

/// Sizes and indices come from a list, so that anything can be wrong with them.
#[qkernel]
fn anything(
    n: UInt,
    count: UInt,
    v: Vector<UInt>,
    w: Vector<Float, { count }>,
    h: Observable,
) -> Float {
    let mut q = qubit_array(n);
    for k in range(0, count, v[0]) {
        let i = v[k + 1] - v[0];
        let j = v[k] % v[1];
        if i < j {
            (q[i], q[j]) = crx(q[i], q[j], w[k]);
        } else if i == v[2] {
            let taken = ry(q[j], w[k + v[3]]);
            q[v[k]] = taken;
        } else {
            (q[j], q[i]) = cx(q[j], q[i]);
        }
    }
    q = cx_entangling_layer(q);
    expval(q, h)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn refused_is_what_panics(n in 1..4usize, v in vec(0..5usize, 3..8), count in 0..4usize, qubit in 0..3usize) {
        let v = Vector::from(v);
        let w = [0.3, -1.1, 2.0, 0.7];
        let h = || Z(qubit) + 0.5 * X(0);
        let kernel = anything { n, count, v, h: h() };
        let eager_run = caught(|| anything(n, count, v, Vector::from(&w[..count]), h()));
        assert_eq!(eager::live_qubits(), 0);
        match (kernel.compile(), eager_run) {
            (Ok(circuit), Ok(eager)) => {
                let value = circuit.run(&w[..count]).unwrap();
                assert_close("anything", value, eager, 1e-10);
            }
            (Err(_), Err(_)) => {}
            (Ok(_), Err(_)) => panic!("the graph compiles, but the plain call panics"),
            (Err(error), Ok(_)) => panic!("the plain call runs, but: {error}"),
        }
    }
}
