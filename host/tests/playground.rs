//! `wva playground` over real sockets.

#![cfg(all(unix, feature = "playground"))]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_wva"))
            .args(["playground", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
        Self { address: address.parse().unwrap(), process }
    }

    /// Head and body of the answer to a request.
    fn ask(&self, request: &str, headers: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let body = answer.split_off(end + 4);
        (String::from_utf8(answer).unwrap(), body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn the_page_comes_with_its_rules() {
    let server = Server::start();
    assert!(server.address.ip().is_loopback());
    let (head, body) = server.ask("GET /", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(header(&head, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&head, "x-content-type-options"), Some("nosniff"));
    assert_eq!(header(&head, "cache-control"), Some("no-cache"));
    let rules = header(&head, "content-security-policy").unwrap();
    assert!(rules.contains("connect-src 'self'") && !rules.contains("blob: 'wasm"), "{rules}");
    assert!(String::from_utf8(body).unwrap().contains("<html"));
}

#[test]
fn files_are_compressed_cached_and_typed() {
    let server = Server::start();
    let (_, page) = server.ask("GET /", "");
    let page = String::from_utf8(page).unwrap();
    let script = page.split("src=\"./").nth(1).unwrap().split('"').next().unwrap();
    let request = format!("GET /{script}");
    let (head, packed) = server.ask(&request, "Accept-Encoding: br, gzip\r\n");
    assert_eq!(header(&head, "content-encoding"), Some("gzip"));
    assert_eq!(header(&head, "content-type"), Some("text/javascript; charset=utf-8"));
    assert!(header(&head, "cache-control").unwrap().contains("immutable"));
    assert!(packed.starts_with(&[0x1f, 0x8b]));
    let (plain_head, plain) = server.ask(&request, "");
    assert!(plain.len() > packed.len() && header(&plain_head, "content-encoding").is_none());
    let tag = header(&head, "etag").unwrap();
    assert_ne!(Some(tag), header(&plain_head, "etag"));
    let again = format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n");
    let (head, body) = server.ask(&request, &again);
    assert!(head.starts_with("HTTP/1.1 304") && body.is_empty(), "{head}");
    let (head, body) = server.ask(&request.replace("GET", "HEAD"), "");
    assert!(head.starts_with("HTTP/1.1 200") && body.is_empty(), "{head}");
}

#[test]
fn only_the_worker_of_dropped_policies_may_load_blobs() {
    let server = Server::start();
    let (_, list) = server.ask("GET /sw.js", "");
    assert!(!list.is_empty());
    let folder = Path::new(env!("CARGO_BIN_EXE_wva")).ancestors().nth(2).unwrap();
    let names = std::fs::read_dir(folder.join("wva/web/assets")).unwrap();
    for name in names.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let (head, _) = server.ask(&format!("GET /assets/{name}"), "");
        if Path::new(&name).extension().is_some_and(|kind| kind == "gz") {
            assert!(head.starts_with("HTTP/1.1 404"), "{name}: {head}");
            continue;
        }
        let rules = header(&head, "content-security-policy").unwrap();
        assert_eq!(
            rules.contains("'self' blob: 'wasm"),
            name.starts_with("guest-"),
            "{name}: {rules}"
        );
    }
}

#[test]
fn anything_else_is_refused() {
    let server = Server::start();
    for path in ["/nothing", "/../Cargo.toml", "/assets/", "/%2e%2e/x"] {
        let (head, body) = server.ask(&format!("GET {path}"), "");
        assert!(head.starts_with("HTTP/1.1 404"), "{path}: {head}");
        assert!(String::from_utf8(body).unwrap().contains("no such file"));
    }
    let (head, _) = server.ask("POST /", "Content-Length: 0\r\n");
    assert!(head.starts_with("HTTP/1.1 405"), "{head}");
    assert_eq!(header(&head, "allow"), Some("GET, HEAD"));
}

#[test]
fn it_stops_when_told_to() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start();
        // An open connection does not keep it.
        let _open = TcpStream::connect(server.address).unwrap();
        let id = server.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(server.process.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn a_port_in_use_is_an_error_that_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let Output { status, stderr, stdout } = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["playground", "--port", &port])
        .output()
        .unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.is_empty()), (Some(2), true), "{stderr}");
    assert!(stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{stderr}");
    assert!(stderr.contains("--port"), "{stderr}");
}
