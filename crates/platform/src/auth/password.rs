//! ACC-1: argon2id, in a few dedicated threads, so that many concurrent sign-ins do not take all of the machine. Each
//! thread keeps its hashing memory for the next task, and frees it when idle for a while.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use rand::RngCore;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

use crate::http::{Code, Failure};

/// With more than this many waiting, further callers are asked to try again.
const MOST_WAITING: usize = 1000;
/// After this long without work a thread frees its memory.
const QUIET: Duration = Duration::from_secs(2);

/// Hashes passwords and checks them off the request threads.
#[derive(Clone, Debug)]
pub struct Passwords {
    door: Arc<Door>,
    /// The hash that is checked when there is no such account, so that the time taken does not reveal it.
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(at_once: usize) -> anyhow::Result<Self> {
        let nobody = written(&Argon2::default(), &random::<16>(), &random::<{ Params::DEFAULT_OUTPUT_LEN }>())?;
        Ok(Self { door: Arc::new(Door::open(at_once.max(1))?), nobody: nobody.into() })
    }

    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        Ok(self.door.pass(move |memory| hash_in(memory, &password)).await??)
    }

    /// Whether the password matches this hash; takes as long where there is none.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let matches = self.door.pass(move |memory| verify_in(memory, &password, &hash)).await??;
        Ok(matches && known)
    }
}

/// The memory a thread hashes in.
type Memory = Vec<Block>;
type Task = Box<dyn FnOnce(&mut Memory) + Send>;

/// The waiting tasks, and the threads that serve them until the queue closes.
#[derive(Debug)]
struct Door(Arc<Queue>);

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    called: Condvar,
}

#[derive(Default)]
struct Waiting {
    tasks: VecDeque<Task>,
    closed: bool,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Queue")
    }
}

impl Door {
    fn open(threads: usize) -> anyhow::Result<Self> {
        let queue = Arc::new(Queue::default());
        for _ in 0..threads {
            let queue = queue.clone();
            thread::Builder::new().name("passwords".to_owned()).spawn(move || queue.serve())?;
        }
        Ok(Self(queue))
    }

    async fn pass<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        let task: Task = Box::new(move |memory| {
            // A caller that is gone is not served; and the result is dropped if it leaves meanwhile.
            if !tell.is_closed() {
                let _ = tell.send(work(memory));
            }
        });
        self.0.enter(task)?;
        told.await.map_err(|error| Failure::Internal(error.into()))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.called.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, task: Task) -> Result<(), Failure> {
        let mut waiting = self.lock();
        if waiting.tasks.len() >= MOST_WAITING {
            return Err(Code::Busy.into());
        }
        waiting.tasks.push_back(task);
        self.called.notify_one();
        Ok(())
    }

    fn serve(&self) {
        let mut memory = Memory::new();
        while let Some(task) = self.next(&mut memory) {
            task(&mut memory);
        }
    }

    /// The next task; none once the queue is closed.
    fn next(&self, memory: &mut Memory) -> Option<Task> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(task) = waiting.tasks.pop_front() {
                return Some(task);
            }
            waiting = if memory.is_empty() {
                self.called.wait(waiting).unwrap_or_else(PoisonError::into_inner)
            } else {
                let (waiting, quiet) = self.called.wait_timeout(waiting, QUIET).unwrap_or_else(PoisonError::into_inner);
                if quiet.timed_out() && waiting.tasks.is_empty() {
                    *memory = Memory::new();
                }
                waiting
            };
        }
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn hash_in(memory: &mut Memory, password: &str) -> anyhow::Result<String> {
    let argon2 = Argon2::default();
    let (salt, mut output) = (random::<16>(), [0; Params::DEFAULT_OUTPUT_LEN]);
    fill(&argon2, memory, password, &salt, &mut output)?;
    written(&argon2, &salt, &output)
}

/// In the stored format.
fn written(argon2: &Argon2<'_>, salt: &[u8], output: &[u8]) -> anyhow::Result<String> {
    let told = |error: &dyn std::fmt::Display| anyhow::anyhow!("hashing a password: {error}");
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params()).map_err(|error| told(&error))?,
        salt: Some(Salt::new(salt).map_err(|error| told(&error))?),
        hash: Some(Output::new(output).map_err(|error| told(&error))?),
    };
    Ok(hash.to_string())
}

fn verify_in(memory: &mut Memory, password: &str, stored: &str) -> anyhow::Result<bool> {
    let told = |error: &dyn std::fmt::Display| anyhow::anyhow!("stored password: {error}");
    let stored = PasswordHash::new(stored).map_err(|error| told(&error))?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else { return Err(told(&"it is not whole")) };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).map_err(|error| told(&error))?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from).map_err(|error| told(&error))?;
    let params = Params::try_from(&stored).map_err(|error| told(&error))?;
    let mut output = vec![0; expected.len()];
    fill(&Argon2::new(algorithm, version, params), memory, password, salt.as_ref(), &mut output)?;
    Ok(output.as_slice().ct_eq(expected.as_bytes()).into())
}

fn fill(argon2: &Argon2<'_>, memory: &mut Memory, password: &str, salt: &[u8], into: &mut [u8]) -> anyhow::Result<()> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, into, memory)
        .map_err(|error| anyhow::anyhow!("hashing a password: {error}"))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    /// The stored format is what the library itself reads and writes, regardless of earlier contents of the memory.
    #[test]
    fn the_same_as_the_library() {
        let mut memory = vec![Block::new(); 3];
        for password in ["blå sykkel og regn", "", "another one, after the first"] {
            let stored = hash_in(&mut memory, password).unwrap();
            assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
            assert!(Argon2::default().verify_password(password.as_bytes(), stored.as_str()).is_ok());
            assert!(verify_in(&mut memory, password, &stored).unwrap());
            assert!(!verify_in(&mut memory, "not it", &stored).unwrap());
        }
        // Made by the library, with other parameters.
        let older = "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA";
        assert!(verify_in(&mut memory, "password", older).unwrap());
        assert!(verify_in(&mut memory, "password", "$argon2id$").is_err());
    }

    /// Many callers are served by few threads, and asked to try again where there are too many.
    #[actix_web::test]
    async fn a_crowd_waits_or_comes_again() {
        let passwords = Passwords::new(2).unwrap();
        let tries = (0..MOST_WAITING + 200).map(|_| passwords.door.pass(|_| thread::current().id()));
        let served = futures_util::future::join_all(tries).await;
        let busy = served.iter().filter(|one| one.as_ref().is_err_and(|failure| failure.code() == Code::Busy)).count();
        let threads: std::collections::HashSet<_> = served.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert!(busy <= 200 && served.len() - busy >= MOST_WAITING, "{busy}");
        assert!(threads.len() <= 2);
        assert!(!passwords.verify("anything".to_owned(), None).await.unwrap());
    }
}
