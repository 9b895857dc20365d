//! Sentra and their needs, drawn at random around the real figures; dense indices, before they become tables.

use super::indonesia;
use super::{Money, Spec};
use crate::input::{ProvinceRow, RegionRow, Status};
use crate::random::Random;

/// The six sectors, in the order of the published shares: code, name.
pub(super) const SECTORS: [(&str, &str); 6] = [
    ("pangan", "Pangan"),
    ("kerajinan", "Kerajinan dan aneka"),
    ("sandang", "Sandang"),
    ("kimia", "Kimia dan bahan bangunan"),
    ("furnitur", "Furnitur"),
    ("logam", "Logam, mesin, elektronika dan alat angkut"),
];

/// Kinds of sentra: code and name of the sector, its place in [`SECTORS`], worth of its needs, products for names.
pub(super) const KINDS: [(&str, &str, usize, f64, [&str; 5]); 7] = [
    ("pangan.kering", "Pangan kering", 0, 0.94, ["Kerupuk", "Keripik", "Kopi bubuk", "Gula aren", "Ikan asin"]),
    (
        "pangan.basah",
        "Pangan basah",
        0,
        1.12,
        ["Tahu dan tempe", "Bakso ikan", "Dodol", "Nata de coco", "Minyak kelapa"],
    ),
    ("kerajinan", "Kerajinan dan aneka", 1, 1.0, ["Anyaman bambu", "Gerabah", "Ukiran kayu", "Rotan", "Perak"]),
    ("sandang", "Sandang", 2, 0.98, ["Batik", "Tenun", "Konveksi", "Bordir", "Alas kaki"]),
    ("kimia", "Kimia dan bahan bangunan", 3, 0.86, ["Genteng", "Batu bata", "Minyak atsiri", "Sabun", "Batako"]),
    ("furnitur", "Furnitur", 4, 0.85, ["Mebel jati", "Mebel rotan", "Mebel bambu", "Kusen", "Mebel ukir"]),
    (
        "logam",
        "Logam, mesin, elektronika dan alat angkut",
        5,
        0.8,
        ["Pandai besi", "Cor logam", "Alat pertanian", "Knalpot", "Perahu"],
    ),
];
/// The kind of sentra that makes dry food.
pub(super) const DRY: usize = 0;
/// The kind of sentra that makes wet food.
const WET: usize = 1;
/// The part of food sentra that make dry food (an assumption; the published shares do not split food).
const DRY_PART: f64 = 0.7;

/// The part of regions that have priority as tourism regions: 89 of 514 were on such a list for 2022. Which ones is made up.
const TOURISM_PART: f64 = 89.0 / 514.0;

/// An activity: code, name, how often a sentra asks for it, its part of the cost, what a rupiah of it is worth.
struct ActivityDraft {
    code: &'static str,
    name: &'static str,
    asked: f64,
    cost: f64,
    worth: f64,
}
const fn activity(code: &'static str, name: &'static str, asked: f64, cost: f64, worth: f64) -> ActivityDraft {
    ActivityDraft { code, name, asked, cost, worth }
}

/// The eligible menu. Parts of cost: building 64 %, infrastructure 17 %, machinery 9 %, support 7 %, wastewater and water 3 % in the
/// only published breakdown (Lingga 2018); the rest, and packaging from the packaging houses of Tanah Bumbu, are assumptions.
const ACTIVITIES: [ActivityDraft; 8] = [
    activity("building", "Bangunan produksi", 3.0, 0.60, 1.0),
    activity("machinery", "Mesin dan peralatan", 3.0, 0.12, 1.06),
    activity("packaging", "Rumah kemasan dan alat kemas", 2.0, 0.12, 0.80),
    activity("ipal", "Instalasi pengolahan air limbah (IPAL)", 1.2, 0.03, 0.86),
    activity("clean_water", "Instalasi air bersih", 0.8, 0.03, 0.86),
    activity("infrastructure", "Prasarana lingkungan", 1.4, 0.17, 0.92),
    activity("office_upt", "Kantor dan UPT", 0.7, 0.08, 0.75),
    activity("support", "Penunjang: perencanaan dan pengawasan", 1.5, 0.065, 1.15),
];
pub(super) const BUILDING: usize = 0;
pub(super) const MACHINERY: usize = 1;
pub(super) const PACKAGING: usize = 2;
const IPAL: usize = 3;
pub(super) const SUPPORT: usize = 7;

/// Codes and names of the activities.
pub(super) fn activities() -> impl Iterator<Item = (&'static str, &'static str)> {
    ACTIVITIES.iter().map(|a| (a.code, a.name))
}

/// A sentra.
pub(super) struct SentraDraft {
    /// Index in [`Draft::regions`].
    pub(super) region: usize,
    /// Index in [`KINDS`].
    pub(super) kind: usize,
    /// Which of the products of its kind.
    pub(super) product: usize,
    pub(super) units: u64,
    pub(super) workers: u64,
    pub(super) status: Status,
    /// Points for completion.
    pub(super) completion: f64,
    /// Its needs in [`Draft::needs`].
    pub(super) needs: std::ops::Range<usize>,
}

/// A need.
pub(super) struct NeedDraft {
    /// Index in [`Draft::sentra`].
    pub(super) sentra: usize,
    /// Index in [`ACTIVITIES`].
    pub(super) activity: usize,
    /// Rupiah.
    pub(super) cost: i64,
    /// Points.
    pub(super) benefit: f64,
    /// First and last year of its window, counted from 0.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) essential: bool,
    /// The need that goes before it.
    pub(super) after: Option<usize>,
}

impl NeedDraft {
    /// The code of its activity.
    pub(super) fn activity_code(&self) -> &'static str {
        ACTIVITIES[self.activity].code
    }
}

/// Everything but money and rules. Sentra are sorted by region, needs by sentra.
pub(super) struct Draft {
    pub(super) provinces: Vec<ProvinceRow>,
    pub(super) regions: Vec<RegionRow>,
    /// For each region the index of its province.
    pub(super) province_of: Vec<usize>,
    /// For each region whether it is on the list of tourism regions.
    pub(super) tourism: Vec<bool>,
    /// For each region its sentra.
    pub(super) sentra_in: Vec<std::ops::Range<usize>>,
    pub(super) sentra: Vec<SentraDraft>,
    pub(super) needs: Vec<NeedDraft>,
}

impl Draft {
    /// Whether a need can be paid at all: its sentra still exists.
    pub(super) fn payable(&self, need: &NeedDraft) -> bool {
        self.sentra[need.sentra].status != Status::Gone
    }
}

/// `total` split in proportion to `weights` into whole numbers: each its quotient, the rest to the largest remainders.
pub(super) fn quotas(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| total as f64 * w / sum).collect();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 or more, and at most `total`
    let mut parts: Vec<usize> = exact.iter().map(|e| e.floor() as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - parts[b] as f64).total_cmp(&(exact[a] - parts[a] as f64)).then(a.cmp(&b)));
    let rest = total.saturating_sub(parts.iter().sum());
    for &i in order.iter().take(rest) {
        parts[i] += 1;
    }
    parts
}

/// Draws the sentra and needs of `spec`.
pub(super) fn draw(spec: &Spec) -> Draft {
    let provinces = indonesia::provinces();
    let regions = indonesia::regions();
    let province_of: Vec<usize> = regions
        .iter()
        .map(|r| {
            provinces.iter().position(|p| p.code == r.province).expect("a test shows that each region has its province")
        })
        .collect();
    let random = &mut Random::new(spec.seed, 5);
    let tourism = regions.iter().map(|_| random.chance(TOURISM_PART)).collect();
    let mut draft = Draft {
        provinces,
        regions,
        province_of,
        tourism,
        sentra_in: Vec::new(),
        sentra: Vec::new(),
        needs: Vec::new(),
    };
    place(spec, &mut draft);
    for i in 0..draft.sentra.len() {
        let first_of_region = draft.sentra_in[draft.sentra[i].region].start == i;
        ask(spec, &mut draft, i, first_of_region);
    }
    draft
}

/// Puts sentra into regions and sectors: provinces and sectors by exact quota, regions within a province by chance.
fn place(spec: &Spec, draft: &mut Draft) {
    let random = &mut Random::new(spec.seed, 1);
    let regions_in: Vec<usize> =
        (0..draft.provinces.len()).map(|p| draft.province_of.iter().filter(|&&q| q == p).count()).collect();
    let by_province = quotas(spec.sentra, &indonesia::province_weights(&draft.provinces, &regions_in));
    let size: Vec<f64> = draft.regions.iter().map(|_| random.lognormal(0.8)).collect();
    let mut count = vec![0; draft.regions.len()];
    for (province, &sentra) in by_province.iter().enumerate() {
        let inside: Vec<usize> = (0..draft.regions.len()).filter(|&r| draft.province_of[r] == province).collect();
        let weights: Vec<f64> = inside.iter().map(|&r| size[r]).collect();
        for _ in 0..sentra {
            count[inside[random.weighted(&weights)]] += 1;
        }
    }

    let by_sector = quotas(spec.sentra, &indonesia::sector_weights());
    let food = quotas(by_sector[0], &[DRY_PART, 1.0 - DRY_PART]);
    let by_kind = KINDS
        .iter()
        .enumerate()
        .map(|(kind, &(_, _, sector, ..))| if sector == 0 { food[kind] } else { by_sector[sector] });
    let mut kinds: Vec<usize> = by_kind.enumerate().flat_map(|(kind, n)| std::iter::repeat_n(kind, n)).collect();
    random.shuffle(&mut kinds);

    let mut kinds = kinds.into_iter();
    for (region, &n) in count.iter().enumerate() {
        let start = draft.sentra.len();
        for kind in kinds.by_ref().take(n) {
            let units = 5.0 + 17.0 * random.lognormal(0.6) * 0.835; // mean 22, of which 5 is the least that makes a sentra
            let workers = units * random.between(2.0, 9.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some tens and hundreds
            let (units, workers) = (units as u64, workers as u64);
            // The first of a region is there, so that every region with sentra has a need that can be paid.
            let status = match random.uniform() {
                p if p < 0.03 && draft.sentra.len() > start => Status::Gone,
                p if p < 0.30 => Status::Unverified,
                _ => Status::Verified,
            };
            let product = random.below(KINDS[kind].4.len());
            draft.sentra.push(SentraDraft {
                region,
                kind,
                product,
                units,
                workers,
                status,
                completion: 0.0,
                needs: 0..0,
            });
        }
        draft.sentra_in.push(start..draft.sentra.len());
    }
}

/// Draws the needs of sentra `index`. Those of the first sentra of a region can be paid in any year.
fn ask(spec: &Spec, draft: &mut Draft, index: usize, any_year: bool) {
    let random = &mut Random::new(spec.seed, 1000 + index as u64);
    let kind = draft.sentra[index].kind;
    let food = kind == DRY || kind == WET;
    let number = 4 + random.weighted(&[0.40, 0.35, 0.25]);
    let mut asked: Vec<f64> = ACTIVITIES.iter().map(|a| a.asked).collect();
    if food {
        asked[PACKAGING] = 3.0;
    } else if KINDS[kind].0 == "sandang" || KINDS[kind].0 == "kimia" {
        asked[IPAL] = 2.5; // dyeing and chemistry need a wastewater plant
    }
    let mut chosen = Vec::with_capacity(number);
    for _ in 0..number {
        let activity = random.weighted(&asked);
        asked[activity] = 0.0;
        chosen.push(activity);
    }
    chosen.sort_unstable();

    // Real grants: Rp 0.5 to 5 billion to revive a sentra, 5 to 36 billion for a new one; 12 of 87 regions in 2022 built new ones.
    let total = if random.chance(12.0 / 87.0) {
        random.log_uniform(5000.0, 1.974_081)
    } else {
        random.log_uniform(500.0, std::f64::consts::LN_10)
    };
    let parts: Vec<f64> = chosen.iter().map(|&a| ACTIVITIES[a].cost * random.lognormal(0.35)).collect();
    let sum: f64 = parts.iter().sum();
    // A district's readiness weighs in all its scores; drawn from the region, not the sentra.
    let readiness =
        0.8 + 0.4 * Random::new(spec.seed, 2 + 1000 * (1 << 32) + draft.sentra[index].region as u64).uniform();

    let start = draft.needs.len();
    for (&activity, part) in chosen.iter().zip(parts) {
        let millions = (total * part / sum).round().max(5.0);
        // Marks of 20 to 100 in whole points, as on a scoring sheet.
        let mark = (70.0 + 12.0 * random.normal()).round().clamp(20.0, 100.0);
        let worth = KINDS[kind].3 * ACTIVITIES[activity].worth * readiness * mark / 1000.0;
        let first = if any_year { 0 } else { random.weighted(&[0.45, 0.2, 0.15, 0.1, 0.1][..spec.years.min(5)]) };
        let last = if any_year || random.chance(0.85) { spec.years - 1 } else { (first + 2).min(spec.years - 1) };
        let waits = spec.ordered() && matches!(activity, MACHINERY | PACKAGING | IPAL) && chosen[0] == BUILDING;
        #[allow(clippy::cast_possible_truncation)] // up to some 36,000
        let cost = millions as i64 * 1_000_000;
        draft.needs.push(NeedDraft {
            sentra: index,
            activity,
            cost,
            benefit: (millions * worth * 10.0).round().max(1.0) / 10.0,
            first,
            last,
            essential: matches!(activity, BUILDING | MACHINERY | IPAL) || (food && activity == PACKAGING),
            after: waits.then_some(start),
        });
    }
    let essential: f64 = draft.needs[start..].iter().filter(|n| n.essential).map(|n| n.benefit).sum();
    let all: f64 = draft.needs[start..].iter().map(|n| n.benefit).sum();
    let factor = random.between(0.4, 0.8);
    draft.sentra[index].needs = start..draft.needs.len();
    if spec.completes() {
        let points = match spec.money {
            Money::Published => essential * factor,
            Money::Tight | Money::Loose => all * (factor + 0.4), // 0.8 to 1.2 of what all its needs are worth
        };
        draft.sentra[index].completion = (points * 10.0).round() / 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_add_up_and_follow_the_weights() {
        assert_eq!(quotas(7437, &[40.0, 23.0, 16.0, 10.0, 6.0, 5.0]), [2975, 1710, 1190, 744, 446, 372]);
        assert_eq!(quotas(3, &[1.0, 1.0]), [2, 1]);
        assert_eq!(quotas(0, &[1.0, 1.0]), [0, 0]);
    }
}
