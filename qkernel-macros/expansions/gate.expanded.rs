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
#[track_caller]
/// Turns a qubit twice.
pub fn gate(q: Qubit, theta: Float) -> Qubit {
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    rz(ry(q, theta), theta / 2.0)
}
/// Turns a qubit twice.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
pub struct gate {}
#[doc(hidden)]
#[allow(dead_code)]
impl gate {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "gate",
        params: &[
            rt::__private::Param {
                name: "q",
                ty: rt::__private::Type::Scalar(rt::__private::E::Qubit),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 13u32,
                },
            },
            rt::__private::Param {
                name: "theta",
                ty: rt::__private::Type::Scalar(rt::__private::E::Float),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 23u32,
                },
            },
        ],
        result: rt::__private::Type::Scalar(rt::__private::E::Qubit),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = {
        const __ROWS: &[rt::__private::Row; 9usize] = &rt::__private::table(
            *b"\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        );
        const __REGION0: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 0usize, 2usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    4usize,
                >(
                    *b"\0\0\0\0\x02\0\0\0\x01\0\0\0\x08\0\0\0\x01\0\0\0\x04\0\0\0\x01\0\0\0\x1E\0\0\0\x02\0\0\0\x05\0\0\0\x01\0\0\0\x16\0\0\0\x03\0\0\0\x07\0\0\0\x01\0\0\0\x05\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<ry as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::Float(2f64),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Div),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<rz as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    4usize,
                >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 1usize, 1usize),
        };
        __REGION0
    };
    const VALUES: rt::__private::Values = rt::__private::Values {
        names: rt::__private::Names {
            numbers: &rt::__private::table::<
                u32,
                _,
                6usize,
            >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0"),
            table: &["q", "theta", ""],
        },
        classes: &rt::__private::table::<
            u32,
            _,
            6usize,
        >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0"),
        types: &rt::__private::infer::<
            6usize,
        >(
            &gate::__SIGNATURE,
            &[
                rt::__private::Op::Call(&<ry as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Constant(rt::__private::Constant::Float(2f64)),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Div),
                rt::__private::Op::Call(&<rz as rt::__private::Kernel>::GRAPH),
            ],
            &rt::__private::table(
                *b"\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x02\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0\x03\0\0\0\x05\0\0\0\0\0\0\0\x01\0\0\0",
            ),
        ),
    };
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::analyse::<
        6usize,
    >(&gate::__SIGNATURE, gate::VALUES, &gate::BODY);
    const RESULTS: &'static [rt::__private::Poly] = &{ gate::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { gate::ANALYSIS.needed() },
    >(gate::ANALYSIS);
}
impl rt::__private::Kernel for gate {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 2u32,
            column: 8u32,
        },
        ..gate::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: gate::VALUES,
        body: gate::BODY,
        effects: rt::__private::effects(&gate::BODY),
        results: gate::RESULTS,
        needs: gate::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {
        <ry as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <rz as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
    };
    type Measures = rt::__private::Flag<
        {
            <gate as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&gate::BODY).measures()
        },
    >;
    type Params = (Float,);
    type Output = Qubit;
    type Entry = rt::__private::Flag<false>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![]
    }
}
const _: () = {
    const _: () = rt::__private::check(gate::ANALYSIS, 1u32, 5u32, 0usize);
};
