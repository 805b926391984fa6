//! Writes a town into a folder: `cargo run --example write -- town 7 /tmp/millbrook`.

use std::path::Path;

use commonbeat_simulate::{Size, Spec, Town};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, size, seed, dir] = args.as_slice() else { return Err("write SIZE SEED FOLDER".into()) };
    let size: Size = size.parse()?;
    let town = Town::build(Spec::demo(size, seed.parse()?))?;
    town.write_to(Path::new(dir))?;
    Ok(())
}
