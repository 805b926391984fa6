//! The file between looking and importing: kept on disk, one for each person, gone when it is imported or replaced.

use std::path::PathBuf;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use commonbeat_auth::token::Token;
use commonbeat_domain::{Refusal, text};
use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::{FileBytes, ImportFile, ProfileChoice};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::Form;

/// A file that was sent.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    folder: PathBuf,
    /// Its name on disk.
    pub(super) token: String,
    /// Its name as the person knows it.
    pub(super) name: String,
    /// The profile chosen for it.
    pub(super) profile: String,
}

impl Upload {
    /// Takes the file off the wire and onto disk, piece by piece. Gives the form again if a field is missing.
    pub(super) async fn receive(cx: &Cx, mut multipart: Multipart) -> Result<Result<Upload, Form>> {
        let token = Token::generate().reveal();
        let mut upload = Upload { folder: folder(cx)?, token, name: String::new(), profile: String::new() };
        let mut own_profile = String::new();
        while let Some(field) = multipart.next_field().await.map_err(|e| Error::from_status(e.status()))? {
            match field.name() {
                Some("profile") => {
                    upload.profile = field.text().await.map_err(|e| Error::from_status(e.status()))?
                }
                Some("toml") => {
                    own_profile = field.text().await.map_err(|e| Error::from_status(e.status()))?
                }
                Some("file") => {
                    upload.name =
                        text::line("file", field.file_name().unwrap_or_default()).unwrap_or_default();
                    upload.write(field).await?;
                }
                _ => {}
            }
        }
        if !own_profile.trim().is_empty() {
            upload.profile = own_profile;
        }
        let mut form = cx.form().with("profile", &upload.profile);
        for (field, given) in [("file", &upload.name), ("profile", &upload.profile)] {
            if given.is_empty() {
                form.refuse(Refusal::required(field));
            }
        }
        Ok(if form.refused() { Err(form) } else { Ok(upload) })
    }

    /// The file that was looked at.
    pub(super) fn kept(cx: &Cx, token: &str, name: &str, profile: &str) -> Result<Upload> {
        // Only what this house gave as a name is ever put into a path.
        let token = Token::parse(token).map_err(|_| Error::NotUnderstood)?.reveal();
        let name = text::line("file", name)?;
        Ok(Upload { folder: folder(cx)?, token, name, profile: profile.to_owned() })
    }

    /// The file as the use case takes it.
    pub(super) fn file(&self) -> ImportFile {
        let profile = match self.profile.contains('\n') {
            true => ProfileChoice::Toml(self.profile.clone()),
            false => ProfileChoice::Shipped(self.profile.clone()),
        };
        ImportFile { name: self.name.clone(), bytes: FileBytes::Path(self.path()), profile }
    }

    /// Whether it is still on disk.
    pub(super) async fn is_there(&self) -> bool {
        fs::try_exists(self.path()).await.unwrap_or(false)
    }

    /// Takes it off the disk.
    pub(super) async fn forget(&self) {
        if let Err(error) = fs::remove_file(self.path()).await {
            tracing::warn!(%error, "An imported file could not be removed");
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.token)
    }

    async fn write(&self, mut field: Field<'_>) -> Result<()> {
        // An earlier file that was only looked at is not wanted any more.
        fs::remove_dir_all(&self.folder).await.ok();
        fs::create_dir_all(&self.folder).await.map_err(Error::broken)?;
        let mut file = fs::File::create(self.path()).await.map_err(Error::broken)?;
        while let Some(piece) = field.chunk().await.map_err(|e| Error::from_status(e.status()))? {
            file.write_all(&piece).await.map_err(Error::broken)?;
        }
        file.flush().await.map_err(Error::broken)
    }
}

fn folder(cx: &Cx) -> Result<PathBuf> {
    let person = cx.actor.person().ok_or(Error::NotFound)?;
    Ok(cx.state.settings.uploads.join(person.to_string()))
}
