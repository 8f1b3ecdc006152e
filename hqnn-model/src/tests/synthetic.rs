use super::generate;
use crate::data::PIXELS;

#[test]
fn the_seed_decides_every_pixel() {
    assert_eq!(generate(2, 1, 7), generate(2, 1, 7));
    assert_ne!(generate(2, 1, 7).train, generate(2, 1, 8).train);
    // More images do not change the first ones.
    assert_eq!(
        generate(2, 1, 7).train.image(5),
        generate(9, 1, 7).train.image(5)
    );
    // Training and test images are other draws.
    let set = generate(1, 1, 7);
    assert_ne!(set.train, set.test);
}

#[test]
fn every_garment_is_seen_and_lies_within_the_frame() {
    let set = generate(30, 0, 3);
    for index in 0..set.train.len() {
        let image = set.train.image(index).unwrap();
        assert_eq!(image.len(), PIXELS);
        let lit = image.iter().filter(|&&p| p > 40).count();
        let class = set.train.labels()[index];
        assert!(
            (40..650).contains(&lit),
            "image {index} of class {class} has {lit} lit pixels"
        );
    }
}

#[test]
fn no_two_images_of_a_class_are_equal() {
    let set = generate(20, 0, 3);
    for a in 0..set.train.len() {
        for b in (a + 10..set.train.len()).step_by(10) {
            assert_ne!(set.train.image(a), set.train.image(b));
        }
    }
}
