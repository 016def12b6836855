//! The client address of a request: for the audit log, for the delays after wrong passwords, and for the rate limit of
//! public operations.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

use crate::config::Config;

/// The address of the client. Behind trusted proxies (no others are believed) it is the last address that they did not
/// add themselves.
pub fn client(req: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip().to_canonical();
    let forwarded = req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    Some(behind(peer, &hops, &config.http.trusted_proxies))
}

fn behind(peer: IpAddr, hops: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    for hop in hops.iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        // An unreadable entry was not written by a trusted proxy.
        let Ok(next) = hop.trim().parse::<IpAddr>() else { break };
        address = next.to_canonical();
    }
    address
}

/// The unit of rate limiting: one address, or the whole network that an IPv6 customer is given.
pub fn asker(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[rstest::rstest]
    #[case("198.51.100.7", &["203.0.113.1"], "198.51.100.7")]
    #[case("10.0.0.1", &[], "10.0.0.1")]
    #[case("10.0.0.1", &["203.0.113.1"], "203.0.113.1")]
    #[case("10.0.0.1", &["192.0.2.66", " 203.0.113.1"], "203.0.113.1")]
    #[case("10.0.0.1", &["203.0.113.1", "10.0.0.2"], "203.0.113.1")]
    #[case("10.0.0.1", &["203.0.113.1", "rubbish"], "10.0.0.1")]
    fn only_our_proxies_are_believed(#[case] peer: &str, #[case] hops: &[&str], #[case] expected: &str) {
        assert_eq!(behind(ip(peer), hops, &[ip("10.0.0.1"), ip("10.0.0.2")]), ip(expected));
    }

    #[test]
    fn a_network_asks_as_one() {
        assert_eq!(asker(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(asker(ip("203.0.113.1")), ip("203.0.113.1"));
    }
}
