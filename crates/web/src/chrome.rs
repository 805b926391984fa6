//! The layout around a page: bars, navigation, language switch, the message about what was just done.

use std::ops::Deref;

use commonbeat_domain::text::Language;

use crate::assets;
use crate::cx::Visit;
use crate::form::{Complaint, Form};
use crate::words::Words;

/// The areas of the work, as the navigation names them (`area-NAME` in `locales/`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// What waits for me.
    Today,
    /// Problems and what scanning found.
    Problems,
    /// Concerns and partners.
    Partnerships,
    /// People, areas, settings.
    Organization,
    /// Recruitment, training, evaluation.
    Personnel,
    /// Data, publishing, the trail.
    Information,
    /// Outside of the areas.
    None,
}

/// Each area's pages, first the one its name leads to. Only what is in the route table and open to the person is shown.
const AREAS: &[(Area, &str, &[&str])] = &[
    (Area::Today, "today", &["/today", "/search"]),
    (
        Area::Problems,
        "problems",
        &[
            "/problems",
            "/problems/priorities",
            "/problems/board",
            "/problems/map",
            "/scanning",
            "/tasks",
            "/library",
        ],
    ),
    (
        Area::Partnerships,
        "partnerships",
        &[
            "/inbox",
            "/inbox/aside",
            "/concerns",
            "/log",
            "/alerts/desk",
            "/tips/desk",
            "/partners",
            "/coverage",
            "/workspace",
            "/board",
            "/referrals",
            "/surveys",
            "/initiatives",
        ],
    ),
    (
        Area::Organization,
        "organization",
        &["/decisions", "/delegation", "/people", "/areas", "/settings", "/permissions", "/beats", "/units"],
    ),
    (
        Area::Personnel,
        "personnel",
        &[
            "/training/mine",
            "/training",
            "/training/classes",
            "/training/keep",
            "/evaluations",
            "/evaluations/all",
            "/evaluations/drift",
            "/field-training",
            "/field-training/all",
            "/conduct",
            "/conduct/thanks",
            "/conduct/log",
            "/conduct/bodies",
            "/plan",
        ],
    ),
    (
        Area::Information,
        "information",
        &[
            "/information",
            "/import",
            "/feeds",
            "/quality",
            "/categories",
            "/incidents",
            "/releases",
            "/audit",
            "/story-desk",
            "/newsroom",
        ],
    ),
];

/// The bottom bar of phones: key of the name, icon, address.
const BOTTOM: &[(&str, &str, &str)] = &[
    ("today", "today", "/today"),
    ("inbox", "inbox", "/inbox"),
    ("log", "log", "/log"),
    ("map", "map", "/map"),
    ("more", "more", "/more"),
];

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: &'static str,
    /// Its name, in the reader's language.
    pub name: String,
    /// Its icon, for the bottom bar.
    pub icon: &'static str,
    /// Whether the page is there.
    pub current: bool,
}

/// A language the page can be had in.
#[derive(Clone, Debug)]
pub struct Tongue {
    /// Its tag.
    pub tag: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// The same page in it.
    pub href: String,
    /// Whether the page is in it already.
    pub current: bool,
}

/// Everything the layout shows. Each page's struct has one in its field `chrome`.
#[derive(Clone, Debug)]
pub struct Chrome {
    words: Words,
    /// Name of the agency; empty on the first page of an installation with several.
    pub agency: String,
    /// Name of the agency's zone.
    pub zone: String,
    /// Number to call in danger.
    pub emergency: String,
    /// The signed-in person's name; empty for nobody.
    pub person: String,
    /// Whether it is a staff page.
    pub staff: bool,
    /// The areas.
    pub areas: Vec<Link>,
    /// Every page of every area that is open to the person.
    pub all: Vec<(String, Vec<Link>)>,
    /// The bottom bar.
    pub bottom: Vec<Link>,
    /// Where the agency's name leads.
    pub start: &'static str,
    /// The languages.
    pub tongues: Vec<Tongue>,
    /// What was just done.
    pub flash: Option<String>,
    /// Names the request.
    pub request_id: String,
    routes: Vec<(&'static str, &'static str)>,
}

impl Deref for Chrome {
    type Target = Words;
    fn deref(&self) -> &Words {
        &self.words
    }
}

impl Chrome {
    /// The layout of a visit.
    pub fn of(visit: &Visit, area: Area) -> Chrome {
        let routes: Vec<_> = visit.state.routes.iter().map(|r| (r.method, r.path)).collect();
        let open = |path: &str| open(visit, path);
        let words = visit.words.clone();
        let name = |key: &str| words.t(&format!("nav-{key}"));
        let link = |href, name, icon| Link { href, name, icon, current: visit.uri.path() == href };
        let mut areas = Vec::new();
        let mut all = Vec::new();
        for (this, key, pages) in AREAS {
            let pages: Vec<&'static str> = pages.iter().copied().filter(|p| open(p)).collect();
            let Some(first) = pages.first() else { continue };
            areas.push(Link { href: first, name: name(key), icon: "", current: *this == area });
            let links =
                pages.iter().map(|p| link(p, words.t(&format!("page-{}", p[1..].replace('/', "-"))), ""));
            all.push((name(key), links.collect()));
        }
        let bottom = BOTTOM
            .iter()
            .filter(|(_, _, path)| open(path))
            .map(|(key, icon, path)| link(path, name(key), icon));
        let agency = visit.agency.as_deref();
        Chrome {
            agency: agency.map(|a| a.name.clone()).unwrap_or_default(),
            zone: agency.map(|a| a.zone.clone()).unwrap_or_default(),
            emergency: agency.map_or("911".to_owned(), |a| a.emergency_number.clone()),
            person: visit.person().map(|p| p.display_name()).unwrap_or_default(),
            staff: visit.staff,
            bottom: bottom.collect(),
            areas,
            all,
            start: if visit.staff { "/start" } else { "/" },
            tongues: tongues(visit),
            flash: visit.flash.as_ref().and_then(|f| f.text(&words)),
            request_id: visit.request_id.clone(),
            routes,
            words,
        }
    }

    /// A layout around nothing, for tests of templates.
    #[cfg(test)]
    pub(crate) fn bare(words: Words) -> Chrome {
        Chrome {
            agency: String::new(),
            zone: String::new(),
            emergency: String::new(),
            person: String::new(),
            staff: false,
            areas: Vec::new(),
            all: Vec::new(),
            bottom: Vec::new(),
            start: "/",
            tongues: Vec::new(),
            flash: None,
            request_id: String::new(),
            routes: Vec::new(),
            words,
        }
    }

    /// The address of an asset, such as `app.css`.
    pub fn asset(&self, name: &str) -> String {
        assets::asset(name)
    }

    /// The address of an icon in the sprite.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::asset("icons.svg"))
    }

    /// Whether a page can be asked for; a link to what does not exist is left out.
    pub fn has_page(&self, path: &str) -> bool {
        self.has("GET", path)
    }

    /// Whether a form can be sent there.
    pub fn has_form(&self, path: &str) -> bool {
        self.has("POST", path)
    }

    /// Everything that is wrong with a form.
    pub fn summary(&self, form: &Form) -> Vec<Complaint> {
        form.summary(&self.words)
    }

    /// Ids of what describes a field: its hint, its error.
    pub fn described_by(&self, form: &Form, name: &str) -> String {
        let hint = self.hint(name).map(|_| format!("{name}-hint"));
        let error = form.error(name).map(|_| format!("{name}-error"));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// Name and texts for charts and other helpers.
    pub fn words(&self) -> &Words {
        &self.words
    }

    fn has(&self, method: &str, path: &str) -> bool {
        self.routes.iter().any(|(m, p)| *m == method && *p == path)
    }
}

fn open(visit: &Visit, path: &str) -> bool {
    let row = visit.state.routes.iter().find(|r| r.method == "GET" && r.path == path);
    let may = |action| visit.signed_in.as_ref().is_some_and(|s| s.actor.may(action));
    row.is_some_and(|r| r.public() || may(r.action))
}

fn tongues(visit: &Visit) -> Vec<Tongue> {
    let all = [(Language::En, "English"), (Language::Es, "Español")];
    let query: Vec<&str> = visit.uri.query().unwrap_or_default().split('&').collect();
    let kept: String =
        query.iter().filter(|p| !p.is_empty() && !p.starts_with("lang=")).map(|p| format!("{p}&")).collect();
    let tongue = |(language, name): (Language, &'static str)| Tongue {
        tag: language.tag(),
        name,
        href: format!("?{kept}lang={}", language.tag()),
        current: language == visit.words.language,
    };
    all.map(tongue).into()
}
