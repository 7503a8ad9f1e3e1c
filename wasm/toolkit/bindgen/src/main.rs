//! `bindgen MODULE.wasm FOLDER`: the module as `toolkit_bg.wasm`, and `toolkit.js` beside it.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bindgen MODULE.wasm FOLDER".into());
    };
    let mut bindgen = Bindgen::new();
    // The default leaves the module's address out, and then the page would have to know it.
    bindgen.input_path(module).out_name("toolkit").omit_default_module_path(false);
    bindgen.typescript(true).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true)?.generate(folder)?;
    Ok(())
}
