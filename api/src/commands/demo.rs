//! `kyndig demo`

use std::{io::Write, time::Instant};

use kyndig_api::demo::{self, Loaded, Size};
use kyndig_platform::state::State;

/// Loads the demo into a database without people, and prints whom to sign in as.
pub async fn run(state: &State, size: Size) -> anyhow::Result<()> {
    let began = Instant::now();
    let say = |what: &str| {
        // a closed standard error is no reason to stop
        let _ = writeln!(std::io::stderr(), "{:>5.0} s  {what}", began.elapsed().as_secs_f64());
    };
    let here = match demo::load(state, size, &say).await? {
        Loaded::Others => {
            println!("There are people already: nothing is loaded.");
            return Ok(());
        }
        Loaded::Now => {
            println!("The demo ({}) is loaded. Sign in with the password \"{}\":", size.name(), demo::PASSWORD);
            size
        }
        Loaded::Before(here) => {
            println!("The demo ({}) is here. Sign in with the password \"{}\":", here.name(), demo::PASSWORD);
            here
        }
    };
    for (email, what) in here.sign_ins() {
        println!("  {email:<32} {what}");
    }
    Ok(())
}
