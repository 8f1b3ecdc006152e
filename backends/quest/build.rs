//! QuEST 3.5 is a shared library, which `quest_bind` leaves beside the test programs. Those of this package find it there.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_QUEST3").is_some() {
        for folder in ["$ORIGIN", "$ORIGIN/deps", "$ORIGIN/../deps"] {
            println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}");
        }
    }
}
