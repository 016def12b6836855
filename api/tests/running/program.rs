//! The program itself, as a process with an address of its own.

use std::{
    fs::File,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::support::Database;

/// Long enough for the slowest machine; nothing waits for so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// `kyndig` with a database, and a folder to work in.
pub struct Program<'a> {
    database: &'a Database,
    settings: Vec<(String, String)>,
}

impl<'a> Program<'a> {
    pub fn on(database: &'a Database) -> Self {
        Self { database, settings: Vec::new() }
    }

    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    pub fn folder(&self) -> &Path {
        self.database.folder()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyndig"));
        command
            .args(arguments)
            .current_dir(self.folder())
            .env("KYNDIG_DATABASE__URL", self.database.url())
            .env("KYNDIG_LOG__FILTER", "warn")
            .env("KYNDIG_HTTP__WORKERS", "2")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// To its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program")
    }

    /// To its end, with this code; what it said.
    #[track_caller]
    pub fn ends(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "kyndig {}: {said}", arguments.join(" "));
        said
    }

    /// In the background.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let log = self.folder().join("program.log");
        let file = File::options().create(true).append(true).open(&log).expect("a log");
        let mut command = self.command(arguments);
        command.stdout(file.try_clone().expect("a log")).stderr(file);
        Running { process: command.spawn().expect("the program"), port: 0, log }
    }

    /// `kyndig serve`, ready.
    pub fn serve(&self) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
        let here = Self { database: self.database, settings: self.settings.clone() };
        let mut running = here.with("KYNDIG_HTTP__BIND", format!("127.0.0.1:{port}")).start(&["serve"]);
        running.port = port;
        running.until("it is ready", |one| {
            one.get("/health/ready").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
        });
        running
    }
}

/// Killed when it is dropped.
pub struct Running {
    process: Child,
    port: u16,
    log: PathBuf,
}

impl Running {
    /// The whole answer as text, on a connection of its own.
    pub fn get(&self, path: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let host = format!("127.0.0.1:{}", self.port);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    #[track_caller]
    pub fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let give_up = Instant::now() + PATIENCE;
        while !is_so(self) {
            let ended = self.process.try_wait().expect("a state");
            let log = || std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(ended.is_none(), "it ended before {what}: {}", log());
            assert!(Instant::now() < give_up, "never came to this: {what}: {}", log());
            std::thread::yield_now();
        }
    }

    pub fn has_ended(&mut self) -> bool {
        self.process.try_wait().expect("a state").is_some()
    }

    /// A signal, by its name.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(done.expect("kill").success(), "{name}");
    }

    /// The code with which it ended.
    pub fn end(mut self) -> Option<i32> {
        self.process.wait().expect("an end").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.process.try_wait()
            && let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop))
        {
            eprintln!("the program could not be ended: {error}");
        }
    }
}
