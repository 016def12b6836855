//! What this browser keeps of who signed in last.

use crate::browser;

/// The e-mail that was signed in with last, for the next time.
const EMAIL: &str = "kyndig.email";

/// On a PC that is shared the next one is somebody else.
pub fn forget_email() {
    browser::remember(EMAIL, "");
}

/// The e-mail for the next time.
pub fn email() -> Option<String> {
    browser::remembered(EMAIL)
}

pub fn remember_email(email: &str) {
    browser::remember(EMAIL, email);
}
