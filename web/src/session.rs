//! Who is signed in, as what, and what that allows (ACC-1 to ACC-3). What is shown follows from it; what is allowed is
//! the API's to decide.

use std::time::Duration;

use kyndig_contract::api_path;
use kyndig_contract::permission::PermissionName;
use kyndig_contract::session::{ActingChoice, ChooseActing, ContentKind, SessionDetails, SignIn};
use kyndig_contract::settings::Settings;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::language::{self, Language};
use crate::transport::{self, AppError};

/// How far the visitor has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The refresh cookie is being tried.
    Starting,
    /// It could not be tried: no network, or the server is ill.
    Unreachable,
    SignedOut,
    /// More than one way to act, and none chosen.
    Choosing,
    Active,
}

/// The session, given to every view as context.
#[derive(Clone, Copy)]
pub struct Session {
    details: RwSignal<Option<SessionDetails>>,
    stage: RwSignal<Stage>,
    /// The session ended under a page that may hold something unsaved: it is kept, and one signs in on top of it.
    pub expired: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    /// The session is about to end.
    pub ending: RwSignal<Option<Ending>>,
    ends: StoredValue<Option<Ends>>,
    channel: StoredValue<Option<BroadcastChannel>, LocalStorage>,
    /// Chosen here before there was anybody to store it for.
    language: StoredValue<Option<Language>>,
}

/// When the session ends by itself, as the browser's clock shows it in milliseconds, and whether that can be put off.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ends {
    at: f64,
    can_extend: bool,
}

/// That the session ends in so many minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub minutes: u32,
    pub can_extend: bool,
}

/// So long before its end one is warned.
const WARNED_BEFORE: f64 = 5.0 * 60.0 * 1000.0;
/// How often the clock is looked at: a laptop that slept is late with everything else.
const LOOK: Duration = Duration::from_secs(15);

impl Ends {
    fn ending(self, now: f64) -> Option<Ending> {
        let left = self.at - now;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "five at most, and none below")]
        let minutes = (left / 60_000.0).ceil().max(1.0) as u32;
        (left <= WARNED_BEFORE).then_some(Ending { minutes, can_extend: self.can_extend })
    }
}

/// The session of this page.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Makes the session known to all views below, and tries the refresh cookie.
    pub fn provide() -> Self {
        let session = Self {
            details: RwSignal::new(None),
            stage: RwSignal::new(Stage::Starting),
            expired: RwSignal::new(false),
            error: RwSignal::new(None),
            ending: RwSignal::new(None),
            ends: StoredValue::new(None),
            channel: StoredValue::new_local(BroadcastChannel::new("kyndig.session").ok()),
            language: StoredValue::new(None),
        };
        transport::on_end(move || {
            if session.stage.get_untracked() == Stage::Active {
                session.expired.set(true);
            } else {
                session.stage.set(Stage::SignedOut);
            }
        });
        transport::on_renewed(move |seconds, can_extend| {
            let ends = Ends { at: js_sys::Date::now() + seconds * 1000.0, can_extend };
            session.ends_at(ends);
            session.tell(&format!("{ENDS}{} {can_extend}", ends.at));
        });
        // as long as the page
        set_interval(move || session.look(), LOOK);
        session.listen();
        session.start();
        provide_context(session);
        session
    }

    /// Another tab signed out or changed position: this one follows.
    fn listen(self) {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            match message.data().as_string().as_deref() {
                Some("signed out") => self.leave(),
                Some("changed") => self.start(),
                Some(text) => {
                    if let Some(ends) = read_ends(text) {
                        self.ends_at(ends);
                    }
                }
                None => {}
            }
        });
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            }
        });
        // as long as the page
        heard.forget();
    }

    fn tell(self, what: &str) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                // other tabs are told as a courtesy; their next call tells them anyway
                let _ = channel.post_message(&what.into());
            }
        });
    }

    fn ends_at(self, ends: Ends) {
        self.ends.set_value(Some(ends));
        self.look();
    }

    /// Warns of the end while there is time to save what is on the page, and asks to sign in when it has come.
    fn look(self) {
        let now = js_sys::Date::now();
        let ends = self.ends.get_value().filter(|_| self.stage.get_untracked() == Stage::Active);
        if ends.is_some_and(|ends| ends.at <= now) {
            self.ends.set_value(None);
            self.expired.set(true);
        }
        let ending = ends.filter(|ends| ends.at > now).and_then(|ends| ends.ending(now));
        if self.ending.get_untracked() != ending {
            self.ending.set(ending);
        }
    }

    /// Puts the end off; what stands in the way is said, and the warning stays.
    pub fn extend(self, say: impl Fn(String) + 'static) {
        spawn_local(async move {
            if let Err(error) = transport::renew().await {
                say(error.text());
            }
        });
    }

    /// Tries the refresh cookie.
    pub fn start(self) {
        spawn_local(async move {
            self.error.set(None);
            let result = async {
                transport::renew().await?;
                self.fetch().await
            };
            match result.await {
                Ok(()) => {}
                Err(error) if error.status == 401 => self.stage.set(Stage::SignedOut),
                Err(error) => {
                    self.error.set(Some(error));
                    self.stage.set(Stage::Unreachable);
                }
            }
        });
    }

    /// Asks who is signed in, as what.
    async fn fetch(self) -> Result<(), AppError> {
        let details: SessionDetails = transport::get(&api_path!("/session")).await?;
        let before = self.details.get_untracked();
        crate::recent::belong_to(&details.person_id.to_string(), details.today);
        let stage = if details.acting.is_some() { Stage::Active } else { Stage::Choosing };
        let arrives = self.stage.get_untracked() != Stage::Active
            || before.as_ref().is_none_or(|before| before.person_id != details.person_id);
        if stage == Stage::Active && arrives {
            self.settle_language(&details).await;
        }
        let same = before.is_some_and(|before| before == details);
        if !same {
            self.details.set(Some(details));
        }
        if self.stage.get_untracked() != stage {
            self.stage.set(stage);
        }
        self.expired.set(false);
        // the end was told before there was anybody to warn
        self.look();
        Ok(())
    }

    /// The person's language becomes the page's, unless another was chosen while signing in: that one is stored.
    async fn settle_language(self, details: &SessionDetails) {
        let stored = details.language.and_then(|language| Language::from_code(language.as_str()));
        match (self.language.try_update_value(Option::take).flatten(), stored) {
            (Some(chosen), stored) if stored != Some(chosen) => {
                // the page has it already; not stored now, it is chosen again another time
                let _ = store(chosen).await;
            }
            (None, Some(stored)) if stored != language::now() => {
                // its texts could not be fetched: the page stays as it is, and readable
                let _ = language::choose(stored).await;
            }
            _ => {}
        }
    }

    /// Makes a language the page's, and that of the person's mails.
    pub async fn choose_language(self, language: Language) -> Result<(), AppError> {
        if self.stage.get_untracked() == Stage::Active {
            // first, because the other draws all of the page anew, and with it whoever waits for this
            store(language).await?;
        } else {
            self.language.set_value(Some(language));
        }
        language::choose(language).await.map_err(|_| AppError::part_missing())
    }

    pub async fn sign_in(self, request: SignIn) -> Result<(), AppError> {
        transport::session::sign_in(&request).await?;
        let before = self.details.get_untracked();
        self.fetch().await?;
        let after = self.details.get_untracked();
        if before.is_some() && before.map(|before| before.person_id) != after.map(|after| after.person_id) {
            crate::nav::go("/");
        }
        self.tell("changed");
        Ok(())
    }

    /// Chooses what to act as; everything shown belongs to the choice and is drawn anew.
    pub async fn choose(self, choice: &ActingChoice) -> Result<(), AppError> {
        let request = ChooseActing { position_id: choice.position_id, deputy_for: choice.deputy_for };
        let _: serde_json::Value = transport::put(&api_path!("/session/acting-as"), &request, None).await?;
        // rights may stand in the token too
        transport::forget();
        self.fetch().await?;
        self.tell("changed");
        Ok(())
    }

    pub async fn sign_out(self) -> Result<(), AppError> {
        transport::delete(&api_path!("/session"), None).await?;
        crate::recent::forget();
        crate::remembered::forget_email();
        self.tell("signed out");
        self.leave();
        Ok(())
    }

    /// Forgets everything of the session.
    fn leave(self) {
        transport::forget();
        self.expired.set(false);
        self.ends.set_value(None);
        self.ending.set(None);
        self.stage.set(Stage::SignedOut);
        self.details.set(None);
        crate::nav::go("/");
    }

    pub fn stage(self) -> Stage {
        self.stage.get()
    }

    pub fn details(self) -> Option<SessionDetails> {
        self.details.get()
    }

    /// The present choice, once there is one.
    pub fn acting(self) -> Option<ActingChoice> {
        self.details.with(|details| details.as_ref().and_then(|details| details.acting.clone()))
    }

    /// Whether the present position has this permission, as in an operation's `x-permission`.
    pub fn may(self, permission: PermissionName) -> bool {
        self.details.with(|details| {
            details.as_ref().is_some_and(|details| details.permissions.iter().any(|known| known == permission.as_str()))
        })
    }

    /// Whether the present position writes this, for some unit.
    pub fn writes(self, kind: ContentKind) -> bool {
        self.details.with(|details| details.as_ref().is_some_and(|details| details.writes.contains(&kind)))
    }

    /// REQ-18: whether the present position links requirements to courses.
    pub fn links_courses(self) -> bool {
        self.details.with_untracked(|details| details.as_ref().is_some_and(|details| details.links_courses))
    }

    /// FUL-19: whether one is on the hospital's own network; nothing where that is not known.
    pub fn on_internal_network(self) -> Option<bool> {
        self.details.with_untracked(|details| details.as_ref().and_then(|details| details.on_internal_network))
    }

    /// The server's date, by which statuses and deadlines are counted.
    pub fn today(self) -> chrono::NaiveDate {
        self.details.with_untracked(|details| details.as_ref().map(|details| details.today)).unwrap_or_default()
    }
}

/// Stores a language for whoever is signed in.
async fn store(language: Language) -> Result<(), AppError> {
    let language = language.code().parse().unwrap_or_default();
    let _: Settings = transport::put(&api_path!("/my/settings"), &Settings { language }, None).await?;
    Ok(())
}

/// How a tab tells the others of the end: they share one session.
const ENDS: &str = "ends ";

fn read_ends(text: &str) -> Option<Ends> {
    let (at, can_extend) = text.strip_prefix(ENDS)?.split_once(' ')?;
    Some(Ends { at: at.parse().ok()?, can_extend: can_extend.parse().ok()? })
}
