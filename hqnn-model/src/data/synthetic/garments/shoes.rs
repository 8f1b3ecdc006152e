//! What is worn on the feet; every toe points to the left.

use super::super::dice::Dice;
use super::super::raster::Polygon;

pub(super) fn sandal(dice: &mut Dice) -> Vec<Polygon> {
    let heel = dice.around(0.18, 0.18);
    let ground = dice.around(0.5, 0.08);
    let thick = dice.around(0.12, 0.04);
    let arch = ground - thick - heel;
    // The toe points to the left.
    let mut parts = vec![
        Polygon::smooth(
            1.0,
            &[
                (-0.95, ground - thick),
                (-0.4, ground - thick - 0.02),
                (0.1, ground - thick - 0.5 * heel),
                (0.9, arch),
                (0.92, arch + thick),
                (0.2, ground - 0.4 * heel),
                (-0.5, ground),
                (-0.92, ground),
            ],
        ),
        Polygon::filled(
            dice.around(0.9, 0.1),
            &[
                (0.6, arch + 0.05),
                (0.92, arch + 0.05),
                (0.88, ground),
                (0.7, ground),
            ],
        ),
    ];
    let width = dice.around(0.11, 0.04);
    let (height, shade) = (dice.around(0.5, 0.2), dice.around(0.9, 0.2));
    let bow = |from: f32, to: f32, low: f32, top: f32| {
        [
            (from, low),
            (from + 0.25 * (to - from), top),
            (from + 0.75 * (to - from), top),
            (to, low),
        ]
    };
    parts.push(Polygon::band(
        shade,
        width,
        &bow(-0.75, -0.2, ground - thick, ground - thick - 0.6 * height),
    ));
    if dice.chance(0.7) {
        parts.push(Polygon::band(
            shade,
            width,
            &bow(-0.35, 0.25, ground - thick, ground - thick - 0.9 * height),
        ));
    }
    if dice.chance(0.8) {
        // The strap around the ankle.
        let top = arch - height;
        parts.push(Polygon::band(
            shade,
            width,
            &[
                (0.85, arch),
                (0.8, top),
                (0.35, top + 0.1),
                (0.0, ground - thick),
            ],
        ));
    }
    parts
}

pub(super) fn sneaker(dice: &mut Dice) -> Vec<Polygon> {
    let (ground, sole) = (dice.around(0.48, 0.07), dice.around(0.13, 0.04));
    let (ankle, toe) = (dice.around(-0.28, 0.12), dice.around(0.08, 0.07));
    let base = ground - sole;
    let mut parts = vec![
        Polygon::smooth(
            1.0,
            &[
                (-0.93, base),
                (-0.88, toe + 0.05),
                (-0.45, toe - 0.08),
                (0.05, ankle + 0.1),
                (0.3, ankle),
                (0.55, ankle + 0.12),
                (0.86, ankle - 0.02),
                (0.93, base),
            ],
        ),
        Polygon::filled(
            dice.around(1.2, 0.35),
            &[(-0.95, base), (0.95, base), (0.93, ground), (-0.9, ground)],
        ),
    ];
    if dice.chance(0.6) {
        let (x, shade) = (dice.around(0.1, 0.2), dice.around(0.9, 0.5));
        parts.push(Polygon::band(
            shade,
            0.1,
            &[(x - 0.15, base), (x + 0.12, ankle + 0.2)],
        ));
        parts.push(Polygon::band(
            shade,
            0.1,
            &[(x + 0.1, base), (x + 0.37, ankle + 0.2)],
        ));
    }
    parts
}

pub(super) fn ankle_boot(dice: &mut Dice) -> Vec<Polygon> {
    let (ground, heel) = (dice.around(0.8, 0.06), dice.around(0.14, 0.12));
    let (shaft, front) = (dice.around(-0.75, 0.14), dice.around(0.08, 0.1));
    let toe = dice.around(0.38, 0.07);
    let sole = ground - heel;
    vec![
        Polygon::smooth(
            1.0,
            &[
                (-0.95, ground - 0.05),
                (-0.88, toe + 0.05),
                (-0.45, toe - 0.1),
                (front - 0.08, 0.1),
                (front - 0.03, -0.35),
                (front, shaft),
                (0.45, shaft + 0.02),
                (0.82, shaft),
                (0.78, -0.2),
                (0.88, 0.3),
                (0.86, sole),
                (0.3, sole),
                (-0.2, ground - 0.02),
            ],
        ),
        Polygon::filled(
            dice.around(0.8, 0.2),
            &[
                (0.45, sole - 0.05),
                (0.88, sole - 0.05),
                (0.84, ground),
                (0.5, ground),
            ],
        ),
        Polygon::filled(
            dice.around(0.8, 0.2),
            &[
                (-0.95, ground - 0.08),
                (-0.1, ground - 0.08),
                (-0.15, ground),
                (-0.9, ground),
            ],
        ),
    ]
}
