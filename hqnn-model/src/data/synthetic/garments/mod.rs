//! How each garment is cut. Every number that a `dice` gives is a way in which two pieces of a kind differ.

mod shoes;
mod tops;

use super::dice::Dice;
use super::raster::Polygon;

/// The parts of a garment of a class (0 to 9), the lower ones first.
pub(super) fn cut(class: usize, dice: &mut Dice) -> Vec<Polygon> {
    match class {
        0 => tops::t_shirt(dice),
        1 => trouser(dice),
        2 => tops::pullover(dice),
        3 => tops::dress(dice),
        4 => tops::coat(dice),
        5 => shoes::sandal(dice),
        6 => tops::shirt(dice),
        7 => shoes::sneaker(dice),
        8 => bag(dice),
        _ => shoes::ankle_boot(dice),
    }
}

fn trouser(dice: &mut Dice) -> Vec<Polygon> {
    let (waist, hip) = (dice.around(0.34, 0.06), dice.around(0.42, 0.07));
    let (outer, inner) = (dice.around(0.42, 0.09), dice.around(0.14, 0.08));
    let (crotch, hem) = (dice.around(-0.2, 0.15), dice.around(0.92, 0.06));
    vec![
        Polygon::mirrored(
            1.0,
            &[
                (waist, -0.92),
                (hip, -0.45),
                (outer, hem),
                (inner, hem),
                (0.02, crotch),
            ],
        ),
        Polygon::filled(
            dice.around(0.8, 0.2),
            &[
                (-waist, -0.92),
                (waist, -0.92),
                (waist * 1.06, -0.8),
                (-waist * 1.06, -0.8),
            ],
        ),
    ]
}

fn bag(dice: &mut Dice) -> Vec<Polygon> {
    let (wide, top) = (dice.around(0.78, 0.16), dice.around(-0.25, 0.17));
    let (bottom, taper) = (dice.around(0.75, 0.12), dice.around(0.05, 0.1));
    let mut parts = Vec::new();
    if dice.chance(0.85) {
        // The handle: an arch with its inside cut out again.
        let (reach, rise) = (wide * dice.around(0.5, 0.15), dice.around(0.52, 0.14));
        let grip = dice.around(0.11, 0.04);
        let arch = |inset: f32| {
            let (x, y) = (reach - inset, top - rise + inset);
            [
                (-x, top + 0.1),
                (-x * 0.9, y + 0.4 * rise),
                (-x * 0.4, y),
                (x * 0.4, y),
                (x * 0.9, y + 0.4 * rise),
                (x, top + 0.1),
            ]
        };
        parts.push(Polygon::filled(dice.around(0.9, 0.15), &arch(0.0)));
        parts.push(Polygon::filled(0.0, &arch(grip)));
    }
    let upper = wide - taper;
    parts.push(Polygon::filled(
        1.0,
        &[
            (-upper + 0.08, top),
            (upper - 0.08, top),
            (upper, top + 0.08),
            (wide, bottom - 0.1),
            (wide - 0.1, bottom),
            (-wide + 0.1, bottom),
            (-wide, bottom - 0.1),
            (-upper, top + 0.08),
        ],
    ));
    if dice.chance(0.5) {
        // The flap.
        let (low, shade) = (dice.around(0.15, 0.15), dice.around(0.75, 0.2));
        parts.push(Polygon::filled(
            shade,
            &[
                (-upper, top + 0.05),
                (upper, top + 0.05),
                (upper * 0.9, low),
                (-upper * 0.9, low),
            ],
        ));
    }
    parts
}
