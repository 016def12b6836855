# Kyndig's tasks. `./just` runs them on a machine that has rustup and Node, and nothing else.

# What can be done
default:
    @just --list --unsorted --justfile {{ justfile() }}

# Bring what the other recipes need: all of it, or some of rust, web, e2e, browser, postgres, python, guide
ready *parts:
    @scripts/ready {{ parts }}

# Build, prepare the database, load the demo hospital when empty, and serve API and SPA on one port
run:
    @scripts/run

# All that must hold before a change goes in; give step names to run only those
test *steps:
    @scripts/test {{ steps }}

# The property tests with cases never tried before, many of each; a failure prints what to write a test of
explore cases="20000":
    PROPTEST_CASES={{ cases }} cargo test --locked --package kyndig-domain --package kyndig-framework

# Format Rust
fmt:
    @cargo fmt --all

# Write openapi/openapi.json anew from the program
openapi:
    @scripts/openapi write

# Load the demo hospital into the configured database
seed:
    @scripts/run seed

# What the browser fetches before the first page, compressed
size:
    @scripts/size

# How long the server takes to answer, on a region's worth of rows in both databases; writes bench/RESULTS.md
bench:
    @scripts/bench

# How long the longest list takes to be drawn, and the editor to answer, as shipped, in a real browser
bench-web:
    @scripts/bench-web

# Every licence in the binary and in the SPA; fails on copyleft
audit-licences *args:
    @node scripts/licences.mjs {{ args }}

# A throw-away PostgreSQL until Ctrl-C; prints its address
pg:
    @scripts/with-postgres

# The kill -9 proof, on SQLite and on PostgreSQL
crash:
    @scripts/test ready crash

# Remove what building and testing made; data/ stays
clean:
    cargo clean
    rm -rf web/dist e2e/test-results e2e/playwright-report .tools
