//! What the operator set for this installation.

use std::path::PathBuf;

use commonbeat_carriers::fetch::Rules;
use commonbeat_carriers::sms::SmsSettings;
use commonbeat_carriers::smtp::SmtpSettings;
use commonbeat_formats::Limits;

/// What the operator set for this installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address under which people reach it, without a slash at the end; links in mail begin with it.
    pub public_url: String,
    /// File with this installation's secret key, beside the database; heads of the trail are signed with it and
    /// residents' links are made with it.
    pub key_file: Option<PathBuf>,
    /// The server through which mail goes out; without one, residents read answers on their page alone.
    pub mail: Option<SmtpSettings>,
    /// The address at which mail comes in, such as `answers@riverton.example`; `{agency}` in it stands for the agency's
    /// code. Without one, letters say that answers are not read.
    pub mail_in: Option<String>,
    /// The gateway for text messages; without one, none go out and none come in.
    pub sms: Option<SmsSettings>,
    /// How much a file may ask for that is imported or loaded as a map.
    pub limits: Limits,
    /// Accounts that nobody used for so many days are locked; 0 locks none.
    pub unused_days: u16,
    /// Where feeds may look.
    pub feeds: FeedSettings,
}

/// Where feeds may look. Below each folder, an agency has one of its own, named by its code.
#[derive(Clone, Debug)]
pub struct FeedSettings {
    /// Folder in which files are watched; without one, no feed looks at files.
    pub folder: Option<PathBuf>,
    /// Folder of files with credentials.
    pub credentials: Option<PathBuf>,
    /// Folder in which a file is kept while it is fetched and imported.
    pub scratch: PathBuf,
    /// Which servers may be asked.
    pub rules: Rules,
}

impl Default for FeedSettings {
    fn default() -> FeedSettings {
        let scratch = std::env::temp_dir().join("commonbeat-feeds");
        FeedSettings { folder: None, credentials: None, scratch, rules: Rules::default() }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            public_url: "http://127.0.0.1:8080".to_owned(),
            key_file: None,
            mail: None,
            mail_in: None,
            sms: None,
            limits: Limits::default(),
            unused_days: 90,
            feeds: FeedSettings::default(),
        }
    }
}
