use super::*;

/// Numbers whose sum depends on the order.
fn rows(parts: usize, width: usize) -> Vec<f64> {
    let number = |i: usize| ((i as f64 * 0.739_1 + 0.13).sin() * 43_758.545_3).fract();
    (0..parts * width)
        .map(|i| number(i) * 10f64.powi(i as i32 % 9))
        .collect()
}

/// The sum of some parts as it is defined.
fn halved(rows: &[f64], width: usize) -> Vec<f64> {
    let parts = rows.len() / width;
    if parts == 1 {
        return rows.to_vec();
    }
    let (a, b) = rows.split_at(parts.div_ceil(2) * width);
    let (a, b) = (halved(a, width), halved(b, width));
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_sum_has_the_same_bits_for_any_number_of_ranks() {
    let mut others = 0;
    // Powers of 2 that divide the parts and those that do not, more ranks than parts, subtrees of 3 and 5.
    for parts in (1..=13).chain([20, 24]) {
        for width in [1, 3] {
            let all = rows(parts, width);
            let expected = halved(&all, width);
            let plain = |i: usize| all.iter().skip(i).step_by(width).sum::<f64>();
            let plain: Vec<f64> = (0..width).map(plain).collect();
            others += usize::from(bits(&plain) != bits(&expected));
            for (a, b) in plain.iter().zip(&expected) {
                assert!((a - b).abs() <= 1e-14 * 1e9, "{a} {b}");
            }
            for count in 1..=5 {
                let sums = Threads::run(count, |ranks| {
                    let own = share(parts, ranks.rank(), count);
                    let mine = all[own.start * width..own.end * width].to_vec();
                    sum(ranks, mine, width, parts, add).unwrap()
                });
                for sum in sums {
                    assert_eq!(bits(&sum), bits(&expected), "{parts} parts, {count} ranks");
                }
            }
        }
    }
    assert!(others > 10, "the order does not matter here");
}

#[test]
fn parts_are_shared_evenly_and_in_order() {
    for parts in 0..20 {
        for count in 1..8 {
            let shares: Vec<_> = (0..count).map(|rank| share(parts, rank, count)).collect();
            let all: Vec<usize> = shares.iter().cloned().flatten().collect();
            assert_eq!(all, (0..parts).collect::<Vec<_>>());
            let lengths = shares.iter().map(ExactSizeIterator::len);
            assert!(lengths.clone().max().unwrap() - lengths.min().unwrap() <= 1);
        }
    }
}

#[test]
fn what_a_rank_could_not_compute_is_an_error_on_all() {
    for (count, failing) in [(2, 1), (4, 0), (3, 2)] {
        let ends = Threads::run(count, |ranks| {
            let rank = ranks.rank();
            let mine = if rank >= failing {
                Err(Error::Config(format!("ä, at {rank}")))
            } else {
                Ok(vec![f64::NAN; rank + 1])
            };
            let lengths: Vec<usize> = (1..=count).collect();
            let first = gather(ranks, mine, &lengths).unwrap_err().to_string();
            // The ranks are still together.
            let lengths = vec![1; count];
            let next = gather(ranks, Ok(vec![rank as f64]), &lengths).unwrap();
            assert_eq!(next, (0..count).map(|r| r as f64).collect::<Vec<_>>());
            first
        });
        for end in ends {
            assert_eq!(end, format!("rank {failing}: ä, at {failing}"));
        }
    }
    // Nobody is named for what all have.
    let ends = Threads::run(3, |ranks| {
        let mine: Result<(), _> = Err(Error::Report("full".into()));
        agree(ranks, mine).unwrap_err()
    });
    assert!(ends.iter().all(|end| matches!(end, Error::Report(_))));
    // An error of the only rank stays what it is.
    let alone = agree::<()>(&Alone, Err(Error::Report("x".into())));
    assert!(matches!(alone, Err(Error::Report(_))));
    let results = Threads::run(2, |ranks| agree(ranks, Ok(ranks.rank())).unwrap());
    assert_eq!(results, [0, 1]);
}

#[test]
fn a_rank_that_has_ended_does_not_leave_the_others_waiting() {
    let ends = Threads::run(2, |ranks| (ranks.rank(), ranks.count()));
    assert_eq!(ends, [(0, 2), (1, 2)]);
    let mut ranks = Threads::new(2);
    ranks.truncate(1);
    let error = ranks[0].gather(&[1.0], &[1, 1]).unwrap_err().to_string();
    assert_eq!(error, "rank 1: has ended before the others");
    let error = ranks[0].exchange(1, &[1.0], &mut [0.0]).unwrap_err();
    assert_eq!(error.to_string(), "rank 1: has ended before the others");
}

#[test]
fn lengths_that_do_not_fit_are_errors() {
    assert_eq!(
        Alone.gather(&[1.0], &[2]).unwrap_err().to_string(),
        "rank 0 of 1 brings 1 numbers, but the lengths are [2]"
    );
    assert_eq!(
        sum(&Alone, vec![1.0], 2, 1, add).unwrap_err().to_string(),
        "rank 0 of 1 has 1 of 1 parts with 2 numbers each, but brings 1 numbers"
    );
    assert_eq!(
        Alone.exchange(1, &[], &mut []).unwrap_err().to_string(),
        "there is no rank 1 to exchange numbers with"
    );
    let ends = Threads::run(2, |ranks| {
        let mine = vec![0.0; 1 + ranks.rank()];
        let mut theirs = [0.0];
        let exchanged = ranks.exchange(1 - ranks.rank(), &mine, &mut theirs);
        exchanged.map_err(|error| error.to_string())
    });
    assert_eq!(
        ends,
        [
            Err("rank 1 sent 2 numbers, but rank 0 waits for 1".into()),
            Ok(())
        ]
    );
}
