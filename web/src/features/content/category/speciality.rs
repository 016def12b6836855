//! How the branch of a speciality is named in the address.

pub const SPECIALITY: &str = "speciality:";

pub fn key_of_speciality(name: &str) -> String {
    format!("{SPECIALITY}{name}")
}
