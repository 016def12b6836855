//! Kyndig.
