//! The people who work for Millbrook Police.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::dice::{Dice, Stream};
use crate::people::cast::{CAST, Cast};
use crate::plan::Plan;
use crate::spec::Spec;

/// What a person with an account does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Member of a partner organization.
    Partner,
    /// Owns a beat's problems.
    Officer,
    /// Imports, scans, analyses, assesses.
    Analyst,
    /// Sergeant.
    Supervisor,
    /// Lieutenant and up.
    Commander,
    /// Newsroom and public pages.
    Information,
    /// Recruitment, training, evaluation.
    Personnel,
    /// Accounts and settings.
    Administrator,
    /// Reads the audit trail.
    Auditor,
}

/// Somebody who works for the agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Signs in with it; the only one of its kind.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// In front of the name, such as `Ofc.`; may be empty.
    pub title: String,
    /// What the person does.
    pub role: Role,
    /// Code of the home beat, for officers; of the beats' district, by its first beat, for sergeants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beat: Option<String>,
    /// Since when on that beat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_beat_since: Option<Date>,
    /// Whether the person is the beat's first officer, named on the area page.
    pub first_on_beat: bool,
    /// Languages spoken with residents, such as `en`, `es`.
    pub speaks: Vec<String>,
}

const FIRST: [&str; 60] = [
    "Aaron", "Abby", "Adel", "Alma", "Andre", "Anita", "Asha", "Ben", "Bianca", "Carl", "Carmen", "Caleb",
    "Dana", "Deepa", "Derek", "Diego", "Elena", "Emil", "Erin", "Esther", "Farah", "Felix", "Fiona", "Gabe",
    "Gina", "Hana", "Hector", "Holly", "Ian", "Ines", "Ivan", "Jada", "Joel", "June", "Kai", "Karim", "Kim",
    "Lana", "Leo", "Lucia", "Mara", "Miles", "Nadia", "Nate", "Nina", "Omar", "Paige", "Paul", "Rafael",
    "Reena", "Rob", "Ruth", "Sami", "Sonia", "Theo", "Tina", "Uma", "Victor", "Willa", "Yusuf",
];

const LAST: [&str; 70] = [
    "Abbott", "Acosta", "Aldrich", "Amari", "Barlow", "Bauer", "Benitez", "Boyd", "Castillo", "Chen",
    "Clarke", "Cole", "Costa", "Dalton", "Diaz", "Dorsey", "Ekberg", "Ellis", "Engel", "Farrow", "Finch",
    "Flores", "Ford", "Garza", "Gibbs", "Grant", "Haddad", "Hale", "Hart", "Hoang", "Ito", "Jensen",
    "Juarez", "Kaplan", "Keane", "Khan", "Kowal", "Lam", "Larsen", "Lopez", "Lowe", "Mabry", "Mendez",
    "Moss", "Novak", "Ochoa", "Olsen", "Ortiz", "Park", "Patel", "Pena", "Quinn", "Ramos", "Reyes", "Rossi",
    "Sato", "Shaw", "Silva", "Stone", "Tran", "Ueda", "Vance", "Vega", "Wade", "Weiss", "Wolfe", "Yates",
    "Yoon", "Zamora", "Ziegler",
];

/// The named cast first, then as many of each role as the size asks for.
pub(crate) fn staff(spec: &Spec, plan: &Plan) -> Vec<StaffMember> {
    let mut dice = Dice::new(spec.seed, Stream::Staff);
    let first_beat = |n: usize| plan.beats.iter().position(|b| b.neighborhood == n).unwrap_or(0);
    let mut people: Vec<StaffMember> = CAST
        .iter()
        .map(|cast| member(cast, cast.neighborhood.map(|n| plan.beats[first_beat(n)].code.clone()), spec))
        .collect();
    let total = spec.size.staff();
    for (role, each_thousand) in [
        (Role::Commander, 30),
        (Role::Supervisor, 120),
        (Role::Analyst, 40),
        (Role::Information, 16),
        (Role::Personnel, 20),
        (Role::Administrator, 12),
        (Role::Auditor, 6),
    ] {
        let wanted = total * each_thousand / 1_000;
        for n in people.iter().filter(|p| p.role == role).count()..wanted {
            let beat = (role == Role::Supervisor).then(|| plan.beats[n * 8 % plan.beats.len()].code.clone());
            people.push(drawn(role, beat, spec, &mut dice));
        }
    }
    let covered = |people: &[StaffMember], beat: &str| {
        people.iter().any(|p| p.first_on_beat && p.beat.as_deref() == Some(beat))
    };
    for n in 0..total.saturating_sub(people.len()) {
        let beat = plan.beats[n % plan.beats.len()].code.clone();
        let first = !covered(&people, &beat);
        let officer = drawn(Role::Officer, Some(beat), spec, &mut dice);
        people.push(StaffMember { first_on_beat: first, ..officer });
    }
    unique_emails(&mut people);
    people
}

fn member(cast: &Cast, beat: Option<String>, spec: &Spec) -> StaffMember {
    let first_on_beat = cast.role == Role::Officer && beat.is_some();
    let on_beat_since =
        beat.as_ref().map(|_| spec.today.saturating_sub(jiff::Span::new().months(cast.months)));
    StaffMember {
        email: email(cast.name),
        name: cast.name.to_owned(),
        title: cast.title.to_owned(),
        role: cast.role,
        beat,
        on_beat_since,
        first_on_beat,
        speaks: cast.speaks.iter().map(|l| (*l).to_owned()).collect(),
    }
}

fn drawn(role: Role, beat: Option<String>, spec: &Spec, dice: &mut Dice) -> StaffMember {
    let name = format!("{} {}", dice.pick(&FIRST), dice.pick(&LAST));
    let title = match role {
        Role::Officer => "Ofc.",
        Role::Supervisor => "Sgt.",
        Role::Commander => "Lt.",
        _ => "",
    };
    let months = 3 + dice.below(70) as i32;
    let mut speaks = vec!["en".to_owned()];
    if dice.chance(0.22) {
        speaks.push("es".to_owned());
    }
    StaffMember {
        email: email(&name),
        name,
        title: title.to_owned(),
        role,
        on_beat_since: beat.as_ref().map(|_| spec.today.saturating_sub(jiff::Span::new().months(months))),
        beat,
        first_on_beat: false,
        speaks,
    }
}

/// `maya.brennan@millbrook.test`; the domain can never receive mail (RFC 2606).
pub(crate) fn email(name: &str) -> String {
    let plain = name.chars().filter_map(|c| match c {
        'á' => Some('a'),
        'é' => Some('e'),
        'í' => Some('i'),
        'ó' => Some('o'),
        'ú' => Some('u'),
        'ñ' => Some('n'),
        ' ' => Some('.'),
        c if c.is_ascii_alphabetic() => Some(c.to_ascii_lowercase()),
        _ => None,
    });
    format!("{}@millbrook.test", plain.collect::<String>())
}

fn unique_emails(people: &mut [StaffMember]) {
    let mut seen = std::collections::BTreeMap::new();
    for person in people {
        let count = seen.entry(person.email.clone()).or_insert(0usize);
        *count += 1;
        if *count > 1 {
            person.email = person.email.replace('@', &format!("{count}@"));
        }
    }
}
