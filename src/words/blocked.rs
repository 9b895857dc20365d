//! What stands in a need's way by arithmetic, whatever money costs: needs before it, least sums, and rules of whole numbers.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::{Language, Message, Name, number, phrase, sentence};

/// A rule that stands in the way by arithmetic, whatever money costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Blocked {
    /// A need before it is less far paid than it could go.
    After {
        /// The need before it.
        before: phrase::Need,
        /// What that one gets.
        paid: Rupiah,
        /// What that one costs.
        cost: Rupiah,
    },
    /// It takes at least so much, and the ceilings leave less.
    TooDear {
        /// The least it takes.
        least: Rupiah,
        /// What the ceilings still leave.
        room: Rupiah,
    },
    /// A group that gets nothing may only get nothing, or at least so much.
    LeastGrant {
        /// The rule, with its group.
        rule: phrase::Rule,
        /// The least.
        least: Rupiah,
    },
    /// As many as may be are counted already.
    Full {
        /// The rule, with its group.
        rule: phrase::Rule,
        /// How many may be.
        most: u32,
    },
    /// All of a set or none: none is paid.
    Together {
        /// The rule, with its group.
        rule: phrase::Rule,
        /// Needs of the set.
        needs: usize,
        /// What they cost together.
        cost: Rupiah,
    },
    /// At most one of a set, and another is paid.
    Exclusive {
        /// The rule, with its group.
        rule: phrase::Rule,
        /// The one that is paid.
        other: phrase::Need,
    },
    /// Its sentra earns points for completion only when every essential need is paid.
    Incomplete {
        /// The sentra.
        sentra: Name,
        /// What its essential needs lack.
        missing: Rupiah,
        /// The points.
        points: f64,
    },
}

impl Message for Blocked {
    fn say(&self, language: Language) -> String {
        match self {
            Self::After { before, paid, cost } => {
                let before = before.say(language);
                sentence!(language,
                    id: "Ia menunggu {before}, yang baru menerima {paid} dari {cost}.",
                    en: "It waits for {before}, which gets {paid} of {cost} so far.")
            }
            Self::TooDear { least, room } => sentence!(language,
                id: "Ia hanya dapat dibayar mulai {least}, sedangkan pagu menyisakan {room}.",
                en: "It can only be paid from {least} on, and the ceilings leave {room}."),
            Self::LeastGrant { rule, least } => {
                let rule = rule.say(language);
                sentence!(language,
                    id: "Menurut {rule}, kelompoknya menerima nol atau sedikitnya {least}; sekarang nol, jadi kebutuhan lain harus masuk bersamanya.",
                    en: "Under {rule} its group gets nothing or at least {least}; it gets nothing now, so others would have to come in with it.")
            }
            Self::Full { rule, most } => {
                let (rule, most) = (rule.say(language), number::count(*most as usize, language));
                sentence!(language,
                    id: "Menurut {rule}, paling banyak {most} boleh didanai, dan jumlah itu sudah terpenuhi tanpa dia.",
                    en: "Under {rule} at most {most} may be funded, and so many are without it.")
            }
            Self::Together { rule, needs, cost } => {
                let (rule, needs) = (rule.say(language), number::count(*needs, language));
                sentence!(language,
                    id: "Menurut {rule}, {needs} kebutuhan didanai semua atau tidak sama sekali; bersama-sama biayanya {cost}.",
                    en: "Under {rule} {needs} needs are funded all or none; together they cost {cost}.")
            }
            Self::Exclusive { rule, other } => {
                let (rule, other) = (rule.say(language), other.say(language));
                sentence!(language,
                    id: "Menurut {rule}, hanya satu yang boleh didanai, yaitu {other}.",
                    en: "Under {rule} only one may be funded, and that is {other}.")
            }
            Self::Incomplete { sentra, missing, points } => {
                let points = number::points(*points, language);
                sentence!(language,
                    id: "Sentra {sentra} baru mendapat {points} poin penyelesaian bila seluruh kebutuhan pokoknya dibayar; masih kurang {missing}.",
                    en: "Sentra {sentra} earns its {points} points for completion only with every essential need paid; {missing} are wanting.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    #[test]
    fn every_obstacle_reads_in_both() {
        let name = || Name::new("dak", "DAK");
        let need = || phrase::Need { code: "N1".into(), activity: name(), sentra: Name::new("kopi", "Kopi Liwa") };
        let rule =
            || phrase::Rule { id: "r".into(), title: crate::input::Title::default(), group: phrase::Group::default() };
        let money = Rupiah::new(1_234_567_000);
        let blocked = [
            Blocked::After { before: need(), paid: money, cost: money },
            Blocked::TooDear { least: money, room: money },
            Blocked::LeastGrant { rule: rule(), least: money },
            Blocked::Full { rule: rule(), most: 3 },
            Blocked::Together { rule: rule(), needs: 2, cost: money },
            Blocked::Exclusive { rule: rule(), other: need() },
            Blocked::Incomplete { sentra: name(), missing: money, points: 2.5 },
        ];
        proof::read_all(include_str!("blocked.rs"), "Blocked", &blocked);
    }
}
