use qkernel_runtime::prelude::*;

#[qkernel]
fn angles(
    a: Float, b: Float, c: Float, d: Float, e: Float, f: Float, g: Float, i: Float, j: Float,
    k: Float, l: Float, m: Float, n: Float, o: Float, p: Float, r: Float, s: Float, observable: Observable,
) -> Float {
    let sum = a + b + c + d + e + f + g + i + j + k + l + m + n + o + p + r + s;
    expval(ry(qubit(), sum), observable)
}

#[qkernel]
fn bits() -> (Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit) {
    let b = measure(h(qubit()));
    (b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b)
}

fn main() {
    let circuit = angles { observable: Z(0).into() }.compile().unwrap();
    let _ = circuit.run(());
    let circuit = bits {}.compile().unwrap();
    let _ = circuit.sample((), 5, &mut rand::rng());
}
