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
fn branch(n: UInt, o: Observable) -> Float {
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    let (mut a, b) = cx(h(qubit()), qubit());
    let bit = measure(b);
    if bit && n > 1 {
        a = x(a);
    }
    match n % 3 {
        0 => {
            a = z(a);
        }
        _ => {}
    }
    expval(a, o.__take())
}
///The kernel [`branch`](fn@branch): its sizes and observables.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
struct branch {
    ///The value of the parameter `n`.
    n: UInt,
    ///The value of the parameter `o`.
    o: Observable,
}
#[doc(hidden)]
#[allow(dead_code)]
impl branch {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "branch",
        params: &[
            rt::__private::Param {
                name: "n",
                ty: rt::__private::Type::Scalar(rt::__private::E::UInt),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 11u32,
                },
            },
            rt::__private::Param {
                name: "o",
                ty: rt::__private::Type::Scalar(rt::__private::E::Observable),
                size: ::core::option::Option::None,
                loc: rt::__private::Offset {
                    line: 0u32,
                    column: 20u32,
                },
            },
        ],
        result: rt::__private::Type::Scalar(rt::__private::E::Float),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = {
        const __ROWS: &[rt::__private::Row; 38usize] = &rt::__private::table(
            *b"\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\t\0\0\0\0\0\0\0\0\0\0\0\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0C\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0\0\0\0\0\0\0\0\0\x0E\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0E\0\0\0\x0F\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x12\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        );
        const __REGION0: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 0usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    1usize,
                >(*b"\0\0\0\0\x01\0\0\0\x04\0\0\0\r\0\0\0"),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<x as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 1usize,
                        outs: 1usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<u32, _, 1usize>(*b"\0\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 0usize, 1usize),
        };
        const __REGION1: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 3usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<rt::__private::Record, _, 0usize>(*b""),
                shapes: &[],
                sized: &rt::__private::table::<u32, _, 0usize>(*b""),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 3usize, 1usize),
        };
        const __REGION2: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 4usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    1usize,
                >(*b"\0\0\0\0\x05\0\0\0\x07\0\0\0\x12\0\0\0"),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<z as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 1usize,
                        outs: 1usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<u32, _, 1usize>(*b"\0\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 4usize, 1usize),
        };
        const __REGION3: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 7usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<rt::__private::Record, _, 0usize>(*b""),
                shapes: &[],
                sized: &rt::__private::table::<u32, _, 0usize>(*b""),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 7usize, 1usize),
        };
        const __REGION4: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 8usize, 2usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    15usize,
                >(
                    *b"\0\0\0\0\n\0\0\0\x01\0\0\0\x1B\0\0\0\x01\0\0\0\x0B\0\0\0\x01\0\0\0\x19\0\0\0\0\0\0\0\r\0\0\0\x01\0\0\0%\0\0\0\x02\0\0\0\x0E\0\0\0\x01\0\0\0\x16\0\0\0\x03\0\0\0\x10\0\0\0\x02\0\0\0\x0F\0\0\0\x04\0\0\0\x12\0\0\0\x03\0\0\0\x13\0\0\0\x05\0\0\0\x14\0\0\0\x03\0\0\0\x0F\0\0\0\x06\0\0\0\x16\0\0\0\x03\0\0\0\x08\0\0\0\x07\0\0\0\x18\0\0\0\x03\0\0\0\x05\0\0\0\x04\0\0\0\x1A\0\0\0\x06\0\0\0\x0F\0\0\0\x08\0\0\0\x1C\0\0\0\x06\0\0\0\x0B\0\0\0\x04\0\0\0\x1E\0\0\0\x06\0\0\0\x0B\0\0\0\t\0\0\0 \0\0\0\x06\0\0\0\x0B\0\0\0\n\0\0\0\"\0\0\0\x07\0\0\0\t\0\0\0\x0B\0\0\0$\0\0\0\n\0\0\0\x05\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<qubit as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<h as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 1usize,
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
                        op: rt::__private::Op::Call(
                            &<measure as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 1usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::UInt(1u64),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: true,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Gt),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::And),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::If {
                            then: &__REGION0,
                            otherwise: &__REGION1,
                        },
                        ins: 1usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Rem),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Binary(rt::__private::BinaryOp::Eq),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::If {
                            then: &__REGION2,
                            otherwise: &__REGION3,
                        },
                        ins: 1usize,
                        outs: 1usize,
                        literal: false,
                    },
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Call(
                            &<expval as rt::__private::Kernel>::GRAPH,
                        ),
                        ins: 2usize,
                        outs: 1usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    15usize,
                >(
                    *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x06\0\0\0\x07\0\0\0\x08\0\0\0\t\0\0\0\n\0\0\0\x0B\0\0\0\x0C\0\0\0\r\0\0\0\x0E\0\0\0",
                ),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 9usize, 1usize),
        };
        __REGION4
    };
    const VALUES: rt::__private::Values = rt::__private::Values {
        names: rt::__private::Names {
            numbers: &rt::__private::table::<
                u32,
                _,
                20usize,
            >(
                *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x02\0\0\0",
            ),
            table: &["n", "o", "", "a", "b", "bit"],
        },
        classes: &rt::__private::table::<
            u32,
            _,
            20usize,
        >(
            *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x02\0\0\0\x04\0\0\0\x05\0\0\0\x06\0\0\0\x07\0\0\0\x08\0\0\0\t\0\0\0\n\0\0\0\n\0\0\0\x07\0\0\0\x0B\0\0\0\x07\0\0\0\x0C\0\0\0\r\0\0\0\r\0\0\0\x0E\0\0\0",
        ),
        types: &rt::__private::infer::<
            15usize,
        >(
            &branch::__SIGNATURE,
            &[
                rt::__private::Op::Call(&<qubit as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<h as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<cx as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<measure as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Constant(rt::__private::Constant::UInt(1u64)),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Gt),
                rt::__private::Op::Binary(rt::__private::BinaryOp::And),
                rt::__private::Op::Call(&<x as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Rem),
                rt::__private::Op::Binary(rt::__private::BinaryOp::Eq),
                rt::__private::Op::Call(&<z as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<expval as rt::__private::Kernel>::GRAPH),
            ],
            &rt::__private::table(
                *b"\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x04\0\0\0\x03\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0\x04\0\0\0\x03\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x05\0\0\0\x01\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\x06\0\0\0\x07\0\0\0\t\0\0\0\0\0\0\0\x01\0\0\0\x07\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x08\0\0\0\x01\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\t\0\0\0\x0C\0\0\0\x08\0\0\0\0\0\0\0\x01\0\0\0\n\0\0\0\x0B\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x0B\0\0\0\x0E\0\0\0\x02\0\0\0\0\0\0\0\x01\0\0\0",
            ),
        ),
    };
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::analyse::<
        20usize,
    >(&branch::__SIGNATURE, branch::VALUES, &branch::BODY);
    const RESULTS: &'static [rt::__private::Poly] = &{ branch::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { branch::ANALYSIS.needed() },
    >(branch::ANALYSIS);
}
impl rt::__private::Kernel for branch {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 1u32,
            column: 4u32,
        },
        ..branch::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: branch::VALUES,
        body: branch::BODY,
        effects: rt::__private::effects(&branch::BODY),
        results: branch::RESULTS,
        needs: branch::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {
        <qubit as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <h as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <cx as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <measure as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <x as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <z as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <expval as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
    };
    type Measures = rt::__private::Flag<
        {
            <branch as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&branch::BODY).measures()
        },
    >;
    type Params = ();
    type Output = Float;
    type Entry = rt::__private::Flag<true>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![rt::__private::Bind::bind(self.n), rt::__private::Bind::bind(self.o)]
    }
}
const _: () = {
    const _: () = rt::__private::check(branch::ANALYSIS, 1u32, 25u32, 0usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 1u32, 22u32, 0usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 1u32, 22u32, 1usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 2u32, 15u32, 0usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 4u32, 13u32, 0usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 7u32, 18u32, 0usize);
    const _: () = rt::__private::check(branch::ANALYSIS, 10u32, 5u32, 0usize);
};
