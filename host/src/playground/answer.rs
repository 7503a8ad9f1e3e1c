//! One request to one answer.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;

use super::page::{PageFile, find};

/// Rules of the page: its own files, and nothing from anywhere else.
pub(crate) const PAGE_RULES: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Rules of the worker that runs a dropped policy: it loads the bindings that the page made, and
/// reaches no server.
const GUEST_RULES: &str = "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'";

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(crate) async fn answer(request: Request) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    if method != Method::GET && method != Method::HEAD {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match find(path) {
        Some(file) => send(file, request.headers()),
        None => text(StatusCode::NOT_FOUND, "there is no such file; the page is at /\n"),
    }
}

fn send(file: PageFile, asked: &HeaderMap) -> Response {
    let gzip = takes_gzip(asked);
    let tag = format!("\"{}{}\"", file.tag(), if gzip { "-gzip" } else { "" });
    if names(asked, header::IF_NONE_MATCH, &tag) {
        return described(file, &tag, StatusCode::NOT_MODIFIED, Body::empty());
    }
    if !gzip {
        return match file.plain() {
            Ok(plain) => described(file, &tag, StatusCode::OK, Body::from(plain)),
            Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the file is damaged\n"),
        };
    }
    let mut response = described(file, &tag, StatusCode::OK, Body::from(file.gzipped));
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// A response about a file, with its type, rules, caching and tag.
fn described(file: PageFile, tag: &str, status: StatusCode, body: Body) -> Response {
    let rules = if file.is_guest() { GUEST_RULES } else { PAGE_RULES };
    let caching =
        if file.is_named_by_content() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = bare(status, body);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, file.media_type()),
        (header::CONTENT_SECURITY_POLICY, rules),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "Accept-Encoding"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Hexadecimal digits and quotes are always a header's value.
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn text(status: StatusCode, text: &'static str) -> Response {
    let mut response = bare(status, Body::from(text));
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn bare(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether gzip is among the encodings that are asked for, and not with weight 0.
fn takes_gzip(asked: &HeaderMap) -> bool {
    items(asked, header::ACCEPT_ENCODING).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.next().and_then(|part| part.strip_prefix("q=")?.parse::<f64>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn names(asked: &HeaderMap, header: HeaderName, tag: &str) -> bool {
    items(asked, header).any(|item| item == "*" || item.trim_start_matches("W/") == tag)
}

fn items(asked: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = asked.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encodings(value: &'static str) -> bool {
        let value = HeaderValue::from_static(value);
        takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        assert!(encodings("gzip, deflate, br") && encodings("br;q=1.0, GZIP;q=0.5"));
        assert!(!encodings("br") && !encodings("gzip;q=0") && !encodings("gzip; q=0.000"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn a_tag_is_found_in_a_list() {
        let asked = |value| {
            HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))])
        };
        assert!(names(&asked("\"a\", W/\"b\""), header::IF_NONE_MATCH, "\"b\""));
        assert!(!names(&asked("\"a\""), header::IF_NONE_MATCH, "\"b\""));
    }
}
