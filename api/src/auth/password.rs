//! ACC-1: argon2id, a few at a time, so that a crowd at the door does not take the machine.

use std::sync::Arc;

use actix_web::web;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::http::Failure;

/// Hashes passwords and checks them off the request threads.
#[derive(Clone, Debug)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    /// What is checked against when there is no such account, so that the time taken does not tell.
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(at_once: usize) -> anyhow::Result<Self> {
        let nobody = hash_now("nobody has this password")?;
        Ok(Self { at_once: Arc::new(Semaphore::new(at_once.max(1))), nobody: nobody.into() })
    }

    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let _permit = self.at_once.acquire().await.map_err(anyhow::Error::from)?;
        let hashed = web::block(move || hash_now(&password)).await.map_err(anyhow::Error::from)?;
        Ok(hashed?)
    }

    /// Whether it is the password of this hash; takes as long where there is none.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let _permit = self.at_once.acquire().await.map_err(anyhow::Error::from)?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let matches = web::block(move || {
            let parsed = PasswordHash::new(&hash).map_err(|error| anyhow::anyhow!("stored password: {error}"))?;
            Ok::<_, anyhow::Error>(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
        .map_err(anyhow::Error::from)??;
        Ok(matches && known)
    }
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("hashing a password: {error}"))?;
    Ok(hash.to_string())
}
