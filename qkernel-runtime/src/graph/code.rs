//! The nodes of a graph from the byte strings that the macro writes. A kernel of a thousand gates has many thousand nodes and
//! values: as expressions they would cost rustc seconds.

use super::{Loc, Node, Op, ValueId};

/// Takes a number from the front of the code: seven bits a byte, the lowest first.
const fn number(code: &mut &[u8]) -> usize {
    // Most have one byte or two.
    match *code {
        [a @ 0..=127, rest @ ..] => {
            *code = rest;
            *a as usize
        }
        [a, b @ 0..=127, rest @ ..] => {
            *code = rest;
            *a as usize - 128 + *b as usize * 128
        }
        [a, rest @ ..] => {
            *code = rest;
            *a as usize - 128 + number(code) * 128
        }
        [] => panic!("the code of a graph has ended"),
    }
}

/// The numbers of values that the nodes of a graph refer to.
pub const fn ids<const N: usize>(mut code: &[u8]) -> [ValueId; N] {
    let mut ids = [ValueId(0); N];
    let mut i = 0;
    while i < N {
        ids[i] = ValueId(number(&mut code) as u32);
        i += 1;
    }
    ids
}

/// A part of a list of values.
pub const fn part(ids: &[ValueId], from: usize, to: usize) -> &[ValueId] {
    ids.split_at(to).0.split_at(from).1
}

/// What a node does, and how many values go in and out.
pub type Shape = (Op, usize, usize);

/// The nodes of a region. The code begins with the place of their values in `ids`; for each node follow the number of its
/// shape, how many lines it stands below the last one (modulo 2^32), and its column.
///
/// Each step costs: rustc takes a microsecond for it.
pub const fn nodes<const N: usize>(
    mut code: &[u8],
    shapes: &[Shape],
    ids: &'static [ValueId],
    file: &'static str,
) -> [Node; N] {
    let mut nodes = [Node {
        op: Op::Take,
        ins: &[],
        outs: &[],
        loc: Loc {
            file,
            line: 0,
            column: 0,
        },
    }; N];
    let mut values = ids.split_at(number(&mut code)).1;
    let mut line = 0;
    let mut i = 0;
    while i < N {
        let (shape, below, column);
        if let [a @ 0..=127, b @ 0..=127, c @ 0..=127, rest @ ..] = code {
            (shape, below, column) = (*a as usize, *b as usize, *c as usize);
            code = rest;
        } else {
            shape = number(&mut code);
            below = number(&mut code);
            column = number(&mut code);
        }
        line = (line + below) & u32::MAX as usize;
        let (op, ins, outs) = shapes[shape];
        let node = &mut nodes[i];
        node.op = op;
        node.loc.line = line as u32;
        node.loc.column = column as u32;
        (node.ins, values) = cut(values, ins);
        (node.outs, values) = cut(values, outs);
        i += 1;
    }
    nodes
}

/// The first `count` values, and the others.
const fn cut(values: &[ValueId], count: usize) -> (&[ValueId], &[ValueId]) {
    match (count, values) {
        (0, _) => (&[], values),
        (1, [first, rest @ ..]) => (std::slice::from_ref(first), rest),
        _ => values.split_at(count),
    }
}

/// The name of each value, by its number in a table.
pub const fn names<const N: usize>(mut code: &[u8], table: &[&'static str]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut i = 0;
    while i < N {
        names[i] = table[number(&mut code)];
        i += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_of_any_length() {
        assert_eq!(
            ids::<4>(&[0, 127, 128, 1, 255, 255, 3]),
            [ValueId(0), ValueId(127), ValueId(128), ValueId(65535)]
        );
    }

    #[test]
    fn reads_names() {
        let table = &["", "q", "theta"];
        assert_eq!(names::<3>(&[1, 0, 2], table), ["q", "", "theta"]);
    }
}
