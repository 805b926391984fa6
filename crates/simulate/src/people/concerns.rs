//! What residents told the agency.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crime::Incident;
use crate::crime::targets::Target;
use crate::dice::{Dice, Stream};
use crate::geometry::LonLat;
use crate::people::StaffMember;
use crate::people::crossing;
use crate::people::everyday::{self, Template};
use crate::plan::{PlaceKind, Plan};
use crate::script::clock::Clock;
use crate::script::told::TOLD;
use crate::spec::{Plants, Spec};

/// What a concern is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConcernKind {
    /// Speeding, parking, crossings.
    Traffic,
    /// Break-ins, theft.
    Theft,
    /// Fights, threats, violence.
    Violence,
    /// Noise and quarrels among neighbors.
    Noise,
    /// Drugs or drinking in public places.
    Drugs,
    /// Litter, darkness, empty buildings.
    Surroundings,
    /// Anything else.
    Other,
}

/// How a concern came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The public form.
    Web,
    /// Told to an officer in person.
    Person,
    /// By telephone.
    Phone,
    /// At a meeting.
    Meeting,
}

/// A resident's concern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Concern {
    /// Short name that events use.
    pub key: String,
    /// What it is about.
    pub kind: ConcernKind,
    /// The resident's words.
    pub words: String,
    /// Where, in the resident's words.
    pub place_text: String,
    /// The point, when the place is an address.
    pub at: LonLat,
    /// Code of the neighborhood.
    pub neighborhood: String,
    /// Code of the beat.
    pub beat: String,
    /// How it came in.
    pub channel: Channel,
    /// Where the resident wants the answer, under `.invalid`, which can never receive mail (RFC 2606).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the resident likes to be called.
    pub called: String,
    /// `en` or `es`.
    pub language: String,
    /// When it came.
    pub received: Timestamp,
    /// Id of the planted problem or past response it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// An answer that goes with an everyday concern.
pub(crate) struct Answered {
    pub concern: String,
    /// E-mail of the officer.
    pub by: String,
    pub text: String,
    pub at: Timestamp,
    /// What was promised, by when, and what was written when it was kept.
    pub promise: Option<(String, jiff::civil::Date, String)>,
}

/// What has happened so far.
pub(crate) struct Happened<'a> {
    pub targets: &'a [Target],
    pub incidents: &'a [Incident],
    pub staff: &'a [StaffMember],
}

/// All concerns in order of time, and the answers to the everyday ones.
pub(crate) fn concerns(
    spec: &Spec,
    plan: &Plan,
    happened: &Happened,
    clock: &Clock,
) -> Result<(Vec<Concern>, Vec<Answered>), jiff::Error> {
    let mut dice = Dice::new(spec.seed, Stream::Concerns);
    let mut concerns = Vec::new();
    let mut answers = Vec::new();
    let told: &[_] = if spec.plants.told() { &TOLD } else { &[] };
    for told in told {
        let spot = spot_of(plan, happened, told.about, &mut dice);
        let words = Spot::fill(&spot, told.words);
        let place = Spot::fill(&spot, told.place);
        let received = clock.ago(told.days_ago, told.at.0, told.at.1)?;
        let about = happened.targets.iter().any(|t| t.id == told.about).then(|| told.about.to_owned());
        let email = told.email.then(|| address(told.key));
        concerns.push(Concern {
            key: told.key.to_owned(),
            kind: told.kind,
            words,
            place_text: place,
            email,
            channel: told.channel,
            called: told.called.to_owned(),
            language: told.language.to_owned(),
            received,
            about,
            ..spot.concern()
        });
    }
    if matches!(spec.plants, Plants::Every | Plants::EveryUnanswered) {
        concerns.extend(crossing::told(plan, clock, &mut dice)?);
    }
    for n in 0..spec.size.concerns().saturating_sub(TOLD.len()) {
        let template = &everyday::TEMPLATES[n % everyday::TEMPLATES.len()];
        let (concern, answer) = drawn(plan, template, n, (clock, happened.staff), &mut dice)?;
        concerns.push(concern);
        answers.extend(answer);
    }
    concerns.sort_by(|a, b| (a.received, &a.key).cmp(&(b.received, &b.key)));
    Ok((concerns, answers))
}

pub(super) fn address(key: &str) -> String {
    format!("resident-{key}@example.invalid")
}

/// An everyday concern somewhere in town; those of the last days wait for their answer.
fn drawn(
    plan: &Plan,
    template: &Template,
    n: usize,
    (clock, staff): (&Clock, &[StaffMember]),
    dice: &mut Dice,
) -> Result<(Concern, Option<Answered>), jiff::Error> {
    let spot = Spot::near(plan, dice.below(plan.addresses.len()));
    let days_ago = if n.is_multiple_of(9) { 1 + dice.below(3) as i64 } else { 5 + dice.below(200) as i64 };
    let received = clock.ago(days_ago, 8 + dice.below(13) as i8, dice.below(60) as i8)?;
    let key = format!("c{:04}", n + 1);
    let names: &[&str] = if template.language == "es" { &everyday::CALLED_ES } else { &everyday::CALLED_EN };
    let channel =
        *dice.pick(&[Channel::Web, Channel::Web, Channel::Phone, Channel::Person, Channel::Meeting]);
    let wants_mail = channel == Channel::Web || dice.chance(0.3);
    let concern = Concern {
        kind: template.kind,
        words: spot.fill(template.words),
        place_text: spot.fill(template.place),
        email: wants_mail.then(|| address(&key)),
        channel,
        called: (*dice.pick(names)).to_owned(),
        language: template.language.to_owned(),
        received,
        key: key.clone(),
        ..spot.concern()
    };
    let after = 1 + dice.below(4) as i64;
    if after > days_ago - 1 {
        return Ok((concern, None));
    }
    let first = |p: &&StaffMember| p.first_on_beat && p.beat.as_ref() == Some(&spot.beat);
    let Some(officer) = staff.iter().find(first) else { return Ok((concern, None)) };
    let text =
        spot.fill(template.answer).replace("{called}", &concern.called).replace("{officer}", &officer.name);
    let at = clock.ago(days_ago - after, 9 + dice.below(8) as i8, dice.below(60) as i8)?;
    let promise = template.promise.map(|(what, days, kept)| {
        let kept = spot.fill(kept).replace("{called}", &concern.called).replace("{officer}", &officer.name);
        (spot.fill(what), clock.day(days_ago - after - days), kept)
    });
    Ok((concern, Some(Answered { concern: key, by: officer.email.clone(), text, at, promise })))
}

/// A spot in the place a concern is about: where something planted has happened, or the school of a neighborhood.
fn spot_of(plan: &Plan, happened: &Happened, about: &str, dice: &mut Dice) -> Spot {
    let Some(target) = happened.targets.iter().find(|t| t.id == about && !t.addresses.is_empty()) else {
        let neighborhood = plan.neighborhoods.iter().position(|n| n.code == about).unwrap_or(0);
        return Spot::near(plan, school(plan, neighborhood));
    };
    let planted = happened.incidents.iter().filter(|i| i.planted && target.holds(i));
    let planted: Vec<u32> = planted.map(|i| i.address).collect();
    Spot::near(plan, *dice.pick(if planted.is_empty() { &target.addresses } else { &planted }) as usize)
}

/// The address of a neighborhood's first school; its first address when it has none.
pub(crate) fn school(plan: &Plan, neighborhood: usize) -> usize {
    let mut schools = plan.places.iter().filter(|p| p.kind == PlaceKind::School);
    let first = schools.find(|p| plan.neighborhood_of(p.address) == neighborhood).map(|p| p.address);
    let any = || (0..plan.addresses.len()).find(|a| plan.neighborhood_of(*a) == neighborhood);
    first.or_else(any).unwrap_or(0)
}

/// An address with the names around it.
pub(crate) struct Spot {
    at: LonLat,
    area: String,
    area_code: String,
    beat: String,
    pub street: String,
    pub cross: String,
    block: String,
}

impl Spot {
    pub fn near(plan: &Plan, address: usize) -> Self {
        let segment = plan.segment_of(address);
        let street = &plan.streets[segment.street as usize].name;
        let cell = plan.addresses[address].cell as usize;
        let (column, row) = plan.lattice.column_row(cell);
        let (mid_column, mid_row) = plan.lattice.middle();
        let along = crate::plan::names::east_west(row as i64 - mid_row as i64).name;
        let across = crate::plan::names::north_south(column, mid_column).name;
        let cross = if matches!(segment.direction, 'N' | 'S') { along } else { across };
        let n = plan.neighborhood_of(address);
        Self {
            at: plan.addresses[address].at,
            area: plan.neighborhoods[n].name.clone(),
            area_code: plan.neighborhoods[n].code.clone(),
            beat: plan.beats[plan.beat_of(address)].code.clone(),
            street: street.clone(),
            cross,
            block: format!("{} block of {} {street}", segment.hundred, segment.direction),
        }
    }

    /// Puts the names into a text.
    pub fn fill(&self, text: &str) -> String {
        text.replace("{street}", &self.street)
            .replace("{cross}", &self.cross)
            .replace("{block}", &self.block)
            .replace("{area}", &self.area)
    }

    /// A concern at this spot, without its words.
    pub(super) fn concern(&self) -> Concern {
        Concern {
            key: String::new(),
            kind: ConcernKind::Other,
            words: String::new(),
            place_text: String::new(),
            at: self.at,
            neighborhood: self.area_code.clone(),
            beat: self.beat.clone(),
            channel: Channel::Web,
            email: None,
            called: String::new(),
            language: "en".to_owned(),
            received: Timestamp::UNIX_EPOCH,
            about: None,
        }
    }
}
