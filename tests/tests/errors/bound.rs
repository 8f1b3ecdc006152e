//! Elements of registers and vectors that are wrong once sizes are known.

use qkernel_runtime::prelude::*;

use super::refused;

#[qkernel]
fn past_register(n: UInt, m: UInt, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(m) {
        q[i] = sx(q[i]);
    }
    expval(q, h)
}

#[qkernel]
fn past_argument(n: UInt, m: UInt, w: Vector<Float, { n }>, h: Observable) -> Float {
    let mut q = qubit_array(m);
    for layer in range(2) {
        for i in range(m) {
            q[i] = ry(q[i], w[layer + i]);
        }
    }
    expval(q, h)
}

#[qkernel]
fn past_table(table: Vector<UInt>, h: Observable) -> Float {
    let mut q = qubit_array(3);
    for i in range(1, 5) {
        q[table[i]] = sx(q[table[i]]);
    }
    expval(q, h)
}

#[test]
fn an_index_is_out_of_range() {
    refused(
        past_register {
            n: 3,
            m: 5,
            h: Z(0),
        },
        (3, 19),
        "index 3 is out of range for `q` of length 3 (i = 3)",
    );
    refused(
        past_register {
            n: 0,
            m: 1,
            h: Z(0),
        },
        (3, 19),
        "index 0 is out of range for `q` of length 0 (i = 0)",
    );
    refused(
        past_argument {
            n: 3,
            m: 3,
            h: Z(0),
        },
        (4, 29),
        "index 3 is out of range for `w` of length 3 (layer = 1, i = 2)",
    );
    let table = |table: &[usize]| Vector::from(table);
    refused(
        past_table {
            table: table(&[0, 1, 3, 0, 0]),
            h: Z(0),
        },
        (3, 26),
        "index 3 is out of range for `q` of length 3 (i = 2)",
    );
    refused(
        past_table {
            table: table(&[0, 1, 2]),
            h: Z(0),
        },
        (3, 28),
        "index 3 is out of range for `table` of length 3 (i = 3)",
    );
}

#[qkernel]
fn all_pairs(n: UInt, h: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(2, n) {
        for j in range(n - 1, 0, -1) {
            (q[i], q[j]) = cx(q[i], q[j]);
        }
    }
    expval(q, h)
}

#[qkernel]
fn three(a: UInt, b: UInt, h: Observable) -> Float {
    let mut q = qubit_array(3);
    for _ in range(2) {
        (q[a], q[0], q[b]) = ccx(q[a], q[0], q[b]);
    }
    expval(q, h)
}

#[test]
fn a_qubit_is_used_twice() {
    refused(
        all_pairs { n: 3, h: Z(0) },
        (4, 28),
        "`cx` needs different qubits, but `q[2]` is used twice (i = 2, j = 2)",
    );
    refused(
        three {
            a: 1,
            b: 1,
            h: Z(0),
        },
        (3, 30),
        "`ccx` needs different qubits, but `q[1]` is used twice",
    );
    refused(
        three {
            a: 0,
            b: 1,
            h: Z(0),
        },
        (3, 30),
        "`ccx` needs different qubits, but `q[0]` is used twice",
    );
}

#[qkernel]
fn taken_out(n: UInt, h: Observable) -> Float {
    let mut q = qubit_array(3);
    for i in range(n) {
        discard(q[i]);
    }
    q = h_layer(q);
    expval(q, h)
}

#[qkernel]
fn taken_again(v: Vector<UInt>, h: Observable) -> Float {
    let q = qubit_array(3);
    for i in range(v.len()) {
        discard(q[v[i]]);
    }
    expval(q, h)
}

#[qkernel]
fn put_elsewhere(v: Vector<UInt>, h: Observable) -> Float {
    let mut q = qubit_array(3);
    for i in range(v.len()) {
        let a = sx(q[i]);
        q[v[i]] = a;
    }
    expval(q, h)
}

#[test]
fn an_element_is_out_or_would_be_lost() {
    refused(
        taken_out { n: 2, h: Z(0) },
        (5, 9),
        "`q` is used whole while `q[0]` is out",
    );
    refused(
        taken_again {
            v: Vector::from([1, 2, 1]),
            h: Z(0),
        },
        (3, 17),
        "`q[1]` was taken before and not put back (i = 2)",
    );
    refused(
        put_elsewhere {
            v: Vector::from([0, 2]),
            h: Z(0),
        },
        (4, 9),
        "`q[2]` still holds a qubit that would be lost (i = 1)",
    );
    refused(
        put_elsewhere {
            v: Vector::from([0, 9]),
            h: Z(0),
        },
        (4, 9),
        "index 9 is out of range for `q` of length 3 (i = 1)",
    );
}
