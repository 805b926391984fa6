//! Names for streets and neighborhoods.

use crate::plan::streets::Street;

const TREES: [&str; 48] = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Ginkgo",
    "Hawthorn",
    "Ironwood",
    "Juniper",
    "Katsura",
    "Larkspur",
    "Maple",
    "Nettle",
    "Oak",
    "Poplar",
    "Quince",
    "Rowan",
    "Spruce",
    "Tamarack",
    "Umber",
    "Viburnum",
    "Walnut",
    "Yarrow",
    "Aspen",
    "Beech",
    "Chestnut",
    "Hickory",
    "Linden",
    "Mulberry",
    "Pine",
    "Redbud",
    "Sumac",
    "Sycamore",
    "Willow",
    "Bluestem",
    "Clover",
    "Foxglove",
    "Goldenrod",
    "Heather",
    "Indigo",
    "Jasmine",
    "Laurel",
    "Magnolia",
    "Orchard",
    "Primrose",
    "Sorrel",
    "Thistle",
];

const NEIGHBORHOODS: [&str; 24] = [
    "Downtown",
    "Riverside",
    "Millbrook Heights",
    "Mill Flats",
    "Depot Square",
    "Larkspur Park",
    "Orchard Hill",
    "Fairgrounds",
    "Northgate",
    "Cedar Flats",
    "Old Quarry",
    "Stonebridge",
    "Prairie View",
    "Eastfield",
    "Foundry Row",
    "Garden Terrace",
    "Harvest Hills",
    "Ivy Lane",
    "Kettle Creek",
    "Lowell Park",
    "Meadowlark",
    "Oakhurst",
    "Pioneer Village",
    "Weaver's Green",
];

/// A street with its abbreviation.
pub(crate) fn street(name: &str, kind: &str) -> Street {
    let short = match kind {
        "Street" => "ST",
        "Avenue" => "AVE",
        "Road" => "RD",
        _ => "PL",
    };
    Street { name: format!("{name} {kind}"), short: format!("{} {short}", name.to_uppercase()) }
}

/// The east-west street `offset` lines north of the middle: Main Street, Front Street beside it, then trees.
pub(crate) fn east_west(offset: i64) -> Street {
    match offset {
        0 => return street("Main", "Street"),
        1 => return street("Front", "Street"),
        _ => {}
    }
    let n = if offset > 0 { (offset as usize - 2) * 2 } else { (-offset as usize - 1) * 2 + 1 };
    match TREES.get(n) {
        Some(name) => street(name, "Street"),
        None => street(&format!("{} {}", TREES[n % TREES.len()], ordinal(n / TREES.len() + 1)), "Street"),
    }
}

/// The north-south street on column line `at`.
pub(crate) fn north_south(at: usize, middle: usize) -> Street {
    if at == middle { street("Center", "Avenue") } else { street(&ordinal(at + 1), "Avenue") }
}

fn ordinal(n: usize) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// The name of neighborhood `n`.
pub(crate) fn neighborhood(n: usize) -> String {
    let sides = ["North", "South", "East", "West"];
    match NEIGHBORHOODS.get(n) {
        Some(name) => (*name).to_owned(),
        None => {
            // Downtown is one; the other names return with a side of the compass.
            let k = n - NEIGHBORHOODS.len();
            let name = NEIGHBORHOODS[1 + k % (NEIGHBORHOODS.len() - 1)];
            format!("{} {name}", sides[k / (NEIGHBORHOODS.len() - 1) % sides.len()])
        }
    }
}

/// A name as it may stand in an address on the web: `weavers-green`.
pub(crate) fn slug(name: &str) -> String {
    let kept = name.chars().filter(|c| *c != '\'');
    kept.map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_street_of_a_metro_has_a_name_of_its_own() {
        let mut names: Vec<String> = (-180..=180).map(|n| east_west(n).name).collect();
        names.extend((0..=300).map(|n| north_south(n, 150).name));
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn ordinals_read_as_in_english() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 112].map(ordinal).join(" "),
            "1st 2nd 3rd 4th 11th 12th 21st 112th"
        );
    }

    #[test]
    fn every_neighborhood_of_a_metro_has_a_name_of_its_own() {
        let mut names: Vec<String> = (0..96).map(|n| slug(&neighborhood(n))).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 96);
    }
}
