//! The only place that reads the environment: defaults, then a file, then `KYNDIG_…` with `__` between the
//! levels, as in `KYNDIG_DATABASE__URL`.

use std::{path::PathBuf, time::Duration};

use secrecy::SecretString;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub database: Database,
    pub http: Http,
    pub sign_in: SignIn,
    pub mail: Mail,
    pub log: Log,
    pub hr: Hr,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`.
    pub url: String,
    pub connections: u32,
    pub statement_timeout_seconds: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address and port to listen on.
    pub bind: String,
    /// Where people reach it, for links in mails.
    pub public_url: String,
    pub workers: usize,
    /// Origins of other sites whose pages may call the API.
    pub allowed_origins: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Signs access tokens. Without one, a file beside the database keeps one made at the first start.
    pub secret: Option<SecretString>,
    pub secret_file: PathBuf,
    /// How long one stays signed in without doing anything.
    pub session_hours: i64,
    /// Send the refresh cookie over https only.
    pub secure_cookie: bool,
    /// Passwords checked at once.
    pub passwords_at_once: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub from: String,
    /// Where mails are laid as `.eml` files while no SMTP server is set.
    pub folder: PathBuf,
    /// `smtp://user:password@host:587?tls=required`.
    pub smtp_url: Option<SecretString>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub json: bool,
    pub filter: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hr {
    /// POS-4: a file that would close more of the open positions than this stops.
    pub max_close_percent: u8,
}

const DEFAULTS: &str = r#"
[database]
url = "sqlite://data/kyndig.db"
connections = 16
statement_timeout_seconds = 30
[http]
bind = "127.0.0.1:8080"
public_url = "http://localhost:8080"
workers = 0
allowed_origins = []
[sign_in]
secret_file = "data/secret"
session_hours = 12
secure_cookie = false
passwords_at_once = 2
[mail]
from = "Kyndig <no-reply@localhost>"
folder = "data/mail"
[log]
json = true
filter = "info"
[hr]
max_close_percent = 10
"#;

impl Config {
    pub fn load(file: Option<&std::path::Path>) -> Result<Self, config::ConfigError> {
        Self::from(file, std::env::vars())
    }

    /// A variable without `__` is not a setting: `KYNDIG_CONFIG`, and what the tools are told.
    fn from(
        file: Option<&std::path::Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, config::ConfigError> {
        let mut builder =
            config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(path) = file {
            builder = builder.add_source(config::File::from(path).format(config::FileFormat::Toml));
        }
        builder
            .add_source(
                config::Environment::with_prefix("KYNDIG")
                    .source(Some(variables.filter(|(name, _)| name.contains("__")).collect()))
                    .prefix_separator("_")
                    .separator("__")
                    .try_parsing(true)
                    .list_separator(",")
                    .with_list_parse_key("http.allowed_origins"),
            )
            .build()?
            .try_deserialize()
    }

    pub fn database_settings(&self) -> kyndig_db::Settings {
        kyndig_db::Settings {
            url: self.database.url.clone(),
            connections: self.database.connections,
            statement_timeout: Duration::from_secs(self.database.statement_timeout_seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn the_defaults_are_whole() {
        let config = Config::from(None, std::iter::empty()).expect("defaults");
        assert_eq!(config.hr.max_close_percent, 10);
        assert!(config.mail.smtp_url.is_none());
    }

    #[test]
    fn the_environment_rules_and_a_misspelt_setting_is_refused() {
        let with = |variables: &[(&str, &str)]| {
            Config::from(None, variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
        };
        let config = with(&[
            ("KYNDIG_DATABASE__URL", "postgres://db/kyndig"),
            ("KYNDIG_HTTP__ALLOWED_ORIGINS", "https://a.example,https://b.example"),
            ("KYNDIG_SIGN_IN__SECURE_COOKIE", "true"),
            ("KYNDIG_TEST_POSTGRES_URL", "not a setting"),
            ("PATH", "/bin"),
        ])
        .expect("settings");
        assert_eq!(config.database.url, "postgres://db/kyndig");
        assert_eq!(config.http.allowed_origins, ["https://a.example", "https://b.example"]);
        assert!(config.sign_in.secure_cookie);
        assert!(with(&[("KYNDIG_DATABASE__ADDRESS", "x")]).is_err());
    }
}
