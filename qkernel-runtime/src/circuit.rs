//! stub
use crate::{kernel::Kernel, program::Program};
/// stub
#[derive(Debug)]
pub struct Circuit<K>{ /// p
 pub program: Program, k: std::marker::PhantomData<K>}
impl<K: Kernel> Circuit<K>{ pub(crate) fn new(program: Program)->Self{Circuit{program,k:std::marker::PhantomData}} }
