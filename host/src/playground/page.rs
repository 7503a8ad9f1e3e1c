//! The files of the page, compressed as `cargo xtask build` made them.

use std::io::{self, Read as _};

use flate2::read::GzDecoder;
use wva::policy::sha256;

/// Name and gzipped bytes.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// One file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageFile {
    name: &'static str,
    pub(crate) gzipped: &'static [u8],
}

/// The file of a path; that of `/` is the page itself.
pub(crate) fn find(path: &str) -> Option<PageFile> {
    let wanted = match path.strip_prefix('/')? {
        "" => "index.html",
        name => name,
    };
    let found = FILES.iter().find(|(name, _)| *name == wanted);
    found.map(|&(name, gzipped)| PageFile { name, gzipped })
}

impl PageFile {
    pub(crate) fn plain(self) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        GzDecoder::new(self.gzipped).read_to_end(&mut plain)?;
        Ok(plain)
    }

    /// Changes when the file does.
    pub(crate) fn tag(self) -> String {
        let mut hash = sha256(self.gzipped);
        hash.truncate(16);
        hash
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("wasm") => "application/wasm",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("json" | "webmanifest") => "application/json",
            Some("txt") => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    /// Whether the name changes with the content.
    pub(crate) fn is_named_by_content(self) -> bool {
        self.name.starts_with("assets/")
    }

    /// Whether it is the worker that runs dropped policies.
    pub(crate) fn is_guest(self) -> bool {
        self.name.starts_with("assets/guest-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_whole_and_of_a_known_type() {
        assert!(FILES.len() > 8);
        for (name, _) in FILES {
            let file = find(&format!("/{name}")).unwrap();
            assert!(!file.plain().unwrap().is_empty(), "{name}");
            assert_ne!(file.media_type(), "application/octet-stream", "{name}");
        }
        assert!(FILES.iter().any(|(name, _)| name.starts_with("assets/guest-")));
    }

    #[test]
    fn the_page_is_at_the_root_and_nothing_is_outside() {
        assert_eq!(find("/").unwrap().name, "index.html");
        for path in ["", "/../Cargo.toml", "/assets", "/assets/", "//index.html", "/index.html.gz"]
        {
            assert!(find(path).is_none(), "{path}");
        }
    }

    /// The page asks for the same rules where a server sends no headers.
    #[test]
    fn the_page_says_its_rules_too() {
        let html = String::from_utf8(find("/").unwrap().plain().unwrap()).unwrap();
        let rules = super::super::answer::PAGE_RULES;
        let of_the_page = rules.replace("; frame-ancestors 'none'", "");
        assert!(html.replace("&#39;", "'").contains(&of_the_page), "{html}");
    }

    /// The policy that is shipped with the page is the one that decides.
    #[test]
    fn the_policy_is_the_embedded_one() {
        let policy = FILES.iter().find(|(name, _)| name.starts_with("assets/policy-")).unwrap();
        let plain = find(&format!("/{}", policy.0)).unwrap().plain().unwrap();
        let embedded = wva::policy::Policy::embedded().unwrap();
        assert_eq!(sha256(&plain), embedded.identity().sha256);
    }
}
