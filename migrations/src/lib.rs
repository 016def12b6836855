//! The schema, in steps; portable between SQLite and PostgreSQL. A step that has been released is never edited.

mod m20261122_000001_people;
mod m20261122_000002_session;
mod m20261122_000003_content;
mod m20261122_000004_work;
mod m20261122_000005_loan;
mod m20261122_000006_around;
mod m20261122_000007_catalogue;
mod m20261122_000008_filing;
mod m20261122_000009_lists;
mod m20261122_000010_files;
mod m20261122_000011_transfer;
mod m20261122_000012_search;
mod m20261122_000013_fulfilment;
mod m20261122_000014_approval;
mod m20261122_000015_reminders;
mod m20261122_000016_follow_up;
mod m20261122_000019_work;
mod m20261123_000020_empty;
mod m20261123_000021_follow_up_day;
mod m20261123_000022_counted_day;
mod m20261123_000023_named;
mod m20261123_000024_due;
mod m20261123_000025_plans;
mod m20261130_000035_sign_in;
mod m20261130_000040_points;
mod m20261130_000041_deactivated;
mod m20261130_000045_undo;
mod m20261130_000046_deadlines;
mod schema;

use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_people::Migration),
            Box::new(m20261122_000002_session::Migration),
            Box::new(m20261122_000003_content::Migration),
            Box::new(m20261122_000004_work::Migration),
            Box::new(m20261122_000005_loan::Migration),
            Box::new(m20261122_000006_around::Migration),
            Box::new(m20261122_000007_catalogue::Migration),
            Box::new(m20261122_000008_filing::Migration),
            Box::new(m20261122_000009_lists::Migration),
            Box::new(m20261122_000010_files::Migration),
            Box::new(m20261122_000011_transfer::Migration),
            Box::new(m20261122_000012_search::Migration),
            Box::new(m20261122_000013_fulfilment::Migration),
            Box::new(m20261122_000014_approval::Migration),
            Box::new(m20261122_000015_reminders::Migration),
            Box::new(m20261122_000016_follow_up::Migration),
            Box::new(m20261122_000019_work::Migration),
            Box::new(m20261123_000020_empty::Migration),
            Box::new(m20261123_000021_follow_up_day::Migration),
            Box::new(m20261123_000022_counted_day::Migration),
            Box::new(m20261123_000023_named::Migration),
            Box::new(m20261123_000024_due::Migration),
            Box::new(m20261123_000025_plans::Migration),
            Box::new(m20261130_000035_sign_in::Migration),
            Box::new(m20261130_000040_points::Migration),
            Box::new(m20261130_000041_deactivated::Migration),
            Box::new(m20261130_000045_undo::Migration),
            Box::new(m20261130_000046_deadlines::Migration),
        ]
    }
}
