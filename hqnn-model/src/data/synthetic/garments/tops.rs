//! What is worn on the upper body.

use super::super::dice::Dice;
use super::super::raster::Polygon;

/// Body, sleeves and neck of everything worn on the upper body.
struct Top {
    /// Half the width of the neck, and how deep it is cut.
    neck: (f32, f32),
    /// Half the width at the armpits and at the hem.
    chest: f32,
    hem: f32,
    /// Where the body ends.
    length: f32,
    /// The outer end of a sleeve, and how wide it is there.
    cuff: (f32, f32),
    opening: f32,
}

impl Top {
    fn part(&self, shade: f32) -> Polygon {
        let (neck, depth) = self.neck;
        let (x, y) = self.cuff;
        // The cuff is at right angles to the sleeve, which starts at the shoulder.
        let (dx, dy) = (x - 0.5, y + 0.72);
        let long = (dx * dx + dy * dy).sqrt().max(1e-3);
        let inner = (x - dy / long * self.opening, y + dx / long * self.opening);
        Polygon::mirrored(
            shade,
            &[
                (0.0, -0.86 + depth),
                (neck * 0.7, -0.86 + 0.7 * depth),
                (neck, -0.88),
                (0.5, -0.74),
                (x, y),
                inner,
                (self.chest, -0.28),
                (self.hem, self.length),
            ],
        )
    }
}

pub(super) fn t_shirt(dice: &mut Dice) -> Vec<Polygon> {
    let chest = dice.around(0.5, 0.07);
    let top = Top {
        neck: (dice.around(0.22, 0.06), dice.around(0.14, 0.09)),
        chest,
        hem: chest + dice.around(0.0, 0.05),
        length: dice.around(0.83, 0.1),
        cuff: (dice.around(0.92, 0.07), dice.around(-0.3, 0.13)),
        opening: dice.around(0.27, 0.05),
    };
    let mut parts = vec![top.part(1.0)];
    if dice.chance(0.3) {
        // A print on the chest.
        let (x, y, shade) = (
            dice.around(0.22, 0.08),
            dice.around(0.0, 0.15),
            dice.around(0.8, 0.5),
        );
        parts.push(Polygon::filled(
            shade,
            &[(-x, y - 0.18), (x, y - 0.18), (x, y + 0.15), (-x, y + 0.15)],
        ));
    }
    parts
}

pub(super) fn pullover(dice: &mut Dice) -> Vec<Polygon> {
    let chest = dice.around(0.5, 0.06);
    let hem = chest + dice.around(-0.02, 0.05);
    let top = Top {
        neck: (dice.around(0.21, 0.04), dice.around(0.06, 0.05)),
        chest,
        hem,
        length: dice.around(0.8, 0.1),
        cuff: (dice.around(0.93, 0.06), dice.around(0.55, 0.15)),
        opening: dice.around(0.21, 0.04),
    };
    let y = top.length;
    let mut parts = vec![top.part(1.0)];
    if dice.chance(0.6) {
        // The ribbed hem.
        let shade = dice.around(0.8, 0.12);
        parts.push(Polygon::filled(
            shade,
            &[(-hem, y - 0.12), (hem, y - 0.12), (hem, y), (-hem, y)],
        ));
    }
    parts
}

pub(super) fn coat(dice: &mut Dice) -> Vec<Polygon> {
    let chest = dice.around(0.5, 0.06);
    let top = Top {
        neck: (dice.around(0.2, 0.05), dice.around(0.2, 0.1)),
        chest,
        hem: chest + dice.around(0.06, 0.06),
        length: dice.around(0.93, 0.05),
        cuff: (dice.around(0.92, 0.06), dice.around(0.58, 0.13)),
        opening: dice.around(0.22, 0.04),
    };
    let (bottom, width, dark) = (
        top.length,
        dice.around(0.035, 0.02),
        dice.around(0.35, 0.25),
    );
    let lapel = dice.around(0.05, 0.2);
    vec![
        top.part(1.0),
        // Where the front closes, and the collar that opens above.
        Polygon::filled(
            dark,
            &[
                (-width, lapel),
                (width, lapel),
                (width, bottom),
                (-width, bottom),
            ],
        ),
        Polygon::filled(dark, &[(-0.17, -0.86), (0.17, -0.86), (0.0, lapel)]),
    ]
}

pub(super) fn shirt(dice: &mut Dice) -> Vec<Polygon> {
    let chest = dice.around(0.49, 0.06);
    // Shirts come with long sleeves and with short ones, which is what makes them hard to tell from the others.
    let long = dice.chance(0.6);
    let cuff = if long {
        (dice.around(0.9, 0.06), dice.around(0.55, 0.15))
    } else {
        (dice.around(0.9, 0.07), dice.around(-0.22, 0.13))
    };
    let top = Top {
        neck: (dice.around(0.18, 0.04), dice.around(0.1, 0.05)),
        chest,
        hem: chest + dice.around(0.0, 0.05),
        length: dice.around(0.85, 0.09),
        cuff,
        opening: if long {
            dice.around(0.2, 0.04)
        } else {
            dice.around(0.27, 0.05)
        },
    };
    let bottom = top.length;
    let line = dice.around(0.7, 0.2);
    let collar = dice.around(1.15, 0.2);
    vec![
        top.part(1.0),
        Polygon::filled(
            line,
            &[(-0.03, -0.7), (0.03, -0.7), (0.03, bottom), (-0.03, bottom)],
        ),
        Polygon::filled(collar, &[(-0.2, -0.92), (0.0, -0.76), (-0.15, -0.6)]),
        Polygon::filled(collar, &[(0.2, -0.92), (0.0, -0.76), (0.15, -0.6)]),
    ]
}

pub(super) fn dress(dice: &mut Dice) -> Vec<Polygon> {
    let (strap, depth) = (dice.around(0.26, 0.06), dice.around(0.16, 0.12));
    let (bust, waist) = (dice.around(0.31, 0.05), dice.around(0.25, 0.06));
    let (hem, length) = (dice.around(0.45, 0.15), dice.around(0.93, 0.05));
    let waistline = dice.around(-0.15, 0.12);
    let mut parts = vec![Polygon::mirrored(
        1.0,
        &[
            (0.0, -0.88 + depth),
            (strap * 0.55, -0.9),
            (strap, -0.9),
            (bust, -0.5),
            (waist, waistline),
            (hem, length),
        ],
    )];
    if dice.chance(0.35) {
        // Short sleeves.
        let (x, y) = (dice.around(0.55, 0.1), dice.around(-0.4, 0.15));
        let sleeve = [
            (strap * 0.8, -0.9),
            (x, y),
            (x - 0.14, y + 0.1),
            (bust * 0.8, -0.45),
        ];
        parts.push(Polygon::filled(1.0, &sleeve));
        parts.push(Polygon::filled(1.0, &sleeve.map(|(x, y)| (-x, y))));
    }
    if dice.chance(0.4) {
        let shade = dice.around(0.6, 0.3);
        parts.push(Polygon::band(
            shade,
            0.1,
            &[(-waist * 1.02, waistline), (waist * 1.02, waistline)],
        ));
    }
    parts
}
