//! Which variables are registers, where the way they are used tells. For the others a trait obligation asks rustc.

use std::collections::HashSet;

use crate::known::Operation;
use crate::model::{Element, Expr, ExprKind, Kernel, KernelType, Part, Place, VarId};

/// The variables that are used as only a register can be: an element is assigned, one is measured, or the kernel gives it as
/// a register.
pub(super) fn registers(kernel: &Kernel) -> HashSet<VarId> {
    let mut used = HashSet::new();
    if matches!(kernel.result, KernelType::Vector(Element::Qubit, _)) {
        used.extend(kernel.body.tail.as_deref().and_then(Expr::variable));
    }
    kernel.body.visit(&mut |part| match part {
        Part::Place(Place::Element { base, .. }) => used.extend(base.variable),
        Part::Expr(expr) => {
            if let ExprKind::Call { callee, args } = &expr.kind
                && callee.operation().and_then(Operation::ends).is_some()
            {
                used.extend(args.iter().filter_map(|arg| match &arg.kind {
                    ExprKind::Element { base, .. } => base.variable(),
                    _ => None,
                }));
            }
        }
        _ => {}
    });
    used
}
