//! The layers of the standard library, on registers of any size.

use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};

macro_rules! with_angles {
    ($($test:ident, $kernel:ident: $layer:ident;)*) => {$(
        #[qkernel]
        fn $kernel(n: UInt, base: UInt, x: Vector<Float, { base + n }>, hs: Vector<Observable>) -> Vector<Float> {
            let q = h_layer(qubit_array(n));
            let q = $layer(q, x, base);
            expval(cx_entangling_layer(q), hs)
        }

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(16))]

            #[test]
            fn $test(
                (n, base, x, hs) in (0..6usize, 0..4usize)
                    .prop_flat_map(|(n, base)| (Just(n), Just(base), angles(base + n), observables(n))),
            ) {
                agree($kernel { n, base, hs }, &x, $kernel(n, base, x.clone().into(), hs));
            }
        }
    )*};
}
with_angles! {
    rx_layers, rx_layer_alone: rx_layer;
    ry_layers, ry_layer_alone: ry_layer;
    rz_layers, rz_layer_alone: rz_layer;
}

#[qkernel]
fn encoded(
    n: UInt,
    ladder: UInt,
    x: Vector<Float, { n }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), x);
    if ladder == 0 {
        q = cx_entangling_layer(q);
    } else {
        q = cz_entangling_layer(q);
    }
    expval(h_layer(q), hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn encoding_and_ladders(
        (n, x, hs) in (0..6usize).prop_flat_map(|n| (Just(n), angles(n), observables(n))),
        ladder in 0..2usize,
    ) {
        agree(encoded { n, ladder, hs }, &x, encoded(n, ladder, x.clone().into(), hs));
    }
}
