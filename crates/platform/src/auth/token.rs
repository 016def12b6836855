//! ACC-3: access tokens. They name the session and nothing else; the bearer's permissions are read at each request.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kyndig_domain::ids::SessionId;
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long an access token is valid.
pub const ACCESS_SECONDS: u32 = 600;

#[derive(Serialize, Deserialize)]
struct Claims {
    /// The session.
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Signs and reads access tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    pub fn new(secret: &SecretString) -> anyhow::Result<Self> {
        let secret = secret.expose_secret().as_bytes();
        Ok(Self { encoding: EncodingKey::from_secret(secret)?, decoding: DecodingKey::from_secret(secret)? })
    }

    pub fn issue(&self, session: SessionId, now: DateTime<Utc>) -> anyhow::Result<String> {
        let exp = (now + TimeDelta::seconds(ACCESS_SECONDS.into())).timestamp();
        let claims = Claims { sid: session, iat: now.timestamp(), exp };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// The refresh token that follows this one: the same each time, and not computable without our secret.
    pub fn successor(&self, refresh: &str) -> anyhow::Result<String> {
        // No signed token begins like this.
        let message = format!("refresh\0{refresh}");
        Ok(jsonwebtoken::crypto::sign(message.as_bytes(), &self.encoding, Algorithm::HS256)?)
    }

    /// The session of a token that we signed and that has not expired.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Option<SessionId> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would use the system time; the injected clock decides.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok()?.claims;
        (claims.exp > now.timestamp()).then_some(claims.sid)
    }
}

/// An unguessable secret, for refresh tokens and devices.
pub fn random_secret() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Of a secret only this is stored.
pub fn hash(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret.as_bytes()))
}
