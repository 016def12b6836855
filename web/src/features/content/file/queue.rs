//! Files on their way up, one after the other: each knows how far it has come, or what is wrong with it.

use leptos::{prelude::*, task::spawn_local};
use web_sys::{File, FormData};

use super::place::Place;
use crate::t;
use crate::transport::{self, AppError, Attempt};
use crate::ui::toast;

/// How a file stands.
#[derive(Clone, PartialEq)]
pub enum Stage {
    Waiting,
    /// From nothing to one.
    Going(f64),
    Failed(AppError),
}

/// One that was chosen, until it is there.
#[derive(Clone)]
pub struct Chosen {
    pub id: usize,
    pub name: String,
    pub size: f64,
    pub stage: RwSignal<Stage>,
    file: StoredValue<File, LocalStorage>,
    attempt: StoredValue<Attempt, LocalStorage>,
}

/// The chosen files, in their order.
#[derive(Clone, Copy)]
pub struct Queue {
    pub chosen: RwSignal<Vec<Chosen>>,
    count: StoredValue<usize>,
    running: StoredValue<bool>,
}

impl Default for Queue {
    fn default() -> Self {
        Self { chosen: RwSignal::new(Vec::new()), count: StoredValue::new(0), running: StoredValue::new(false) }
    }
}

impl Queue {
    /// Adds a file; what is known to be refused is not even sent.
    pub fn add<T: Clone + Send + Sync + 'static>(self, place: &Place<T>, file: File) {
        self.count.update_value(|count| *count += 1);
        let size = file.size();
        #[expect(clippy::cast_precision_loss, reason = "far below the numbers that a double tells apart")]
        let stage = if size > place.limits.file as f64 {
            Stage::Failed(AppError::refused("file_too_large"))
        } else if size == 0.0 {
            Stage::Failed(AppError::refused("empty_file"))
        } else {
            Stage::Waiting
        };
        let chosen = Chosen {
            id: self.count.get_value(),
            name: file.name(),
            size,
            stage: RwSignal::new(stage),
            file: StoredValue::new_local(file),
            attempt: StoredValue::new_local(Attempt::default()),
        };
        self.chosen.update(|all| all.push(chosen));
        self.run(place.clone());
    }

    pub fn drop_one(self, id: usize) {
        self.chosen.try_update(|all| all.retain(|one| one.id != id));
    }

    pub fn again<T: Clone + Send + Sync + 'static>(self, place: &Place<T>, one: &Chosen) {
        one.stage.set(Stage::Waiting);
        self.run(place.clone());
    }

    /// Sends what waits, unless that is going on already. It stops when the page is gone.
    fn run<T: Clone + Send + Sync + 'static>(self, place: Place<T>) {
        if self.running.get_value() {
            return;
        }
        self.running.set_value(true);
        spawn_local(async move {
            while let Some(one) = self.next() {
                self.send(&place, &one).await;
            }
            self.running.try_set_value(false);
        });
    }

    fn next(self) -> Option<Chosen> {
        let waits = |one: &&Chosen| one.stage.try_get_untracked() == Some(Stage::Waiting);
        self.chosen.try_with_untracked(|all| all.iter().find(waits).cloned()).flatten()
    }

    async fn send<T: Clone + Send + Sync + 'static>(self, place: &Place<T>, one: &Chosen) {
        let stage = one.stage;
        let mut outcome = self.try_once(place, one).await;
        // Somebody else changed something meanwhile. A file more stands in nobody's way, so it is sent again.
        if let Some(now) = outcome.as_ref().err().filter(|error| error.is_conflict()).and_then(|e| e.current.clone())
            && place.stands(*now)
        {
            outcome = self.try_once(place, one).await;
        }
        match outcome {
            Ok(now) => {
                self.drop_one(one.id);
                if place.set(now) {
                    toast(t::file::added(&one.name));
                }
            }
            Err(error) => {
                stage.try_set(Stage::Failed(error));
            }
        }
    }

    async fn try_once<T: Clone + Send + Sync + 'static>(self, place: &Place<T>, one: &Chosen) -> Result<T, AppError> {
        let stage = one.stage;
        stage.try_set(Stage::Going(0.0));
        let form = one.file.try_with_value(filled).flatten().ok_or_else(|| AppError::refused("malformed_upload"))?;
        let attempt = one.attempt.try_get_value().unwrap_or_default();
        let progress = move |part: f64| {
            stage.try_set(Stage::Going(part));
        };
        let text = transport::send_file(&place.path, form, place.version(), &attempt, progress).await?;
        place.read(&text)
    }
}

fn filled(file: &File) -> Option<FormData> {
    let form = FormData::new().ok()?;
    form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
    Some(form)
}
