use qkernel_runtime::prelude::*;

/// A kernel from a `macro_rules`: an expression keeps its parentheses, and a statement is one.
macro_rules! kernel {
    ($name:ident($n:ident), $q:ident, $gate:path, $range:expr, $i:ident, $angle:expr, $place:expr, $first:stmt, $float:ty) => {
        #[qkernel]
        fn $name($n: UInt, theta: $float, observable: Observable) -> $float {
            let mut $q = qubit_array($n);
            $first;
            for $i in $range {
                $q[$i] = $gate($q[$i], $angle * ($i as Float) - -$angle * theta);
            }
            $place = $gate($place, -$angle);
            expval($q, observable)
        }
    };
}

kernel!(turn(n), q, qkernel_runtime::gates::ry, 0..n - 1, i, 0.3 + 0.1, q[n - 1], q[0] = h(q[0]), Float);

macro_rules! repeated {
    ($($angle:expr),*) => {
        #[qkernel]
        fn repeated(observable: Observable) -> Float {
            let mut q = qubit_array(1);
            $(q[0] = ry(q[0], $angle / 2.0);)*
            expval(q, observable)
        }
    };
}

repeated!(0.1 + 0.2, -0.4);

fn main() {
    let observable = || Observable::from(Z(0) + 0.5 * X(1) + 0.25 * Y(2));
    let circuit = turn { n: 3, observable: observable() }.compile().unwrap();
    let (value, eager) = (circuit.run(0.7).unwrap(), turn(3, 0.7, observable()));
    assert!((value - eager).abs() < 1e-12, "{value} is not {eager}");
    let value = repeated { observable: Z(0) }.compile().unwrap().run(()).unwrap();
    assert!((value - (-0.05_f64).cos()).abs() < 1e-12);
    assert!((value - repeated(Z(0))).abs() < 1e-12);
}
