//! Values that the parts of `templates/ui.html` show.

/// A neighbor on the thread: what this came from, what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// What it is.
    pub title: String,
    /// Where it leads; empty where it has no page.
    pub href: String,
    /// A small line: when, how many.
    pub note: String,
    /// Whether it is the page itself.
    pub here: bool,
    /// Whether it has not happened yet.
    pub later: bool,
}

impl Tie {
    /// A neighbor with a page of its own.
    pub fn to(title: impl Into<String>, href: impl Into<String>, note: impl Into<String>) -> Tie {
        Tie { title: title.into(), href: href.into(), note: note.into(), ..Tie::default() }
    }

    /// The page itself.
    pub fn here(title: impl Into<String>, note: impl Into<String>) -> Tie {
        Tie { title: title.into(), note: note.into(), here: true, ..Tie::default() }
    }

    /// What may come of it.
    pub fn later(title: impl Into<String>, note: impl Into<String>) -> Tie {
        Tie { title: title.into(), note: note.into(), later: true, ..Tie::default() }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use commonbeat_domain::Refusal;
    use commonbeat_domain::text::Language;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::chrome::Chrome;
    use crate::form::{Choice, Form};
    use crate::words::Words;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% import "ui.html" as ui %}
{% call ui::head("Title", "P-2026-0001") %}{% call ui::secondary("Print", "/p") %}{% endcall %}{% endcall %}
<form>{% call ui::errors(form) %}{% endcall %}
{% call ui::field(form, "email", kind = "email", autocomplete = "email") %}{% endcall %}
{% call ui::field(form, "title", required = false) %}{% endcall %}
{% call ui::textarea(form, "words") %}{% endcall %}
{% call ui::select(form, "kind", choices) %}{% endcall %}
{% call ui::radios(form, "stage", choices) %}{% endcall %}
{% call ui::checkboxes(form, "role", choices) %}{% endcall %}
{% call ui::checkbox(form, "goal") %}{% endcall %}
{% call ui::submit("Send") %}{% endcall %}</form>
{% call ui::steps("Stages", steps, now) %}{% endcall %}
{% call ui::thread(ties) %}{% endcall %}
{% call ui::empty("Nothing", "yet") %}{% endcall %}
{% call ui::facts(facts) %}{% endcall %}
{% call ui::table("t1", "Counts") %}<tbody><tr>{% call ui::cell("Before", "96", true) %}{% endcall %}</tr></tbody>{% endcall %}
{% call ui::pager("", "?after=1") %}{% endcall %}
{% call ui::tag("fell", "good") %}{% endcall %}{% call ui::tag("as usual") %}{% endcall %}
{% call ui::moment(at) %}{% endcall %}{% call ui::ago(at) %}{% endcall %}"#
    )]
    struct Sample {
        chrome: Chrome,
        form: Form,
        choices: Vec<Choice>,
        ties: Vec<Tie>,
        facts: Vec<(String, String)>,
        at: Timestamp,
        steps: Vec<String>,
        now: usize,
    }

    #[test]
    fn a_form_that_was_refused_keeps_what_was_typed_and_says_what_is_wrong() {
        let now = "2026-03-16T18:00:00Z".parse().unwrap();
        let words = Words { language: Language::En, zone: TimeZone::UTC, now };
        let mut form = Form::new("token".into()).with("email", "a<b").with("kind", "two");
        form.refuse(Refusal::malformed("email"));
        let html = Sample {
            chrome: Chrome::bare(words),
            form,
            choices: vec![Choice::new("one", "One"), Choice::new("two", "Two")],
            ties: vec![
                Tie::to("3 concerns", "/concerns", "Apr 3"),
                Tie::here("This", ""),
                Tie::later("Story", ""),
            ],
            facts: vec![("Owner".into(), "Ofc. Ruiz".into())],
            at: now,
            steps: vec!["One".into(), "Two".into()],
            now: 1,
        }
        .render()
        .unwrap();
        for part in [
            r##"<a href="#email">"##,
            r#"value="a&#60;b""#,
            r#"aria-describedby="email-error" aria-invalid="true" required>"#,
            r#"<option value="two" selected>Two</option>"#,
            r#"<li class="cb-now" aria-current="step">Two</li>"#,
            r#"<li class="cb-here" aria-current="true"><b>This</b></li>"#,
            r#"<td role="cell" data-label="Before" class="n">96</td>"#,
            r#"<input type="hidden" name="once" value="token">"#,
            r#"<a class="usa-button usa-button--outline" href="/p">Print</a></div></div>"#,
            "just now",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}
