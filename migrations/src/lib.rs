//! The schema, in steps; portable between SQLite and PostgreSQL. There is one step for each area, in the order in which
//! areas refer to one another. A step that has been released is never edited.

mod m20261201_000001_people;
mod m20261201_000002_session;
mod m20261201_000003_around;
mod m20261201_000004_content;
mod m20261201_000005_work;
mod m20261201_000006_counters;
mod schema;

use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261201_000001_people::Migration),
            Box::new(m20261201_000002_session::Migration),
            Box::new(m20261201_000003_around::Migration),
            Box::new(m20261201_000004_content::Migration),
            Box::new(m20261201_000005_work::Migration),
            Box::new(m20261201_000006_counters::Migration),
        ]
    }
}
