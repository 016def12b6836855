//! `kyndig admin …`: what must be possible before the first sign-in.

use std::io::{IsTerminal, Read};

use anyhow::Context;
use clap::Subcommand;
use kyndig_db::sql;
use kyndig_domain::ids::PersonId;
use kyndig_people::session::service::check_password;
use kyndig_people::{role, session};
use kyndig_platform::{
    auth::{as_system, token},
    state::State,
};

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make somebody a system owner: finds or makes the person, and sets the password
    CreateOwner {
        #[arg(long)]
        email: String,
        /// Given and family name
        #[arg(long)]
        name: String,
        /// Read the password from standard input instead of making one up
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set the password of somebody who works here
    SetPassword {
        #[arg(long)]
        email: String,
        /// Read the password from standard input instead of making one up
        #[arg(long)]
        password_stdin: bool,
    },
}

pub async fn run(state: &State, command: Admin) -> anyhow::Result<()> {
    match command {
        Admin::CreateOwner { email, name, password_stdin } => {
            anyhow::ensure!(email.trim().len() > 2 && email.contains('@'), "{email} is no e-mail address");
            anyhow::ensure!(!name.trim().is_empty(), "a person has a name");
            let (password, shown) = choose(password_stdin, &[&email, &name])?;
            let hash = state.passwords.hash(password).await?;
            let create = async |work: &kyndig_platform::auth::Work<'_>| {
                role::service::create_owner(work, &email, &name, &hash).await
            };
            let owner = as_system(state.system(), "admin:create-owner", create).await?;
            let how = if owner.is_new { "is new, and" } else { "was known, and" };
            println!("{} {how} is system owner at {}.", email.trim(), owner.unit_name);
            show(shown.as_deref());
        }
        Admin::SetPassword { email, password_stdin } => {
            let (password, shown) = choose(password_stdin, &[&email])?;
            let hash = state.passwords.hash(password).await?;
            let key = session::service::email_key(&email);
            let known = as_system(state.system(), "admin:set-password", async |work| {
                let person = sql!("SELECT id FROM person WHERE email = {key}", key = key.as_str());
                let Some(person) = work.tx.value::<PersonId>(person).await? else { return Ok(false) };
                session::service::set_password(work, person, &hash).await?;
                Ok(true)
            })
            .await?;
            anyhow::ensure!(known, "nobody here has the e-mail address {}", email.trim());
            println!("The password of {} is set, and whoever was signed in as them is out.", email.trim());
            show(shown.as_deref());
        }
    }
    Ok(())
}

/// The password, and again where it was generated and must be shown.
fn choose(from_stdin: bool, personal: &[&str]) -> anyhow::Result<(String, Option<String>)> {
    if !from_stdin {
        let made = token::random_secret();
        return Ok((made.clone(), Some(made)));
    }
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("The password, then Ctrl-D:");
    }
    let mut text = String::new();
    stdin.read_to_string(&mut text).context("the password from standard input")?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    check_password(&password, personal)?;
    Ok((password, None))
}

fn show(made: Option<&str>) {
    if let Some(password) = made {
        println!("Password, shown only now: {password}");
    }
}
