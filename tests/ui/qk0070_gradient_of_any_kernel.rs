use qkernel_runtime::prelude::*;

/// Any kernel: no bound says what it does.
fn slope<K>(kernel: K) -> Result<f64, Error>
where
    K: Kernel<Params = (Float,), Output = Float>,
{
    let circuit = kernel.compile()?;
    Ok(circuit.gradient(&0.3)?.0)
}

/// No bound says what its result is.
fn any_slope<K>(circuit: &Circuit<K>) -> Result<f64, Error>
where
    K: UnitaryKernel + Kernel<Params = (Float,)>,
{
    Ok(circuit.gradient(&0.3)?.0)
}

fn main() {}
