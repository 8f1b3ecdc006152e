use qkernel_runtime::prelude::*;

/// The sizes of nested loops are checked once for each loop, not twice as often for each level.
#[qkernel]
fn deep(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    let mut turns = 0;
    for i0 in range(n) {
        q[i0] = ry(q[i0], angles[i0]);
        turns += 1;
        for i1 in range(n) {
            q[i1] = ry(q[i1], angles[i1]);
            turns += 1;
            for i2 in range(n) {
                q[i2] = ry(q[i2], angles[i2]);
                turns += 1;
                for i3 in range(n) {
                    q[i3] = ry(q[i3], angles[i3]);
                    turns += 1;
                    for i4 in range(n) {
                        q[i4] = ry(q[i4], angles[i4]);
                        turns += 1;
                        for i5 in range(n) {
                            q[i5] = ry(q[i5], angles[i5]);
                            turns += 1;
                            for i6 in range(n) {
                                q[i6] = ry(q[i6], angles[i6]);
                                turns += 1;
                                for i7 in range(n) {
                                    q[i7] = ry(q[i7], angles[i7]);
                                    turns += 1;
                                    for i8 in range(n) {
                                        q[i8] = ry(q[i8], angles[i8]);
                                        turns += 1;
                                        for i9 in range(n) {
                                            q[i9] = ry(q[i9], angles[i9]);
                                            turns += 1;
                                            for i10 in range(n) {
                                                q[i10] = ry(q[i10], angles[i10]);
                                                turns += 1;
                                                for i11 in range(n) {
                                                    q[i11] = ry(q[i11], angles[i11]);
                                                    turns += 1;
                                                    for i12 in range(n) {
                                                        q[i12] = ry(q[i12], angles[i12]);
                                                        turns += 1;
                                                        for i13 in range(n) {
                                                            q[i13] = ry(q[i13], angles[i13]);
                                                            turns += 1;
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
    let a = qubit_array(turns);
    discard(a);
    expval(q, observable)
}

fn main() {
    let circuit = deep { n: 1, observable: Z(0) }.compile().unwrap();
    let value: f64 = circuit.run(&[0.1]).unwrap();
    assert!((value - 1.4_f64.cos()).abs() < 1e-12);
}
