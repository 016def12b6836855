//! The sign-in page; the address is kept, so that one arrives where one wanted to go.

use leptos::prelude::*;

use crate::shell::{LanguageSwitch, SignInForm, brand};
use crate::t;
use crate::ui::PageHead;

#[component]
pub fn SignInPage() -> AnyView {
    view! {
        <main class="front">
            <div class="row">
                <div class="brand">{brand()}</div>
                <LanguageSwitch/>
            </div>
            <div class="panel pad">
                <PageHead title=t::session::sign_in().to_owned() sub=t::session::welcome().to_owned()/>
                <SignInForm/>
            </div>
        </main>
    }
    .into_any()
}
