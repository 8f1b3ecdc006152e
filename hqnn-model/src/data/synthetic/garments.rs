//! How each garment is cut. Every number that a `dice` gives is a way in which two pieces of a kind differ.

use super::Dice;
use super::raster::Part;

/// The parts of a garment of a class (0 to 9), the lower ones first.
pub(super) fn cut(class: usize, dice: &mut Dice) -> Vec<Part> {
    match class {
        0 => t_shirt(dice),
        1 => trouser(dice),
        2 => pullover(dice),
        3 => dress(dice),
        4 => coat(dice),
        5 => sandal(dice),
        6 => shirt(dice),
        7 => sneaker(dice),
        8 => bag(dice),
        _ => ankle_boot(dice),
    }
}

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
    fn part(&self, shade: f32) -> Part {
        let (neck, depth) = self.neck;
        let (x, y) = self.cuff;
        // The cuff is at right angles to the sleeve, which starts at the shoulder.
        let (dx, dy) = (x - 0.5, y + 0.72);
        let long = (dx * dx + dy * dy).sqrt().max(1e-3);
        let inner = (x - dy / long * self.opening, y + dx / long * self.opening);
        Part::mirrored(
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

fn t_shirt(dice: &mut Dice) -> Vec<Part> {
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
        parts.push(Part::polygon(
            shade,
            &[(-x, y - 0.18), (x, y - 0.18), (x, y + 0.15), (-x, y + 0.15)],
        ));
    }
    parts
}

fn pullover(dice: &mut Dice) -> Vec<Part> {
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
        parts.push(Part::polygon(
            shade,
            &[(-hem, y - 0.12), (hem, y - 0.12), (hem, y), (-hem, y)],
        ));
    }
    parts
}

fn coat(dice: &mut Dice) -> Vec<Part> {
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
        Part::polygon(
            dark,
            &[
                (-width, lapel),
                (width, lapel),
                (width, bottom),
                (-width, bottom),
            ],
        ),
        Part::polygon(dark, &[(-0.17, -0.86), (0.17, -0.86), (0.0, lapel)]),
    ]
}

fn shirt(dice: &mut Dice) -> Vec<Part> {
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
        Part::polygon(
            line,
            &[(-0.03, -0.7), (0.03, -0.7), (0.03, bottom), (-0.03, bottom)],
        ),
        Part::polygon(collar, &[(-0.2, -0.92), (0.0, -0.76), (-0.15, -0.6)]),
        Part::polygon(collar, &[(0.2, -0.92), (0.0, -0.76), (0.15, -0.6)]),
    ]
}

fn trouser(dice: &mut Dice) -> Vec<Part> {
    let (waist, hip) = (dice.around(0.34, 0.06), dice.around(0.42, 0.07));
    let (outer, inner) = (dice.around(0.42, 0.09), dice.around(0.14, 0.08));
    let (crotch, hem) = (dice.around(-0.2, 0.15), dice.around(0.92, 0.06));
    vec![
        Part::mirrored(
            1.0,
            &[
                (waist, -0.92),
                (hip, -0.45),
                (outer, hem),
                (inner, hem),
                (0.02, crotch),
            ],
        ),
        Part::polygon(
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

fn dress(dice: &mut Dice) -> Vec<Part> {
    let (strap, depth) = (dice.around(0.26, 0.06), dice.around(0.16, 0.12));
    let (bust, waist) = (dice.around(0.31, 0.05), dice.around(0.25, 0.06));
    let (hem, length) = (dice.around(0.45, 0.15), dice.around(0.93, 0.05));
    let waistline = dice.around(-0.15, 0.12);
    let mut parts = vec![Part::mirrored(
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
        parts.push(Part::polygon(1.0, &sleeve));
        parts.push(Part::polygon(1.0, &sleeve.map(|(x, y)| (-x, y))));
    }
    if dice.chance(0.4) {
        let shade = dice.around(0.6, 0.3);
        parts.push(Part::band(
            shade,
            0.1,
            &[(-waist * 1.02, waistline), (waist * 1.02, waistline)],
        ));
    }
    parts
}

fn sandal(dice: &mut Dice) -> Vec<Part> {
    let heel = dice.around(0.18, 0.18);
    let ground = dice.around(0.5, 0.08);
    let thick = dice.around(0.12, 0.04);
    let arch = ground - thick - heel;
    // The toe points to the left.
    let mut parts = vec![
        Part::smooth(
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
        Part::polygon(
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
    parts.push(Part::band(
        shade,
        width,
        &bow(-0.75, -0.2, ground - thick, ground - thick - 0.6 * height),
    ));
    if dice.chance(0.7) {
        parts.push(Part::band(
            shade,
            width,
            &bow(-0.35, 0.25, ground - thick, ground - thick - 0.9 * height),
        ));
    }
    if dice.chance(0.8) {
        // The strap around the ankle.
        let top = arch - height;
        parts.push(Part::band(
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

fn sneaker(dice: &mut Dice) -> Vec<Part> {
    let (ground, sole) = (dice.around(0.48, 0.07), dice.around(0.13, 0.04));
    let (ankle, toe) = (dice.around(-0.28, 0.12), dice.around(0.08, 0.07));
    let base = ground - sole;
    let mut parts = vec![
        Part::smooth(
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
        Part::polygon(
            dice.around(1.2, 0.35),
            &[(-0.95, base), (0.95, base), (0.93, ground), (-0.9, ground)],
        ),
    ];
    if dice.chance(0.6) {
        let (x, shade) = (dice.around(0.1, 0.2), dice.around(0.9, 0.5));
        parts.push(Part::band(
            shade,
            0.1,
            &[(x - 0.15, base), (x + 0.12, ankle + 0.2)],
        ));
        parts.push(Part::band(
            shade,
            0.1,
            &[(x + 0.1, base), (x + 0.37, ankle + 0.2)],
        ));
    }
    parts
}

fn bag(dice: &mut Dice) -> Vec<Part> {
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
        parts.push(Part::polygon(dice.around(0.9, 0.15), &arch(0.0)));
        parts.push(Part::polygon(0.0, &arch(grip)));
    }
    let upper = wide - taper;
    parts.push(Part::polygon(
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
        parts.push(Part::polygon(
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

fn ankle_boot(dice: &mut Dice) -> Vec<Part> {
    let (ground, heel) = (dice.around(0.8, 0.06), dice.around(0.14, 0.12));
    let (shaft, front) = (dice.around(-0.75, 0.14), dice.around(0.08, 0.1));
    let toe = dice.around(0.38, 0.07);
    let sole = ground - heel;
    vec![
        Part::smooth(
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
        Part::polygon(
            dice.around(0.8, 0.2),
            &[
                (0.45, sole - 0.05),
                (0.88, sole - 0.05),
                (0.84, ground),
                (0.5, ground),
            ],
        ),
        Part::polygon(
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
