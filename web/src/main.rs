//! The entry of the wasm module; everything is in the library beside it.

fn main() {
    kyndig_web::start();
}
