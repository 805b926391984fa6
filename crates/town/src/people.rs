//! People of a town: made in the database and signed in, without the walk through invitation and password.

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{PersonId, SessionId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::text::Language;
use commonbeat_store::sessions::{self, Session};
use commonbeat_store::{StoreError, audit, people};
use commonbeat_testkit::{NOON, id};

use crate::{Browser, Town};

impl Town {
    /// The person of the agency in one role; the same one however often it is asked. Change it and keep it with
    /// [`Town::add_person`], or sign in right away.
    pub fn person(&self, role: Role) -> Person {
        let number = 100 + Role::ALL.iter().position(|r| *r == role).unwrap_or(0) as u128;
        Person {
            id: id::<PersonId>(number),
            agency: self.agency.id,
            email: format!("{role}@millbrook.test").parse().expect("an address"),
            name: format!("Robin {role}"),
            title: String::new(),
            roles: [role].into(),
            beats: Default::default(),
            organization: None,
            standing: Standing::Active,
            language: Language::En,
            speaks: vec![Language::En],
            on_beat_since: None,
            public: false,
            created_at: NOON,
            version: 1,
        }
    }

    /// Puts a person into the database, unless the person is there.
    pub async fn add_person(&self, person: &Person) {
        let operator = Actor::operator(person.agency);
        let there = people::by_id(&self.app.store().read(&operator).await.expect("a read"), person.id).await;
        if matches!(there, Err(StoreError::Missing(_))) {
            let mut write = self.app.store().write(&operator, self.clock.now()).await.expect("a write");
            people::insert(&mut write, person).await.expect("a person");
            write.record(audit::Entry::new("person.add", person.id));
            write.commit().await.expect("a commit");
        }
    }

    /// A person of the agency in one role, signed in.
    pub async fn sign_in(&self, role: Role) -> Browser {
        self.sign_in_as(&self.person(role)).await
    }

    /// Any person, signed in; made first where the database does not know them.
    pub async fn sign_in_as(&self, person: &Person) -> Browser {
        self.add_person(person).await;
        let token = Token::generate();
        let now = self.clock.now();
        let session = Session {
            id: self.next_id::<SessionId>(),
            agency: person.agency,
            person: person.id,
            created_at: now,
            seen_at: now,
            factor: "test".to_owned(),
            network: String::new(),
            agent: String::new(),
            locked_at: None,
            ended_at: None,
            proved_at: now,
        };
        let mut write = self.app.store().write(&person.actor(), now).await.expect("a write");
        sessions::insert(&mut write, &session, &token.digest()).await.expect("a session");
        write.record(audit::Entry::new("session.begin", session.id));
        write.commit().await.expect("a commit");
        self.visitor().with_cookie("session", &token.reveal())
    }

    /// A second agency of the same installation. From then on public pages have to choose between two.
    pub async fn other_agency(&self) -> Agency {
        let known = self.app.agencies().await.expect("the agencies");
        match known.into_iter().find(|a| a.id != self.agency.id) {
            Some(agency) => agency,
            None => commonbeat_testkit::agency(self.app.store(), 2).await.0,
        }
    }

    /// A person in one role of another agency, signed in.
    pub async fn stranger(&self, role: Role) -> Browser {
        let agency = self.other_agency().await.id;
        let person = self.person(role);
        let email = format!("{role}@elsewhere.test").parse().expect("an address");
        let number = 200 + Role::ALL.iter().position(|r| *r == role).unwrap_or(0) as u128;
        self.sign_in_as(&Person { id: id::<PersonId>(number), agency, email, ..person }).await
    }
}
