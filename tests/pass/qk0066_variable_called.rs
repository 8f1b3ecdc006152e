use qkernel_runtime::gates;
use qkernel_runtime::prelude::*;

/// A gate has a path, too.
#[qkernel]
fn energy(x: Vector<Float>, h: Observable) -> Float {
    let q = rx(gates::h(qubit()), x[0]);
    let (q, other) = control(gates::x)(q, qubit());
    discard(other);
    expval(q, h)
}

/// A variable hides a gate only where it is in scope.
#[qkernel]
fn later() -> Bit {
    let q = h(qubit());
    let h = 0.5;
    measure(rx(q, h))
}

/// A variable may have the name of a parameter that is an observable.
#[qkernel]
fn renamed(o: Observable) -> (Float, Vector<Bit>) {
    let value = expval(qubit_array(2), o);
    let o = qubit_array(2);
    (value, measure(o))
}

fn main() {
    let value = energy { h: Z(0).into() }.compile().unwrap().run(&[0.3]).unwrap();
    assert!((value - energy([0.3].into(), Z(0).into())).abs() < 1e-12);
    later();
    renamed(Z(0).into());
    later {}.compile().unwrap();
}
