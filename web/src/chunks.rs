//! The parts of the application that are fetched when first needed. `xtask` cuts the module at the functions that `chunk!`
//! makes: what only one chunk uses is not in the first download. Each area makes its own beside its pages.

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::SplitLoaderError;

use crate::t;
use crate::transport::AppError;
use crate::ui::{ErrorBox, Skeleton};

/// A part of the application, with the pages that it answers for.
#[derive(Clone, Copy)]
pub struct Chunk {
    /// Fetches it; done at once where it is here.
    pub fetch: fn() -> LocalBoxFuture<'static, Result<(), SplitLoaderError>>,
    /// The page of a path; `None` when there is none.
    pub page: fn(String) -> LocalBoxFuture<'static, Page>,
    arrival: &'static std::thread::LocalKey<ArcRwSignal<Arrival>>,
}

/// What a chunk answers.
pub type Page = Result<Option<AnyView>, SplitLoaderError>;

/// How far a chunk has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    NotAsked,
    Asked,
    Here,
    Failed,
}

impl Chunk {
    pub const fn new(
        fetch: fn() -> LocalBoxFuture<'static, Result<(), SplitLoaderError>>,
        page: fn(String) -> LocalBoxFuture<'static, Page>,
        arrival: &'static std::thread::LocalKey<ArcRwSignal<Arrival>>,
    ) -> Self {
        Self { fetch, page, arrival }
    }

    fn arrival(self) -> ArcRwSignal<Arrival> {
        self.arrival.with(Clone::clone)
    }

    /// Begins to fetch it.
    pub fn ask(self) {
        let arrival = self.arrival();
        if matches!(arrival.get_untracked(), Arrival::NotAsked | Arrival::Failed) {
            arrival.set(Arrival::Asked);
            spawn_local(async move {
                let result = (self.fetch)().await;
                arrival.set(if result.is_ok() { Arrival::Here } else { Arrival::Failed });
            });
        }
    }

    /// The page of the path in this chunk; `None` when there is none. To be called where it may be drawn again, once the
    /// chunk is here.
    pub fn view(self, path: &str) -> Option<AnyView> {
        match self.arrival().get() {
            // one that is here answers at once, so that its page belongs to the view that asked
            Arrival::Here => (self.page)(path.to_owned()).now_or_never().and_then(Result::ok).flatten(),
            Arrival::Failed => Some(
                view! { <h1 tabindex="-1">{t::common::unreachable_title()}</h1> <ErrorBox error=Some(AppError::part_missing()) retry=move || self.ask()/> }
                    .into_any(),
            ),
            Arrival::NotAsked | Arrival::Asked => {
                self.ask();
                Some(view! { <Skeleton/> }.into_any())
            }
        }
    }
}

/// A path, cut at its slashes.
pub fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Makes a chunk of a function from the parts of a path to a page. The names are those of the constant, of the cut and of
/// what fetches it.
macro_rules! chunk {
    ($(#[$doc:meta])* $name:ident, $split:ident, $fetch:ident, $pages:path) => {
        #[wasm_split_helpers::wasm_split($split, fallible, preload($fetch))]
        fn $split(path: String) -> $crate::chunks::Page {
            Ok($pages(&$crate::chunks::parts(&path)))
        }

        $(#[$doc])*
        pub const $name: $crate::chunks::Chunk = {
            thread_local! {
                static ARRIVAL: leptos::prelude::ArcRwSignal<$crate::chunks::Arrival> =
                    leptos::prelude::ArcRwSignal::new($crate::chunks::Arrival::NotAsked);
            }
            $crate::chunks::Chunk::new(|| Box::pin($fetch()), |path| Box::pin($split(path)), &ARRIVAL)
        };
    };
}
pub(crate) use chunk;
