use super::*;

#[test]
fn an_image_that_is_not_there_is_none_for_every_index() {
    let split = Split::new((0..2 * PIXELS).map(|i| i as u8).collect(), vec![3, 4]).unwrap();
    assert_eq!(split.image(1).unwrap(), &split.pixels[PIXELS..]);
    // 1 << 60 times 784 is 0 in 64 bits.
    for index in [2, 3, 1 << 60, usize::MAX / PIXELS, usize::MAX] {
        assert_eq!(split.image(index), None, "{index}");
    }
}

#[test]
fn pixels_that_are_not_whole_images_are_an_error() {
    for (pixels, labels) in [(0, 1), (PIXELS, 0), (PIXELS - 1, 1), (PIXELS + 1, 1)] {
        assert!(Split::new(vec![0; pixels], vec![0; labels]).is_err());
    }
}
