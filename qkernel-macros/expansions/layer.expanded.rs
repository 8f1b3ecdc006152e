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
fn layer(mut q: Vector<Qubit>, n: UInt, w: Vector<Float>) -> Vector<Qubit> {
    let __call = rt::__private::Call {
        signature: &<layer as rt::__private::Kernel>::SIGNATURE,
        extents: &[
            rt::__private::Extent::None,
            rt::__private::Extended::extent(&n),
            rt::__private::Extended::extent(&w),
        ],
    };
    __call.check_params();
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    for i in rt::__private::Counted::check(range(n)) {
        q[i] = ry(q[i].__take(), w[2 * i].__take() * PI);
    }
    for i in rt::__private::Counted::check(range((n - 1, 0, rt::__private::Down(1)))) {
        (q[i - 1], q[i]) = cx(q[i - 1].__take(), q[i].__take());
    }
    q
}
///The kernel [`layer`](fn@layer): its sizes and observables.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
struct layer {
    ///The value of the parameter `n`.
    n: UInt,
}
#[doc(hidden)]
#[allow(dead_code)]
impl layer {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "layer",
        params: &[
            rt::__private::Param {
                name: "q",
                ty: rt::__private::Type::Vector(rt::__private::E::Qubit),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 14u32,
                },
            },
            rt::__private::Param {
                name: "n",
                ty: rt::__private::Type::Scalar(rt::__private::E::UInt),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 32u32,
                },
            },
            rt::__private::Param {
                name: "w",
                ty: rt::__private::Type::Vector(rt::__private::E::Float),
                size: ::core::option::Option::Some(rt::__private::Size {
                    text: "2 * n",
                    value: rt::__private::SizeExpr::Binary(
                        rt::__private::BinaryOp::Mul,
                        &rt::__private::SizeExpr::Constant(2u64),
                        &rt::__private::SizeExpr::Param(1u32),
                    ),
                }),
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 41u32,
                },
            },
        ],
        result: rt::__private::Type::Vector(rt::__private::E::Qubit),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = {
        const __ROWS: &[rt::__private::Row; 52usize] = &rt::__private::table(
            *b"\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\t\0\0\0\n\0\0\0\0\0\0\0\0\0\0\0\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x06\0\0\0\x0B\0\0\0\0\0\0\0\0\0\0\0\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\x0C\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\x14\0\0\0\0\0\0\0\0\0\0\0\x15\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x15\0\0\0\0\0\0\0\0\0\0\0\x16\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0\0\0\0\0\x17\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x16\0\0\0\x17\0\0\0\0\0\0\0\0\0\0\0\x18\0\0\0\x19\0\0\0\0\0\0\0\0\0\0\0\x1A\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\x1A\0\0\0\0\0\0\0\0\0\0\0\x1B\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x1B\0\0\0\x18\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\x19\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x04\0\0\0\0\0\0\0\r\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0E\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x0E\0\0\0\0\0\0\0\0\0\0\0\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0F\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0\x11\0\0\0\x12\0\0\0\0\0\0\0",
        );
        const __REGION0: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 0usize, 1usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    8usize,
                >(
                    *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x13\0\0\0\x01\0\0\0\x03\0\0\0\x02\0\0\0\x1B\0\0\0\x02\0\0\0\x05\0\0\0\x02\0\0\0\x1B\0\0\0\0\0\0\0\x07\0\0\0\x02\0\0\0\x19\0\0\0\x03\0\0\0\t\0\0\0\x02\0\0\0$\0\0\0\x02\0\0\0\n\0\0\0\x02\0\0\0\x19\0\0\0\x04\0\0\0\x0C\0\0\0\x02\0\0\0\x10\0\0\0\x05\0\0\0\x0E\0\0\0\x02\0\0\0\t\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Take,
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
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
                        op: rt::__private::Op::Constant(
                            rt::__private::ConstOf(PI).of_type_Float_UInt_or_Bit(),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<ry as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Put,
                        ins: 3usize,
                        outs: 0usize,
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
            yields: rt::__private::part(__ROWS, 1usize, 0usize),
        };
        const __REGION1: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 15usize, 1usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    9usize,
                >(
                    *b"\0\0\0\0\x10\0\0\0\x05\0\0\0%\0\0\0\x01\0\0\0\x12\0\0\0\x05\0\0\0!\0\0\0\x02\0\0\0\x14\0\0\0\x05\0\0\0\x1F\0\0\0\x02\0\0\0\x16\0\0\0\x05\0\0\0)\0\0\0\x03\0\0\0\x18\0\0\0\x05\0\0\0\x1C\0\0\0\0\0\0\0\x1A\0\0\0\x05\0\0\0\x10\0\0\0\x01\0\0\0\x1C\0\0\0\x05\0\0\0\x0C\0\0\0\x04\0\0\0\x1E\0\0\0\x05\0\0\0\n\0\0\0\x04\0\0\0\x1F\0\0\0\x05\0\0\0\x14\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::UInt(1u64),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: true,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Sub),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Take,
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<cx as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 2usize,
                        outs: 2usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Put,
                        ins: 3usize,
                        outs: 0usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    5usize,
                >(*b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0"),
                apart: &[4u32],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 16usize, 0usize),
        };
        const __REGION2: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 32usize, 3usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    10usize,
                >(
                    *b"\0\0\0\0\"\0\0\0\x01\0\0\0\x05\0\0\0\0\0\0\0$\0\0\0\x01\0\0\0\x05\0\0\0\x01\0\0\0&\0\0\0\x01\0\0\0\x05\0\0\0\0\0\0\0'\0\0\0\x04\0\0\0\x1B\0\0\0\0\0\0\0)\0\0\0\x04\0\0\0\x18\0\0\0\x02\0\0\0+\0\0\0\x04\0\0\0\x14\0\0\0\0\0\0\0-\0\0\0\x04\0\0\0\x14\0\0\0\x03\0\0\0/\0\0\0\x04\0\0\0\x14\0\0\0\0\0\0\x001\0\0\0\x04\0\0\0\x1F\0\0\0\x04\0\0\x003\0\0\0\x04\0\0\0\x05\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::UInt(0u64),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: true,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::For {
                            body: &__REGION0,
                            order: rt::__private::Order::Up,
                        },
                        ins: 3usize,
                        outs: 0usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Sub),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Add),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::For {
                            body: &__REGION1,
                            order: rt::__private::Order::Down,
                        },
                        ins: 3usize,
                        outs: 0usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    10usize,
                >(
                    *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x06\0\0\0\x07\0\0\0\x08\0\0\0\t\0\0\0",
                ),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 33usize, 1usize),
        };
        __REGION2
    };
    const VALUES: rt::__private::Values = rt::__private::Values {
        names: rt::__private::Names {
            numbers: &rt::__private::table::<
                u32,
                _,
                28usize,
            >(
                *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x04\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x04\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0\x03\0\0\0",
            ),
            table: &["q", "n", "w", "", "i"],
        },
        classes: &rt::__private::table::<
            u32,
            _,
            28usize,
        >(
            *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x03\0\0\0\x06\0\0\0\x07\0\0\0\x08\0\0\0\t\0\0\0\n\0\0\0\x03\0\0\0\x03\0\0\0\x0B\0\0\0\x03\0\0\0\x0C\0\0\0\x03\0\0\0\x04\0\0\0\x03\0\0\0\r\0\0\0\x05\0\0\0\x05\0\0\0\x0E\0\0\0\x0F\0\0\0\x03\0\0\0\r\0\0\0",
        ),
        types: &rt::__private::infer::<
            16usize,
        >(
            &layer::__SIGNATURE,
            &[
                rt::__private::Op::Constant(rt::__private::Constant::UInt(0u64)),
                rt::__private::Op::Take,
                rt::__private::Op::Binary(rt::__private::BinaryOp::Mul),
                rt::__private::Op::Constant(
                    rt::__private::ConstOf(PI).of_type_Float_UInt_or_Bit(),
                ),
                rt::__private::Op::Call(&<ry as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Put,
                rt::__private::Op::Binary(rt::__private::BinaryOp::Sub),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Add),
                rt::__private::Op::Call(&<cx as rt::__private::Kernel>::GRAPH),
            ],
            &rt::__private::table(
                *b"\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\xFE\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x04\0\0\0\x05\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x08\0\0\0\t\0\0\0\0\0\0\0\x01\0\0\0\x04\0\0\0\x06\0\0\0\n\0\0\0\0\0\0\0\x01\0\0\0\x06\0\0\0\x02\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0\x07\0\0\0\x0C\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0\x06\0\0\0\x05\0\0\0\x04\0\0\0\0\0\0\0\x01\0\0\0\x08\0\0\0\x06\0\0\0\x06\0\0\0\0\0\0\0\x02\0\0\0\x08\0\0\0\x06\0\0\0\x06\0\0\0\x01\0\0\0\x02\0\0\0",
            ),
        ),
    };
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::analyse::<
        28usize,
    >(&layer::__SIGNATURE, layer::VALUES, &layer::BODY);
    const RESULTS: &'static [rt::__private::Poly] = &{ layer::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { layer::ANALYSIS.needed() },
    >(layer::ANALYSIS);
}
impl rt::__private::Kernel for layer {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 1u32,
            column: 4u32,
        },
        ..layer::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: layer::VALUES,
        body: layer::BODY,
        effects: rt::__private::effects(&layer::BODY),
        results: layer::RESULTS,
        needs: layer::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {
        <ry as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <cx as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
    };
    type Measures = rt::__private::Flag<
        {
            <layer as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&layer::BODY).measures()
        },
    >;
    type Params = (Vector<Float>,);
    type Output = Vector<Qubit>;
    type Entry = rt::__private::Flag<false>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![rt::__private::Bind::bind(self.n)]
    }
}
const _: () = {
    const _: () = rt::__private::check(layer::ANALYSIS, 2u32, 19u32, 0usize);
    const _: () = rt::__private::check(layer::ANALYSIS, 2u32, 25u32, 0usize);
    const _: () = rt::__private::check(layer::ANALYSIS, 5u32, 31u32, 0usize);
    const _: () = rt::__private::check(layer::ANALYSIS, 5u32, 41u32, 0usize);
    const _: () = rt::__private::check(layer::ANALYSIS, 5u32, 28u32, 1usize);
};
