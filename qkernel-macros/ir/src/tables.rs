//! The nodes of a graph and the rules of its types as numbers: how the macro writes them, and how the runtime reads them.
//!
//! The macro writes byte strings, which are cast to tables. A kernel of a thousand gates has many thousand nodes and values; as
//! expressions they would cost rustc seconds, and each step of a loop that decodes them a good part of a microsecond.

/// The number of a value within its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "pod", derive(bytemuck::Pod, bytemuck::Zeroable))]
#[repr(transparent)]
pub struct ValueId(pub u32);

/// A place in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Loc {
    /// The file, as rustc names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Loc {
    /// No place.
    pub const NOWHERE: Loc = Loc {
        file: "",
        line: 0,
        column: 0,
    };

    /// The place at an offset from this one, which is a kernel's name.
    pub const fn at(&self, offset: Offset) -> Loc {
        Loc {
            file: self.file,
            line: self.line.wrapping_add(offset.line),
            column: match offset.column {
                0 => self.column,
                column => column,
            },
        }
    }
}

/// A place in a kernel. It stays the same where the kernel moves as a whole, so rustc need not look at the kernel again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Offset {
    /// The line, counted from that of the kernel's name.
    pub line: u32,
    /// The column, from 1; 0 is that of the kernel's name.
    pub column: u32,
}

impl Offset {
    /// The kernel's name.
    pub const NAME: Offset = Offset { line: 0, column: 0 };
}

impl std::fmt::Display for Loc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Four values, or fewer and what is not looked at.
pub type Row = [ValueId; 4];

/// What tells a node from others of its shape. It is four numbers, so that a byte string can be cast to many.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "pod", derive(bytemuck::Pod, bytemuck::Zeroable))]
#[repr(C)]
pub struct Record {
    /// The number of the shape.
    pub shape: u32,
    /// The row in which its values begin: those that go in, then those that come out, then the number of a literal.
    pub at: u32,
    /// The line of the source, counted from that of the kernel's name.
    pub line: u32,
    /// The column of the source, from 1.
    pub column: u32,
}

impl Record {
    /// As it is written.
    pub const fn numbers(self) -> [u32; 4] {
        [self.shape, self.at, self.line, self.column]
    }
}

/// How the type of some values of a graph is found. It is five numbers, so that a byte string can be cast to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "pod", derive(bytemuck::Pod, bytemuck::Zeroable))]
#[repr(C)]
pub struct TypeRule {
    /// The number of the operation that gives it; [`PARAM`](Self::PARAM) and [`LOOP`](Self::LOOP) are none.
    pub op: u32,
    /// The rules of the first two inputs, counted from 1; 0 for one that is not there.
    pub ins: [u32; 2],
    /// Which of the results it is, or which parameter.
    pub out: u32,
    /// Of how many results.
    pub outs: u32,
}

impl TypeRule {
    /// It is a parameter.
    pub const PARAM: u32 = u32::MAX;
    /// A loop counts with it.
    pub const LOOP: u32 = u32::MAX - 1;

    /// As it is written.
    pub const fn numbers(self) -> [u32; 5] {
        let [first, second] = self.ins;
        [self.op, first, second, self.out, self.outs]
    }
}

/// The name of each value, as a number in a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Names {
    /// The number of each value's name.
    pub numbers: &'static [u32],
    /// Each name once.
    pub table: &'static [&'static str],
}

impl Names {
    /// The name of a value, empty for one without.
    pub const fn get(&self, id: ValueId) -> &'static str {
        self.table[self.numbers[id.0 as usize] as usize]
    }
}

/// How many rows a list of values takes.
#[inline]
const fn rows(count: usize) -> usize {
    (count + 3) >> 2
}

/// Lists of values, as they are written. Each starts a row: rustc cuts pieces from a row without calls, and a call costs it more
/// than all the rest.
#[derive(Default)]
pub struct Lists(Vec<u32>);

impl Lists {
    /// Appends a list; gives the number of its first row.
    pub fn list(&mut self, ids: &[u32]) -> usize {
        let at = self.count();
        self.0.extend(ids);
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        at
    }

    /// Appends the lists of a node; gives the number of the first row.
    pub fn node(&mut self, ins: &[u32], outs: &[u32], literal: Option<u32>) -> usize {
        let at = self.list(ins);
        self.list(outs);
        self.list(literal.as_slice());
        at
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.0.len() / 4
    }

    /// All rows, one number after the other.
    pub fn into_numbers(self) -> Vec<u32> {
        self.0
    }
}

/// The rows of a node whose lists begin at `at`: where what comes out begins, and where the literal is.
#[inline]
pub const fn node_rows(at: usize, ins: usize, outs: usize) -> (usize, usize) {
    // As `rows` says: rustc asks this of each node, and a call within would cost it more than all the rest.
    let next = at + ((ins + 3) >> 2);
    (next, next + ((outs + 3) >> 2))
}

/// A list of `count` values that starts a row.
#[inline]
pub const fn part(rows: &'static [Row], at: usize, count: usize) -> &'static [ValueId] {
    match count {
        0 => &[],
        1 => {
            let [list @ .., _, _, _] = &rows[at];
            list
        }
        2 => {
            let [list @ .., _, _] = &rows[at];
            list
        }
        3 => {
            let [list @ .., _] = &rows[at];
            list
        }
        4 => &rows[at],
        _ => rows.as_flattened().split_at(4 * at).1.split_at(count).0,
    }
}

/// The rows of the one node of a gate or an operation, whose values are numbered in order.
pub const fn few(ins: usize, outs: usize) -> [Row; 4] {
    let mut list = [[ValueId(0); 4]; 4];
    each!(k, 0..ins + outs, {
        let at = if k < ins { k } else { 4 * rows(ins) + k - ins };
        list[at / 4][at % 4] = ValueId(k as u32);
    });
    list
}

/// Numbers as a byte string, each as four bytes, the lowest first.
pub fn bytes(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// The numbers that [`bytes`] has written.
#[cfg(feature = "pod")]
pub const fn table<T: bytemuck::AnyBitPattern, const BYTES: usize, const N: usize>(
    mut bytes: [u8; BYTES],
) -> [T; N]
where
    [T; N]: bytemuck::AnyBitPattern,
    [u8; BYTES]: bytemuck::NoUninit,
{
    if cfg!(target_endian = "big") {
        let mut i = 0;
        while i + 3 < BYTES {
            (bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]) =
                (bytes[i + 3], bytes[i + 2], bytes[i + 1], bytes[i]);
            i += 4;
        }
    }
    bytemuck::must_cast(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_start_rows() {
        const FEW: [Row; 4] = few(5, 3);
        for (at, count, first) in [
            (0, 0, 0),
            (0, 1, 0),
            (0, 4, 0),
            (0, 5, 0),
            (2, 3, 5),
            (2, 2, 5),
        ] {
            let expected: Vec<ValueId> = (first..first + count).map(ValueId).collect();
            assert_eq!(part(&FEW, at, count as usize), expected);
        }
    }

    fn ids(list: &[u32]) -> Vec<ValueId> {
        list.iter().copied().map(ValueId).collect()
    }

    fn list() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(any::<u32>(), 0..11)
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            args in list(),
            nodes in prop::collection::vec((list(), list(), any::<Option<u32>>()), 0..6),
        ) {
            let mut lists = Lists::default();
            let first = lists.list(&args);
            let places: Vec<usize> = nodes
                .iter()
                .map(|(ins, outs, literal)| lists.node(ins, outs, *literal))
                .collect();
            let count = lists.count();
            let bytes = bytes(lists.into_numbers());
            let numbers = bytes.chunks(4).map(|four| ValueId(u32::from_le_bytes(four.try_into().unwrap())));
            let numbers: &'static [ValueId] = numbers.collect::<Vec<_>>().leak();
            let rows = numbers.as_chunks().0;
            prop_assert_eq!(rows.len(), count);
            prop_assert_eq!(part(rows, first, args.len()), ids(&args));
            for ((ins, outs, literal), at) in nodes.iter().zip(places) {
                let (next, last) = node_rows(at, ins.len(), outs.len());
                prop_assert_eq!(part(rows, at, ins.len()), ids(ins));
                prop_assert_eq!(part(rows, next, outs.len()), ids(outs));
                if let Some(literal) = literal {
                    prop_assert_eq!(rows[last][0], ValueId(*literal));
                }
            }
        }
    }

    #[cfg(feature = "pod")]
    #[test]
    fn tables_are_read_from_bytes() {
        const IDS: [ValueId; 3] = table(*b"\0\0\0\0\x07\0\0\0\x01\x02\x03\x04");
        assert_eq!(IDS, [ValueId(0), ValueId(7), ValueId(0x0403_0201)]);
        let record = Record {
            shape: 1,
            at: 2,
            line: 3,
            column: 0x0102_0304,
        };
        let written: [u8; 16] = bytes(record.numbers()).try_into().unwrap();
        assert_eq!(table::<Record, _, 1>(written), [record]);
        let rule = TypeRule {
            op: TypeRule::LOOP,
            ins: [1, 2],
            out: 3,
            outs: 4,
        };
        let written: [u8; 20] = bytes(rule.numbers()).try_into().unwrap();
        assert_eq!(table::<TypeRule, _, 1>(written), [rule]);
    }
}
