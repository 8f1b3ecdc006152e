#[deny(unused_must_use)]
#[allow(
    dead_code,
    clippy::needless_range_loop,
    clippy::too_many_arguments,
    clippy::let_and_return,
    clippy::let_unit_value,
    unknown_lints,
    clippy::manual_is_multiple_of,
    clippy::manual_swap
)]
#[allow(
    clippy::bool_to_int_with_if,
    clippy::cast_lossless,
    clippy::cast_precision_loss,
    clippy::imprecise_flops,
    clippy::missing_const_for_fn,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::suboptimal_flops,
    clippy::used_underscore_binding
)]
#[allow(unused, unreachable_code)]
#[track_caller]
fn refused(theta: Float) -> Bit {
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    let mut r = h(qubit());
    r = if rt::__private::any() { z(r) } else { r };
    measure(r)
}
///The kernel [`refused`](fn@refused): its sizes and observables.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
struct refused {}
#[doc(hidden)]
#[allow(dead_code)]
impl refused {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "refused",
        params: &[
            rt::__private::Param {
                name: "theta",
                ty: rt::__private::Type::Scalar(rt::__private::E::Float),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 12u32,
                },
            },
        ],
        result: rt::__private::Type::Scalar(rt::__private::E::Bit),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = rt::__private::Region {
        args: &[],
        nodes: rt::__private::Nodes::NONE,
        yields: &[],
    };
    const VALUES: rt::__private::Values = rt::__private::Values::NONE;
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::Analysis::UNKNOWN;
    const RESULTS: &'static [rt::__private::Poly] = &{ refused::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { refused::ANALYSIS.needed() },
    >(refused::ANALYSIS);
}
impl rt::__private::Kernel for refused {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 1u32,
            column: 4u32,
        },
        ..refused::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: refused::VALUES,
        body: refused::BODY,
        effects: rt::__private::Effects::IS_WRONG,
        results: refused::RESULTS,
        needs: refused::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {};
    type Measures = rt::__private::Flag<
        {
            <refused as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&refused::BODY).measures()
        },
    >;
    type Params = (Float,);
    type Output = Bit;
    type Entry = rt::__private::Flag<true>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![]
    }
}
::core::compile_error! {
    "[QK0037] `cbrt` is not available in kernels\n\nhelp: methods are `len`, `sin`, `cos`, `tan`, `asin`, `acos`, `atan`, `exp`, `ln`, `sqrt`, `tanh`, `recip`, `abs`, `atan2`, `powi`, `min`, `max`"
}
::core::compile_error! {
    "[QK0057] `loop` is not supported in a kernel\n\nhelp: write `for i in range(n) { .. }`, or `while again { .. }` where a measurement ends it"
}
