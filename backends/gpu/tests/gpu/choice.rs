//! Which batches `auto` takes to the card, by what an H200 was faster with than a thread of the CPU.

use std::sync::Arc;

use qkernel_gpu::card::{Card, Session};
use qkernel_gpu::lower::Lowered;
use qkernel_gpu::{Error, Gpu};

use crate::circuits::ansatz;

/// A card that runs nothing.
#[derive(Debug)]
struct Idle;

impl Card for Idle {
    fn name(&self) -> String {
        "none".into()
    }

    fn shared_memory(&self) -> usize {
        227 << 10
    }

    fn open(&self, _: &Lowered) -> Result<Box<dyn Session>, Error> {
        Err(Error::NotBuilt)
    }
}

#[test]
fn the_card_is_taken_where_it_is_faster() {
    let gpu: &'static Gpu = Box::leak(Box::new(Gpu::on(Arc::new(Idle)).where_it_pays()));
    for (qubits, layers, rows, is_taken) in [
        (4, 10, 16, false),
        (4, 10, 256, false),
        (4, 10, 4096, true),
        (5, 10, 256, true),
        (8, 10, 16, true),
        (8, 10, 4096, true),
        (12, 10, 256, true),
        // The engine of terms.
        (4, 2, 256, false),
        (8, 2, 4096, false),
        (12, 2, 4096, false),
    ] {
        let circuit = ansatz(qubits, layers).circuit.with_engine(gpu).unwrap();
        let parts = circuit.explain(rows, &["x"]).unwrap().parts;
        let own = &parts[0].rungs[0];
        assert_eq!(
            (own.engine, own.taken),
            ("gpu", is_taken),
            "{qubits} qubits, {layers} layers, {rows} rows: {own:?}"
        );
        assert_eq!(own.refused.is_none(), is_taken);
    }
}
