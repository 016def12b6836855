//! `kyndig check …`

use kyndig_domain::standing::CutOffs;
use kyndig_gate::counters;
use kyndig_platform::{clock, state::State};

/// Recounts; fails where a counter differs from the facts.
pub async fn counters(state: &State) -> anyhow::Result<()> {
    let tx = state.db.read().await?;
    let wrong = counters::check(&tx, CutOffs::of(clock::today(state.clock.now()))).await?;
    tx.rollback().await?;
    for counter in &wrong {
        println!("{counter}");
    }
    anyhow::ensure!(wrong.is_empty(), "{} counters are wrong", wrong.len());
    println!("All counters agree with the facts.");
    Ok(())
}
