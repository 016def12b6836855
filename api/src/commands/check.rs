//! `kyndig check …`

use kyndig_api::{app::State, gate::counters};

/// Recounts; fails where a counter does not say what the facts say.
pub async fn counters(state: &State) -> anyhow::Result<()> {
    let tx = state.db.read().await?;
    let wrong = counters::check(&tx).await?;
    tx.rollback().await?;
    for cell in &wrong {
        println!(
            "unit {} requirement {} {} {}: stored {}, counted {}",
            cell.unit_id, cell.requirement_id, cell.status, cell.deadline, cell.stored, cell.counted
        );
    }
    anyhow::ensure!(wrong.is_empty(), "{} counters are wrong", wrong.len());
    println!("All counters agree with the facts.");
    Ok(())
}
