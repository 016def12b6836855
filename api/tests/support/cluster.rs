//! A PostgreSQL of one's own, to stop and to start again: the server of `KYNDIG_TEST_POSTGRES_BIN`.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::MetadataExt, fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    /// PostgreSQL does not run as root.
    user: Option<(u32, u32)>,
}

impl Cluster {
    /// None, said aloud, where the machine has no PostgreSQL; never so in CI.
    pub fn start() -> Option<Self> {
        let Ok(programs) = std::env::var("KYNDIG_TEST_POSTGRES_BIN") else {
            assert!(std::env::var("CI").is_err(), "KYNDIG_TEST_POSTGRES_BIN is not set, and CI skips nothing");
            eprintln!("skipped: KYNDIG_TEST_POSTGRES_BIN is not set");
            return None;
        };
        // A short path: the name of a socket may be 107 bytes long.
        let folder = Path::new("/tmp").join(format!("kyndig-{:08x}", rand::random::<u32>()));
        fs::create_dir(&folder).expect("a folder");
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let user = is_root.then(nobody);
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).expect("a folder for nobody");
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let cluster = Self { programs: programs.into(), folder, port, user };
        cluster.run(
            "initdb",
            &["--username", "kyndig", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
        );
        cluster.up();
        Some(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://kyndig@127.0.0.1:{}/postgres", self.port)
    }

    /// Takes connections when this is done.
    pub fn up(&self) {
        let options = format!("-p {} -k {} -h 127.0.0.1 -c fsync=off", self.port, self.folder.display());
        let log = self.folder.join("log");
        self.run("pg_ctl", &["-w", "-l", log.to_str().expect("a path"), "-o", &options, "start"]);
    }

    /// Without a word to those who are connected, as after a crash.
    pub fn down(&self) {
        self.run("pg_ctl", &["-w", "-m", "immediate", "stop"]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-D").arg(self.folder.join("data")).args(arguments).current_dir(&self.folder);
        // To nobody: a server that goes on would keep the pipe of whoever waits for its word.
        command.stdout(std::process::Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        assert!(command.status().expect(program).success(), "{program} {arguments:?}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = Command::new(self.programs.join("pg_ctl"));
        stop.arg("-D").arg(self.folder.join("data")).args(["-m", "immediate", "stop"]).current_dir("/");
        stop.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        if let Some((uid, gid)) = self.user {
            stop.uid(uid).gid(gid);
        }
        if let Err(error) = stop.status() {
            eprintln!("pg_ctl stop: {error}");
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {error}", self.folder.display());
        }
    }
}

fn nobody() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("the users");
    let line =
        ["postgres", "nobody"].iter().find_map(|name| users.lines().find(|line| line.split(':').next() == Some(name)));
    let fields: Vec<_> = line.expect("a user who is not root").split(':').collect();
    (fields[2].parse().expect("a number"), fields[3].parse().expect("a number"))
}
