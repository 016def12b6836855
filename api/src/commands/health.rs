//! `kyndig health`: asks the server on this machine, for a container that has no other client.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

use anyhow::{Context, bail};
use kyndig_platform::config::Config;

const PATIENCE: Duration = Duration::from_secs(4);

/// Prints the answer; fails where there is none, or it is not ready.
pub fn run(config: &Config, live: bool) -> anyhow::Result<()> {
    let bind = &config.http.bind;
    let address = bind.to_socket_addrs().ok().and_then(|mut all| all.next()).with_context(|| bind.clone())?;
    let answer = ask(here(address), if live { "/health/live" } else { "/health/ready" })
        .with_context(|| format!("{bind} does not answer"))?;
    let (head, said) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    println!("{}", said.trim());
    if head.split(' ').nth(1) != Some("200") {
        bail!("{}", head.lines().next().unwrap_or_default());
    }
    Ok(())
}

/// A wildcard address is reached on the loopback address.
fn here(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
