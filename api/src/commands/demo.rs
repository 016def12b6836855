//! `kyndig demo`

use kyndig_api::{app::State, demo};

/// Loads the demo hospital where there is nobody yet, and says whom to sign in as.
pub async fn run(state: &State) -> anyhow::Result<()> {
    if !demo::load(state).await? {
        println!("There are people already: nothing is loaded.");
        return Ok(());
    }
    println!("The demo hospital is loaded. Sign in with the password \"{}\":", demo::PASSWORD);
    for (email, what) in demo::SIGN_INS {
        println!("  {email:<32} {what}");
    }
    Ok(())
}
