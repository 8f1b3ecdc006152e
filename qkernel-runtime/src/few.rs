//! Short lists without memory of their own.

use std::ops::Deref;

/// A list that is kept in place where it has at most `N` items.
#[derive(Clone, Debug)]
pub(crate) enum Few<T, const N: usize> {
    Here { count: u8, items: [T; N] },
    There(Box<[T]>),
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::Here { count, items } => &items[..usize::from(*count)],
            Few::There(items) => items,
        }
    }
}

impl<T: Copy + Default, const N: usize> FromIterator<T> for Few<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Few<T, N> {
        let mut items = [T::default(); N];
        let mut all = all.into_iter();
        let mut count = 0;
        for item in all.by_ref() {
            if count == N {
                let list = items.into_iter().chain([item]).chain(all);
                return Few::There(list.collect());
            }
            items[count] = item;
            count += 1;
        }
        Few::Here {
            count: count as u8,
            items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_what_they_are_made_of() {
        for length in 0..7 {
            let list: Vec<usize> = (0..length).collect();
            let few: Few<usize, 3> = list.iter().copied().collect();
            assert_eq!(*few, *list);
            assert_eq!(matches!(few, Few::Here { .. }), length <= 3);
        }
    }
}
