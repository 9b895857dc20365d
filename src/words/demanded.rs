//! What a programme demands, as noun phrases.

use serde::{Deserialize, Serialize};

use crate::words::phrase::{Ceiling, Need, Payment, Rule};
use crate::words::{Language, Message, sentence};

/// A demand, as a noun phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demanded {
    /// A rule in a group.
    Rule(Rule),
    /// A ceiling.
    Ceiling(Ceiling),
    /// What is contracted of a payment.
    Contract(Payment),
    /// That a need does not come before another.
    Order {
        /// The later need.
        need: Need,
        /// Code of the need that goes before it.
        before: String,
    },
    /// That a need comes after all that it names.
    After(Need),
    /// That a need is paid whole, from a share on, or within one year.
    Undivided(Need),
}

impl Message for Demanded {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Rule(rule) => rule.say(language),
            Self::Ceiling(ceiling) => ceiling.say(language),
            Self::Contract(payment) => {
                let payment = payment.say(language);
                sentence!(language, id: "kontrak atas {payment}", en: "the contract for {payment}")
            }
            Self::Order { need, before } => {
                let need = need.say(language);
                sentence!(language,
                    id: "urutan yang menempatkan {need} sesudah {before}",
                    en: "the order that puts {need} after {before}")
            }
            Self::After(need) => {
                let need = need.say(language);
                sentence!(language, id: "urutan sebelum {need}", en: "the order before {need}")
            }
            Self::Undivided(need) => {
                let need = need.say(language);
                sentence!(language, id: "keutuhan {need}", en: "the undivided funding of {need}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Title;
    use crate::words::phrase::{Group, Place};
    use crate::words::{Name, proof};

    #[test]
    fn every_demand_reads_in_both() {
        let need = Need {
            code: "N1".into(),
            activity: Name::new("building", "Bangunan"),
            sentra: Name::new("kopi", "Kopi Liwa"),
        };
        let source = Name::new("dak", "DAK Fisik");
        let ceiling = Ceiling { source: source.clone(), place: Place::Nation, year: 2019 };
        let rule = Rule { id: "dry".into(), title: Title::default(), group: Group::default() };
        let demanded = [
            Demanded::Rule(rule),
            Demanded::Ceiling(ceiling.clone()),
            Demanded::Contract(Payment { need: need.clone(), year: 2019, source }),
            Demanded::Order { need: need.clone(), before: "N0".into() },
            Demanded::After(need.clone()),
            Demanded::Undivided(need),
        ];
        proof::read_all(include_str!("demanded.rs"), "Demanded", &demanded);
    }
}
