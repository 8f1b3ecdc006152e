use qkernel_runtime::prelude::*;

/// Any kernel of one angle that can be run and has a gradient.
fn slope<K>(kernel: K) -> Result<f64, Error>
where
    K: EntryKernel + UnitaryKernel + Kernel<Params = (Float,), Output = Float>,
{
    let circuit = kernel.compile()?;
    Ok(circuit.gradient(&0.3)?.0)
}

fn any_slope<K>(circuit: &Circuit<K>) -> Result<f64, Error>
where
    K: ScalarKernel + UnitaryKernel + Kernel<Params = (Float,)>,
{
    Ok(circuit.gradient(&0.3)?.0)
}

/// Of any arguments at all.
fn slopes<K>(circuit: &Circuit<K>, arguments: impl Arguments<K::Params>) -> Result<f64, Error>
where
    K: ScalarKernel + UnitaryKernel,
    K::Params: Parameters,
{
    Ok(circuit.value_and_gradient(arguments)?.0)
}

#[qkernel]
fn turned(theta: Float, observable: Observable) -> Float {
    expval(ry(qubit(), theta), observable)
}

fn main() {
    let kernel = || turned { observable: Z(0).into() };
    assert!((slope(kernel()).unwrap() + 0.3_f64.sin()).abs() < 1e-12);
    let circuit = kernel().compile().unwrap();
    assert!((any_slope(&circuit).unwrap() + 0.3_f64.sin()).abs() < 1e-12);
    assert!((slopes(&circuit, &0.3).unwrap() - 0.3_f64.cos()).abs() < 1e-12);
}
