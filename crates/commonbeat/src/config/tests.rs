use super::*;

fn load(toml: &str) -> Result<Config> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.toml");
    std::fs::write(&file, toml).unwrap();
    Config::load(&Common { config: Some(file), database: None })
}

fn refusal(toml: &str) -> String {
    match load(toml) {
        Err(Failure::Use(text)) => text,
        Err(Failure::Broken(error)) => panic!("{error:#}"),
        Ok(_) => panic!("taken: {toml}"),
    }
}

#[test]
fn every_key_is_described_in_the_operations_page() {
    let page = include_str!("../../../../docs/operations.md");
    for key in KEYS {
        assert!(page.contains(&format!("`{key}`")), "docs/operations.md does not describe `{key}`");
    }
}

#[test]
fn the_list_of_keys_is_that_of_the_settings() {
    fn walk(value: &serde_json::Value, before: &str, keys: &mut Vec<String>) {
        for (name, value) in value.as_object().unwrap() {
            let key = format!("{before}{name}");
            if value.is_object() { walk(value, &format!("{key}."), keys) } else { keys.push(key) }
        }
    }
    let mut keys = Vec::new();
    walk(&serde_json::to_value(Config::default()).unwrap(), "", &mut keys);
    let mut listed = KEYS.map(str::to_owned).to_vec();
    keys.sort();
    listed.sort();
    assert_eq!(keys, listed);
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    assert!(refusal("databse = \"x\"").contains("databse"));
    assert!(refusal("[mail]\nhots = \"x\"").contains("hots"));
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_its_key() {
    let text = refusal("[worker]\nslots = \"many\"");
    assert!(text.contains("worker.slots") && text.contains("c.toml"), "{text}");
}

#[test]
fn mail_that_would_leave_unencrypted_is_refused_at_once() {
    let text = refusal("[mail]\nhost = \"mail.example.org\"\nencryption = \"none\"");
    assert!(text.contains("must be encrypted"), "{text}");
}

#[test]
fn a_password_is_never_shown() {
    let config = Config { database: "postgres://beat:tractor@db/cb".into(), ..Config::default() };
    assert_eq!(config.database_shown(), "postgres://beat@db/cb");
}

#[test]
fn the_key_file_stands_beside_the_database() {
    let config = Config { database: "sqlite:///var/lib/cb/cb.db".into(), ..Config::default() };
    assert_eq!(config.key_file(), PathBuf::from("/var/lib/cb/cb.key"));
}
