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
fn rounds() -> Bit {
    #[allow(unused_imports)]
    use ::core::ops::IndexMut as _;
    #[allow(unused_imports)]
    use rt::__private::Take as _;
    let mut again = true;
    {
        let mut __rounds = rt::__private::Rounds::new();
        while again {
            __rounds.count();
            let (q, __ignored0) = cx(h(qubit()), qubit());
            {
                #[diagnostic::on_unimplemented(
                    message = "[QK0005] qubit leak: what `_` matches is never measured, returned or passed on",
                    label = "this `{Self}` is leaked here",
                    note = "help: give it a name and `discard(..)` it"
                )]
                trait MayBeLost {
                    fn check(&self) {}
                }
                #[diagnostic::do_not_recommend]
                impl<T: rt::__private::Discard> MayBeLost for T {}
                MayBeLost::check(&__ignored0);
            }
            again = measure(q);
        }
    }
    again
}
///The kernel [`rounds`](fn@rounds): its sizes and observables.
#[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
struct rounds {}
#[doc(hidden)]
#[allow(dead_code)]
impl rounds {
    const __SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        name: "rounds",
        params: &[],
        result: rt::__private::Type::Scalar(rt::__private::E::Bit),
        stated: &[],
        loc: rt::__private::Loc::NOWHERE,
    };
    const BODY: rt::__private::Region = {
        const __ROWS: &[rt::__private::Row; 17usize] = &rt::__private::table(
            *b"\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        );
        const __REGION0: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 0usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    7usize,
                >(
                    *b"\0\0\0\0\x01\0\0\0\x02\0\0\0\x05\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x1B\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x19\0\0\0\x01\0\0\0\x05\0\0\0\x03\0\0\0%\0\0\0\x03\0\0\0\x06\0\0\0\x03\0\0\0\x16\0\0\0\x04\0\0\0\x08\0\0\0\x04\0\0\0\x11\0\0\0\x05\0\0\0\n\0\0\0\x02\0\0\0\x0B\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::Bit(true),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: false,
                    },
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
                        op: rt::__private::Op::Again,
                        ins: 1usize,
                        outs: 0usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<
                    u32,
                    _,
                    5usize,
                >(*b"\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 0usize, 1usize),
        };
        const __REGION1: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 11usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<rt::__private::Record, _, 0usize>(*b""),
                shapes: &[],
                sized: &rt::__private::table::<u32, _, 0usize>(*b""),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 11usize, 1usize),
        };
        const __REGION2: rt::__private::Region = rt::__private::Region {
            args: rt::__private::part(__ROWS, 12usize, 0usize),
            nodes: rt::__private::Nodes {
                records: &rt::__private::table::<
                    rt::__private::Record,
                    _,
                    3usize,
                >(
                    *b"\0\0\0\0\r\0\0\0\x01\0\0\0\x15\0\0\0\x01\0\0\0\x0E\0\0\0\x02\0\0\0\x05\0\0\0\x02\0\0\0\x10\0\0\0\x02\0\0\0\x05\0\0\0",
                ),
                shapes: &[
                    rt::__private::NodeShape {
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::Bit(true),
                        ),
                        ins: 0usize,
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
                        op: rt::__private::Op::Constant(
                            rt::__private::Constant::Bit(false),
                        ),
                        ins: 0usize,
                        outs: 1usize,
                        literal: false,
                    },
                ],
                sized: &rt::__private::table::<u32, _, 2usize>(*b"\0\0\0\0\x01\0\0\0"),
                apart: &[],
                rows: __ROWS,
            },
            yields: rt::__private::part(__ROWS, 12usize, 1usize),
        };
        __REGION2
    };
    const VALUES: rt::__private::Values = rt::__private::Values {
        names: rt::__private::Names {
            numbers: &rt::__private::table::<
                u32,
                _,
                10usize,
            >(
                *b"\0\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\x02\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0",
            ),
            table: &["again", "", "q"],
        },
        classes: &rt::__private::table::<
            u32,
            _,
            10usize,
        >(
            *b"\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x01\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0\x05\0\0\0\x06\0\0\0",
        ),
        types: &rt::__private::infer::<
            7usize,
        >(
            &rounds::__SIGNATURE,
            &[
                rt::__private::Op::Constant(rt::__private::Constant::Bit(true)),
                rt::__private::Op::Call(&<qubit as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<h as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<cx as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Call(&<measure as rt::__private::Kernel>::GRAPH),
                rt::__private::Op::Again,
                rt::__private::Op::Constant(rt::__private::Constant::Bit(false)),
            ],
            &rt::__private::table(
                *b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0\x03\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\0\0\0\x04\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0",
            ),
        ),
    };
    const ANALYSIS: &'static rt::__private::Analysis = &rt::__private::analyse::<
        10usize,
    >(&rounds::__SIGNATURE, rounds::VALUES, &rounds::BODY);
    const RESULTS: &'static [rt::__private::Poly] = &{ rounds::ANALYSIS.results };
    const NEEDS: &'static [rt::__private::Need] = &rt::__private::Need::list::<
        { rounds::ANALYSIS.needed() },
    >(rounds::ANALYSIS);
}
impl rt::__private::Kernel for rounds {
    const SIGNATURE: rt::__private::Signature = rt::__private::Signature {
        loc: rt::__private::Loc {
            file: ::core::file!(),
            line: 1u32,
            column: 4u32,
        },
        ..rounds::__SIGNATURE
    };
    const GRAPH: rt::__private::Graph = rt::__private::Graph {
        signature: Self::SIGNATURE,
        values: rounds::VALUES,
        body: rounds::BODY,
        effects: rt::__private::effects(&rounds::BODY),
        results: rounds::RESULTS,
        needs: rounds::NEEDS,
    };
    const QK0061_IS_PART_OF_ITSELF: () = {
        <qubit as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <h as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <cx as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
        <measure as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
    };
    type Measures = rt::__private::Flag<
        {
            <rounds as rt::__private::Kernel>::QK0061_IS_PART_OF_ITSELF;
            rt::__private::effects(&rounds::BODY).measures()
        },
    >;
    type Params = ();
    type Output = Bit;
    type Entry = rt::__private::Flag<true>;
    fn bindings(self) -> ::std::vec::Vec<rt::__private::Binding> {
        ::std::vec![]
    }
}
const _: () = {
    const _: () = rt::__private::check(rounds::ANALYSIS, 3u32, 25u32, 0usize);
    const _: () = rt::__private::check(rounds::ANALYSIS, 3u32, 22u32, 0usize);
    const _: () = rt::__private::check(rounds::ANALYSIS, 3u32, 22u32, 1usize);
    const _: () = rt::__private::check(rounds::ANALYSIS, 4u32, 17u32, 0usize);
};
