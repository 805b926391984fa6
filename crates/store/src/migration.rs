//! The schema, built step by step, forward only. One file per step; what is released is never changed.

mod m0001_foundation;
mod m0002_people;
mod m0003_imports;
mod m0004_scanning;
mod m0005_problems;
mod m0006_concerns;
mod m0007_figures;
mod m0008_feeds;
mod m0009_loading;
mod m0010_problem_work;
mod m0011_decisions;
mod m0012_sign_in;
mod m0013_conversation;
mod m0014_alerts;
mod m0015_partners;
mod m0016_initiatives;
mod m0017_stories;
mod m0018_organization;
mod m0019_priorities;
mod m0020_search;
mod m0021_library;
mod m0022_thread_of_problem;
mod m0023_training;
mod m0024_evaluations;
mod m0025_inbound;
mod m0026_tips;
mod m0028_referrals;
mod m0029_newsroom;
mod m0030_surveys;
mod m0031_field_training;
mod m0032_conduct;

use sea_orm_migration::prelude::*;

/// Runs the steps in order.
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_people::Migration),
            Box::new(m0003_imports::Migration),
            Box::new(m0004_scanning::Migration),
            Box::new(m0005_problems::Migration),
            Box::new(m0006_concerns::Migration),
            Box::new(m0007_figures::Migration),
            Box::new(m0008_feeds::Migration),
            Box::new(m0009_loading::Migration),
            Box::new(m0010_problem_work::Migration),
            Box::new(m0011_decisions::Migration),
            Box::new(m0012_sign_in::Migration),
            Box::new(m0013_conversation::Migration),
            Box::new(m0014_alerts::Migration),
            Box::new(m0015_partners::Migration),
            Box::new(m0016_initiatives::Migration),
            Box::new(m0017_stories::Migration),
            Box::new(m0018_organization::Migration),
            Box::new(m0019_priorities::Migration),
            Box::new(m0020_search::Migration),
            Box::new(m0021_library::Migration),
            Box::new(m0022_thread_of_problem::Migration),
            Box::new(m0023_training::Migration),
            Box::new(m0024_evaluations::Migration),
            Box::new(m0025_inbound::Migration),
            Box::new(m0026_tips::Migration),
            Box::new(m0028_referrals::Migration),
            Box::new(m0029_newsroom::Migration),
            Box::new(m0030_surveys::Migration),
            Box::new(m0031_field_training::Migration),
            Box::new(m0032_conduct::Migration),
        ]
    }
}

/// Words for table definitions that read the same for both databases.
pub(crate) mod table {
    use sea_orm_migration::prelude::*;

    /// A new table that belongs to an agency: its first column is `agency_id`.
    pub fn of_agency(name: &'static str) -> TableCreateStatement {
        named(name).col(id("agency_id")).to_owned()
    }

    /// A new table.
    pub fn named(name: &'static str) -> TableCreateStatement {
        Table::create().table(Alias::new(name)).to_owned()
    }

    /// A typed id that must be there.
    pub fn id(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).uuid().not_null().to_owned()
    }

    /// A typed id that may be absent.
    pub fn id_or_none(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).uuid().to_owned()
    }

    /// Text, or a JSON document.
    pub fn text(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).text().not_null().to_owned()
    }

    /// Text that may be absent.
    pub fn text_or_none(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).text().to_owned()
    }

    /// A whole number or a moment.
    pub fn big(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned()
    }

    /// A whole number or a moment that may be absent.
    pub fn big_or_none(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).big_integer().to_owned()
    }

    /// A small number or a day.
    pub fn int(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).integer().not_null().to_owned()
    }

    /// A small number or a day that may be absent.
    pub fn int_or_none(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).integer().to_owned()
    }

    /// A measured number.
    pub fn real(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).double().not_null().to_owned()
    }

    /// A measured number that may be absent.
    pub fn real_or_none(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).double().to_owned()
    }

    /// Yes or no.
    pub fn yes_no(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).boolean().not_null().to_owned()
    }

    /// Bytes: digests, salts.
    pub fn bytes(name: &'static str) -> ColumnDef {
        ColumnDef::new(Alias::new(name)).binary().not_null().to_owned()
    }

    /// The primary key over these columns.
    pub fn key(columns: &[&'static str]) -> IndexCreateStatement {
        let mut index = Index::create();
        for column in columns {
            index.col(Alias::new(*column));
        }
        index.primary().to_owned()
    }

    /// An index; its name is made of the table and its columns.
    pub fn index(on: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
        let mut index = Index::create();
        index.name(format!("ix_{on}_{}", columns.join("_"))).table(Alias::new(on));
        for column in columns {
            index.col(Alias::new(*column));
        }
        index.to_owned()
    }

    /// An index that allows each combination once.
    pub fn unique(on: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
        let mut index = index(on, columns);
        index.name(format!("ux_{on}_{}", columns.join("_"))).unique().to_owned()
    }

    /// Makes tables, then indexes.
    pub async fn make(
        manager: &SchemaManager<'_>,
        tables: Vec<TableCreateStatement>,
        indexes: Vec<IndexCreateStatement>,
    ) -> Result<(), DbErr> {
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
