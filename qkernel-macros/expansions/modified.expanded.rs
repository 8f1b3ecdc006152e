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
fn modified(c: Qubit, q: Qubit, n: UInt) -> (Qubit, Qubit) {
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    power(control(inverse(t)), 2 * n)(c, q)
}
///The kernel [`modified`](fn@modified): its sizes and observables.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
struct modified {
    ///The value of the parameter `n`.
    n: UInt,
}
#[doc(hidden)]
#[allow(dead_code)]
impl modified {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "modified",
        params: &[
            rt::__private::Param {
                name: "c",
                ty: rt::__private::Type::Scalar(rt::__private::E::Qubit),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 13u32,
                },
            },
            rt::__private::Param {
                name: "q",
                ty: rt::__private::Type::Scalar(rt::__private::E::Qubit),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 23u32,
                },
            },
            rt::__private::Param {
                name: "n",
                ty: rt::__private::Type::Scalar(rt::__private::E::UInt),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 33u32,
                },
            },
        ],
        result: rt::__private::Type::Tuple(
            &[
                rt::__private::Type::Scalar(rt::__private::E::Qubit),
                rt::__private::Type::Scalar(rt::__private::E::Qubit),
            ],
        ),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = {
        const __ROWS: &[rt::__private::Row; 8usize] = &rt::__private::table(
            *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\x05\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x05\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0",
        );
        const __REGION0: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 0usize, 3usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    3usize,
                >(
                    *b"\0\0\0\0\x02\0\0\0\x01\0\0\0 \0\0\0\x01\0\0\0\x04\0\0\0\x01\0\0\0 \0\0\0\x02\0\0\0\x06\0\0\0\x01\0\0\0\x1B\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::UInt(2u64),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: true,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Mul),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Modified({
                            const __GRAPH: &rt::__private::Graph = &<t as rt::__private::Kernel>::GRAPH;
                            const __MODIFIERS: &[rt::__private::Modifier] = &[
                                <power as rt::__private::Modify>::MODIFIER,
                                <control as rt::__private::Modify>::MODIFIER,
                                <inverse as rt::__private::Modify>::MODIFIER,
                            ];
                            const __WIDTH: usize = rt::__private::Modified::width(
                                __GRAPH,
                                __MODIFIERS,
                            );
                            const __TYPES: &[rt::__private::Type] = &rt::__private::Modified::types::<
                                __WIDTH,
                            >(__GRAPH, __MODIFIERS);
                            &rt::__private::Modified {
                                graph: __GRAPH,
                                modifiers: __MODIFIERS,
                                results: __TYPES,
                            }
                        }),
                        ins: 3usize,
                        outs: 2usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    3usize,
                >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 1usize, 2usize),
        };
        __REGION0
    };
    const VALUES: rt::__private::Values = rt::__private::Values {
        names: rt::__private::Names {
            numbers: &rt::__private::table::<
                u32,
                _,
                7usize,
            >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0"),
            table: &["c", "q", "n", ""],
        },
        classes: &rt::__private::table::<
            u32,
            _,
            7usize,
        >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x06\0\0\0"),
        types: &rt::__private::infer::<
            7usize,
        >(
            &modified::__SIGNATURE,
            &[
                rt::__private::Op::Constant(rt::__private::Constant::UInt(2u64)),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Mul),
                rt::__private::Op::Modified({
                    const __GRAPH: &rt::__private::Graph = &<t as rt::__private::Kernel>::GRAPH;
                    const __MODIFIERS: &[rt::__private::Modifier] = &[
                        <power as rt::__private::Modify>::MODIFIER,
                        <control as rt::__private::Modify>::MODIFIER,
                        <inverse as rt::__private::Modify>::MODIFIER,
                    ];
                    const __WIDTH: usize = rt::__private::Modified::width(
                        __GRAPH,
                        __MODIFIERS,
                    );
                    const __TYPES: &[rt::__private::Type] = &rt::__private::Modified::types::<
                        __WIDTH,
                    >(__GRAPH, __MODIFIERS);
                    &rt::__private::Modified {
                        graph: __GRAPH,
                        modifiers: __MODIFIERS,
                        results: __TYPES,
                    }
                }),
            ],
            &rt::__private::table(
                *b"\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\x04\0\0\0\x03\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x05\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0\x05\0\0\0\x01\0\0\0\x01\0\0\0\x02\0\0\0",
            ),
        ),
    };
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::analyse::<
        7usize,
    >(&modified::__SIGNATURE, modified::VALUES, &modified::BODY);
    const RESULTS: &'static [rt::__private::Poly] = &{ modified::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { modified::ANALYSIS.needed() },
    >(modified::ANALYSIS);
}
impl rt::__private::Kernel for modified {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 1u32,
            column: 4u32,
        },
        ..modified::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: modified::VALUES,
        body: modified::BODY,
        effects: rt::__private::effects(&modified::BODY),
        results: modified::RESULTS,
        needs: modified::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {
        <t as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
    };
    type Measures = rt::__private::Flag<
        {
            <modified as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&modified::BODY).measures()
        },
    >;
    type Params = ();
    type Output = (Qubit, Qubit);
    type Entry = rt::__private::Flag<false>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![rt::__private::Bind::bind(self.n)]
    }
}
const _: () = {
    const _: () = rt::__private::check(modified::ANALYSIS, 1u32, 27u32, 3usize);
};
