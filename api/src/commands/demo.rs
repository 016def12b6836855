//! `kyndig demo`

use kyndig_api::{app::State, demo};

/// Loads the demo hospital where there is nobody yet, and says whom to sign in as.
pub async fn run(state: &State) -> anyhow::Result<()> {
    let loaded = demo::load(state).await?;
    if !loaded && !demo::is_here(state).await? {
        println!("There are people already: nothing is loaded.");
        return Ok(());
    }
    let here = if loaded { "is loaded" } else { "is here" };
    println!("The demo hospital {here}. Sign in with the password \"{}\":", demo::PASSWORD);
    for (email, what) in demo::SIGN_INS {
        println!("  {email:<32} {what}");
    }
    Ok(())
}
