//! The only place that reads the environment: defaults, then a file, then `KYNDIG_…` with `__` between the
//! levels, as in `KYNDIG_DATABASE__URL`.

use std::{collections::HashMap, net::IpAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub database: Database,
    pub http: Http,
    pub network: Network,
    pub sign_in: SignIn,
    pub mail: Mail,
    pub files: Files,
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
    /// The public address of the portal, for links in mails.
    pub public_url: String,
    pub workers: usize,
    /// Origins of other sites whose pages may call the API.
    pub allowed_origins: Vec<String>,
    /// Trusted proxies, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How often one address may sign in or refresh, on average; ten times as much at once.
    pub public_requests_per_second: NonZeroU32,
    /// How long it goes on answering after SIGTERM, no longer ready, for the load balancer to notice.
    pub drain_seconds: u64,
}

/// FUL-19: what is known of the networks of the users.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The internal ones, where links for internal networks work. Empty where they are not known.
    pub internal: Vec<IpNet>,
}

impl Network {
    /// Whether this address is on one of them; none where that cannot be known.
    pub fn is_internal(&self, address: Option<IpAddr>) -> Option<bool> {
        let address = address.filter(|_| !self.internal.is_empty())?;
        Some(self.internal.iter().any(|network| network.contains(&address)))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Signs access tokens; at least 32 bytes. Without one, a file beside the database keeps one made at the first
    /// start.
    pub secret: Option<SecretString>,
    pub secret_file: PathBuf,
    /// How long a session lasts without activity.
    pub session_hours: i64,
    /// Passwords checked concurrently.
    pub passwords_at_once: usize,
    /// External identity providers offered beside passwords.
    pub providers: Vec<Provider>,
}

/// An identity provider, as shown to users.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub id: String,
    pub name: String,
}

impl SignIn {
    /// The configured secret, or the one kept in the file; created there at the first start.
    pub fn secret(&self) -> anyhow::Result<SecretString> {
        use std::io::Write;
        if let Some(secret) = &self.secret {
            return long_enough(secret.clone(), "sign_in.secret");
        }
        let path = &self.secret_file;
        match std::fs::read_to_string(path) {
            Ok(secret) => long_enough(secret.trim().to_owned().into(), &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                let secret = crate::auth::token::random_secret();
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                options.open(path)?.write_all(secret.as_bytes())?;
                Ok(secret.into())
            }
            Err(error) => Err(anyhow::anyhow!("{}: {error}", path.display())),
        }
    }
}

/// Bytes of the secret: as many as the signatures that it makes. With fewer, or none, signatures could be forged.
const SHORTEST_SECRET: usize = 32;

fn long_enough(secret: SecretString, from: &str) -> anyhow::Result<SecretString> {
    let bytes = secret.expose_secret().len();
    anyhow::ensure!(
        bytes >= SHORTEST_SECRET,
        "{from} has {bytes} bytes and needs {SHORTEST_SECRET}: `openssl rand -base64 32`"
    );
    Ok(secret)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub from: String,
    /// Where mails are written as `.eml` files while no SMTP server is set.
    pub folder: PathBuf,
    /// `smtp://user:password@host:587?tls=required`.
    pub smtp_url: Option<SecretString>,
}

/// Where uploaded files are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The folder, while no bucket is set.
    pub folder: PathBuf,
    /// A bucket instead of the folder.
    pub s3: Option<S3>,
}

/// A bucket of any S3-compatible server. The keys come from here and from nowhere else.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// `https://s3.example.org`.
    pub endpoint: String,
    pub bucket: String,
    #[serde(default = "default_region")]
    pub region: String,
    pub access_key_id: SecretString,
    pub secret_access_key: SecretString,
    /// The bucket's name in the path, instead of in the host name.
    #[serde(default = "default_path_style")]
    pub path_style: bool,
}

fn default_region() -> String {
    "us-east-1".to_owned()
}

fn default_path_style() -> bool {
    true
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
    /// POS-4: a file that would close more of the open positions than this is stopped.
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
trusted_proxies = []
public_requests_per_second = 50
drain_seconds = 5
[network]
internal = []
[sign_in]
secret_file = "data/secret"
session_hours = 12
passwords_at_once = 2
providers = []
[mail]
from = "Kyndig <no-reply@localhost>"
folder = "data/mail"
[files]
folder = "data/files"
[log]
json = true
filter = "info"
[hr]
max_close_percent = 10
"#;

impl Config {
    /// Defaults, file and environment.
    pub fn load(file: Option<&std::path::Path>) -> Result<Self, config::ConfigError> {
        // Variables without levels are not settings: tools use the same prefix.
        let settings =
            std::env::vars().filter(|(name, _)| name.starts_with("KYNDIG_") && name.contains("__")).collect();
        Self::of(file, settings)
    }

    /// The defaults alone.
    pub fn defaults() -> Result<Self, config::ConfigError> {
        Self::of(None, HashMap::new())
    }

    fn of(file: Option<&std::path::Path>, environment: HashMap<String, String>) -> Result<Self, config::ConfigError> {
        let defaults = config::File::from_str(DEFAULTS, config::FileFormat::Toml);
        let mut builder = config::Config::builder().add_source(defaults);
        if let Some(path) = file {
            builder = builder.add_source(config::File::from(path).format(config::FileFormat::Toml));
        }
        let environment = config::Environment::with_prefix("KYNDIG")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("http.allowed_origins")
            .with_list_parse_key("http.trusted_proxies")
            .with_list_parse_key("network.internal")
            .source(Some(environment));
        builder.add_source(environment).build()?.try_deserialize()
    }

    /// Whether users reach it over https, regardless of any proxy in between.
    pub fn is_https(&self) -> bool {
        self.http.public_url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
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
        let config = Config::defaults().expect("defaults");
        assert_eq!(config.hr.max_close_percent, 10);
        assert!(config.mail.smtp_url.is_none() && config.files.s3.is_none());
        assert_eq!(config.network.is_internal("10.1.2.3".parse().ok()), None);
    }

    #[test]
    fn the_environment_overrides() {
        let set = [
            ("KYNDIG_DATABASE__URL", "postgres://db/kyndig"),
            ("KYNDIG_HTTP__ALLOWED_ORIGINS", "https://a.example,https://b.example"),
            ("KYNDIG_NETWORK__INTERNAL", "10.0.0.0/8,2001:db8::/32"),
        ];
        let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::of(None, set.into()).expect("a configuration");
        assert_eq!(config.database.url, "postgres://db/kyndig");
        assert_eq!(config.http.allowed_origins, ["https://a.example", "https://b.example"]);
        let network = |address: &str| config.network.is_internal(address.parse().ok());
        assert_eq!((network("10.1.2.3"), network("2001:db8::1")), (Some(true), Some(true)));
        assert_eq!((network("203.0.113.1"), network("")), (Some(false), None));
    }

    #[test]
    fn a_secret_is_long() {
        let secret = |text: &str| {
            let set = [("KYNDIG_SIGN_IN__SECRET".to_owned(), text.to_owned())];
            Config::of(None, set.into()).expect("a configuration").sign_in.secret()
        };
        assert!(secret("").is_err() && secret(&"x".repeat(31)).is_err());
        assert!(secret(&"x".repeat(32)).is_ok());
        // Too short in the file as well, which is created where there is none.
        let folder = tempfile::tempdir().expect("a folder");
        let mut sign_in = Config::defaults().expect("defaults").sign_in;
        sign_in.secret_file = folder.path().join("secret");
        sign_in.secret().expect("one that is made");
        std::fs::write(&sign_in.secret_file, "short\n").expect("a file");
        let error = sign_in.secret().expect_err("one that is short").to_string();
        assert!(error.contains("has 5 bytes and needs 32"), "{error}");
    }

    #[test]
    fn a_bucket_needs_its_keys() {
        let bucket = |set: &[(&str, &str)]| {
            let common = [("KYNDIG_FILES__S3__ENDPOINT", "https://s3.example"), ("KYNDIG_FILES__S3__BUCKET", "kyndig")];
            let set = common.iter().chain(set).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Config::of(None, set.collect()).map(|config| config.files.s3)
        };
        let keys = [("KYNDIG_FILES__S3__ACCESS_KEY_ID", "a"), ("KYNDIG_FILES__S3__SECRET_ACCESS_KEY", "b")];
        let s3 = bucket(&keys).expect("a configuration").expect("a bucket");
        assert!(s3.path_style && s3.region == "us-east-1");
        assert!(bucket(&keys[..1]).is_err());
    }
}
