//! A key that is the same for equal places, however they were typed.

/// The key of an address: upper case, blanks collapsed, none around commas and slashes, without the given endings
/// (such as `,MKE`). Nothing if no letter or digit is left.
pub fn key(text: &str, endings: &[String]) -> Option<String> {
    let mut key = tidy(text);
    for ending in endings {
        let ending = tidy(ending);
        if let Some(rest) = key.strip_suffix(&ending).filter(|_| !ending.is_empty()) {
            key.truncate(rest.trim_end_matches([',', ' ']).len());
            break;
        }
    }
    key.chars().any(char::is_alphanumeric).then_some(key)
}

fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        let mark = matches!(c, ',' | '/');
        let after_mark = tidy.ends_with([',', '/']) || tidy.is_empty();
        if gap && !mark && !after_mark {
            tidy.push(' ');
        }
        gap = false;
        if c.is_ascii() {
            tidy.push(c.to_ascii_uppercase());
        } else {
            tidy.extend(c.to_uppercase());
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_places_have_equal_keys() {
        let endings = [",MKE".to_owned(), ", west allis".to_owned()];
        for text in ["749 W STATE ST,MKE", " 749  w State St ", "749 W STATE ST , mke", "749 W\tSTATE ST"] {
            assert_eq!(key(text, &endings).as_deref(), Some("749 W STATE ST"), "{text}");
        }
        assert_eq!(
            key("S 84TH ST / W GREENFIELD AV, WEST ALLIS", &endings).as_deref(),
            Some("S 84TH ST/W GREENFIELD AV")
        );
        assert_eq!(key("1 ST,GFD", &endings).as_deref(), Some("1 ST,GFD"));
    }

    #[test]
    fn nothing_written_is_no_place() {
        assert_eq!(key("  ,MKE", &[",MKE".to_owned()]), None);
        assert_eq!(key(" - / ", &[]), None);
    }
}
