use crate::data::synthetic::generate;

#[test]
fn classes_get_new_labels_in_the_order_they_are_named() {
    let set = generate(5, 3, 1).subset(&[8, 0, 5], 4, 2, 42).unwrap();
    assert_eq!(set.classes, ["Bag", "T-shirt", "Sandal"]);
    assert_eq!(set.train.labels(), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    assert_eq!(set.test.labels(), [0, 0, 1, 1, 2, 2]);
}

#[test]
fn images_are_drawn_without_replacement_and_by_seed() {
    let all = generate(6, 6, 1);
    let set = all.subset(&[3], 6, 0, 42).unwrap();
    let mut found: Vec<_> = (0..6).map(|i| set.train.image(i).unwrap()).collect();
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 6);
    let three = |seed| all.subset(&[3], 3, 3, seed).unwrap();
    assert_eq!(three(1), three(1));
    assert_ne!(three(1).train, three(2).train);
}

#[test]
fn impossible_subsets_are_errors() {
    let all = generate(3, 2, 1);
    let fault =
        |classes: &[u8], train, test| all.subset(classes, train, test, 0).unwrap_err().to_string();
    assert_eq!(
        fault(&[0, 10], 1, 1),
        "class 10 does not exist: classes go from 0 to 9"
    );
    assert_eq!(fault(&[4, 1, 4], 1, 1), "class 4 is chosen twice");
    assert_eq!(
        fault(&[4], 4, 1),
        "4 training images of class 4 (Coat) were asked for, but there are 3"
    );
    assert_eq!(
        fault(&[4], 1, 9),
        "9 test images of class 4 (Coat) were asked for, but there are 2"
    );
}
