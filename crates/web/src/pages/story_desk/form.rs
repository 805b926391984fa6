//! The fields of a story: how they are read, and how a story fills them.

use commonbeat_domain::Refusal;
use commonbeat_domain::information::stories::{
    MOST_ROWS, Story, StoryPartner, StoryVoice, StoryWords, Telling,
};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_domain::problems::about::{Behavior, Environment};
use commonbeat_domain::text::Language;

use crate::form::{Choice, Form};
use crate::words::Words;

/// The fields with words, in the order of the page.
pub const TEXTS: &[&str] = &[
    "title",
    "story_place",
    "problem_words",
    "done_words",
    "lesson",
    "title_es",
    "story_place_es",
    "problem_words_es",
    "done_words_es",
    "lesson_es",
];

/// Empty rows offered below those that are filled.
const MORE: usize = 2;

/// A partner's row as typed.
pub struct PartnerRow {
    /// Its number on the page.
    pub n: usize,
    /// Name.
    pub name: String,
    /// Name of the kind.
    pub kind: String,
}

/// A voice's row as typed.
pub struct VoiceRow {
    /// Its number on the page.
    pub n: usize,
    /// Words.
    pub words: String,
    /// Who.
    pub who: String,
    /// The day of consent.
    pub agreed: String,
}

/// Choices and rows of the form.
pub struct Fields {
    /// Partners.
    pub partners: Vec<PartnerRow>,
    /// Kinds of partners.
    pub kinds: Vec<Choice>,
    /// Voices.
    pub voices: Vec<VoiceRow>,
    /// Techniques.
    pub techniques: Vec<Choice>,
    /// Behaviors.
    pub behaviors: Vec<Choice>,
    /// Environments.
    pub environments: Vec<Choice>,
    /// Whether something is told in Spanish.
    pub spanish: bool,
}

impl Fields {
    /// What the form shows, with empty rows to add more.
    pub fn of(form: &Form, words: &Words) -> Fields {
        let (partners, voices) = (partner_rows(form), voice_rows(form));
        let open = |filled: usize| (filled + MORE).min(MOST_ROWS);
        let partner = |n: usize| {
            let (name, kind) = partners.get(n).cloned().unwrap_or_default();
            PartnerRow { n, name, kind }
        };
        let voice = |n: usize| {
            let (said, who, agreed) = voices.get(n).cloned().unwrap_or_default();
            VoiceRow { n, words: said, who, agreed }
        };
        Fields {
            partners: (0..open(partners.len())).map(partner).collect(),
            kinds: Choice::named(words, "organization", OrganizationKind::ALL.map(OrganizationKind::name)),
            voices: (0..open(voices.len())).map(voice).collect(),
            techniques: (1..=25).map(|n| Choice::new(n, words.t(&format!("technique-{n}")))).collect(),
            behaviors: Choice::named(words, "behavior", Behavior::NAMES.iter().copied()),
            environments: Choice::named(words, "environment", Environment::NAMES.iter().copied()),
            spanish: TEXTS[5..].iter().any(|name| !form.value(name).is_empty() || form.error(name).is_some()),
        }
    }
}

/// Rows with something in them, in the order of the page.
fn partner_rows(form: &Form) -> Vec<(String, String)> {
    let kinds = form.values("partner_kind");
    let rows = form.values("partner_name").zip(kinds).map(|(name, kind)| (name.to_owned(), kind.to_owned()));
    rows.filter(|(name, kind)| !name.trim().is_empty() || !kind.is_empty()).collect()
}

fn voice_rows(form: &Form) -> Vec<(String, String, String)> {
    let (who, agreed) = (form.values("voice_who"), form.values("voice_agreed"));
    let rows = form.values("voice_words").zip(who).zip(agreed);
    let rows = rows.map(|((words, who), day)| (words.to_owned(), who.to_owned(), day.to_owned()));
    rows.filter(|(words, who, _)| !words.trim().is_empty() || !who.trim().is_empty()).collect()
}

/// The words of the form; what cannot be read is refused at its field.
pub fn read(form: &mut Form) -> Option<StoryWords> {
    let telling = |form: &Form, language: Language, names: &[&str]| Telling {
        language,
        title: form.value(names[0]).to_owned(),
        place: form.value(names[1]).to_owned(),
        problem: form.value(names[2]).to_owned(),
        done: form.value(names[3]).to_owned(),
        lesson: form.value(names[4]).to_owned(),
    };
    let (en, es) = TEXTS.split_at(5);
    let tellings = vec![telling(form, Language::En, en), telling(form, Language::Es, es)];
    let mut partners = Vec::new();
    for (name, kind) in partner_rows(form) {
        match kind.parse() {
            Ok(kind) => partners.push(StoryPartner { name, kind }),
            Err(_) => form.refuse(Refusal::unfit("partners", "story-partner-kind")),
        }
    }
    let mut voices = Vec::new();
    for (words, who, day) in voice_rows(form) {
        match day.trim() {
            "" => voices.push(StoryVoice { words, who, agreed_on: None }),
            day => match day.parse() {
                Ok(day) => voices.push(StoryVoice { words, who, agreed_on: Some(day) }),
                Err(_) => form.refuse(Refusal::malformed("voices")),
            },
        }
    }
    let techniques: Result<Vec<u8>, _> = form.values("techniques").map(str::parse).collect();
    let Ok(techniques) = techniques else {
        form.refuse(Refusal::malformed("techniques"));
        return None;
    };
    let words = StoryWords {
        tellings,
        partners,
        voices,
        techniques,
        behavior: form.read_optional("behavior"),
        environment: form.read_optional("environment"),
        until: form.read_optional("shown_until"),
    };
    (!form.refused()).then_some(words)
}

/// The words of a story as it stands.
pub fn words_of(story: &Story) -> StoryWords {
    StoryWords {
        tellings: story.tellings.clone(),
        partners: story.partners.clone(),
        voices: story.voices.clone(),
        techniques: story.techniques.clone(),
        behavior: story.behavior,
        environment: story.environment,
        until: story.until,
    }
}

/// The form filled with a story's words.
pub fn filled(mut form: Form, words: &StoryWords) -> Form {
    let (en, es) = TEXTS.split_at(5);
    for telling in &words.tellings {
        let names = if telling.language == Language::Es { es } else { en };
        let parts = [&telling.title, &telling.place, &telling.problem, &telling.done, &telling.lesson];
        for (name, text) in names.iter().zip(parts) {
            form = form.with(name, text);
        }
    }
    for p in &words.partners {
        form = form.with("partner_name", &p.name).with("partner_kind", p.kind.name());
    }
    for v in &words.voices {
        let day = v.agreed_on.map(|day| day.to_string()).unwrap_or_default();
        form = form.with("voice_words", &v.words).with("voice_who", &v.who).with("voice_agreed", day);
    }
    for t in &words.techniques {
        form = form.with("techniques", t);
    }
    let named = [
        ("behavior", words.behavior.map(|b| b.name().to_owned())),
        ("environment", words.environment.map(|e| e.name().to_owned())),
        ("shown_until", words.until.map(|day| day.to_string())),
    ];
    named.into_iter().fold(form, |form, (name, value)| form.with(name, value.unwrap_or_default()))
}
