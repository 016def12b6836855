//! The router and what stands around the pages. The areas contribute their pages through `features::AREAS`.

use leptos::prelude::*;

use crate::chunks::parts;
use crate::features;
use crate::language;
use crate::load::Act;
use crate::nav;
use crate::session::{Session, Stage, use_session};
use crate::shell::Shell;
use crate::t;
use crate::ui::{ErrorBox, PageHead, Toasts, live};

/// Everything. What is drawn follows from the language, the session's stage and what one acts as; the page within
/// follows from the path.
#[component]
pub fn App() -> impl IntoView {
    nav::start();
    // on its way while the session is asked for
    if let Some(chunk) = features::chunk_of(&nav::path().get_untracked()) {
        chunk.ask();
    }
    let session = Session::provide();
    let acting = Memo::new(move |_| session.acting().map(|acting| (acting.position_id, acting.deputy_for)));
    let drawn = move || {
        let _ = language::current();
        // read, for a memo that nobody reads is never told of a change
        acting.with(|_| ());
        match session.stage() {
            Stage::Starting => ().into_any(),
            Stage::Unreachable => view! { <Unreachable/> }.into_any(),
            Stage::SignedOut => features::people::session::sign_in(),
            Stage::Choosing => features::people::session::choose_first(),
            Stage::Active => {
                features::work::waiting::Waiting::provide();
                provide_context(features::NAVIGATION);
                view! { <Shell>{pages()}</Shell> }.into_any()
            }
        }
    };
    // outside of what is drawn anew: "you are now signed in as …" is said of the change itself
    view! { <Toasts>{live(drawn)}</Toasts> }
}

/// The page of the path, drawn anew when the path changes and not when only the query does.
fn pages() -> AnyView {
    let path = nav::path();
    let view = move || {
        let path = path.get();
        features::page(&parts(&path))
            .or_else(|| features::chunk_of(&path)?.view(&path))
            .unwrap_or_else(|| view! { <NotFound/> }.into_any())
    };
    live(view)
}

/// No such page, or none for the present position.
#[component]
pub fn NotFound() -> AnyView {
    view! {
        <PageHead title=t::common::not_found_title() sub=t::common::not_found_text().to_owned()/>
        <p><a class="ds-link" href="/">{t::common::to_home()}</a></p>
    }
    .into_any()
}

/// The session could not be tried: nothing of the application can be shown yet.
#[component]
fn Unreachable() -> AnyView {
    let session = use_session();
    let again = Act::<()>::new(
        move |(), _| async move {
            session.start();
            Ok(())
        },
        |()| {},
    );
    view! {
        <main class="front">
            <PageHead title=t::common::unreachable_title()/>
            <ErrorBox error=session.error retry=move || again.run(())/>
        </main>
    }
    .into_any()
}
