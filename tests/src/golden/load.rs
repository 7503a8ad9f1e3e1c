//! Reads vector files, plain or gzipped.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A vector file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Neither the file nor its gzipped form is there.
    #[error("{dir}: neither `{name}` nor `{name}.gz` is there")]
    Missing {
        /// Folder that was searched.
        dir: PathBuf,
        /// Name of the file.
        name: String,
    },
    /// It cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not what its schema says.
    #[error("{path}: {source}")]
    Schema {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct Vectors<T> {
    cases: Vec<T>,
}

/// The cases of `DIR/name` or `DIR/name.gz`.
///
/// # Errors
/// If there is no such file or it is not of the schema.
pub fn cases<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<Vec<T>, LoadError> {
    file::<Vectors<T>>(dir, name).map(|vectors| vectors.cases)
}

/// All of `DIR/name` or `DIR/name.gz`.
///
/// # Errors
/// If there is no such file or it is not of the schema.
pub fn file<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<T, LoadError> {
    let plain = dir.join(name);
    let packed = dir.join(format!("{name}.gz"));
    let (path, gzipped) = if plain.is_file() { (plain, false) } else { (packed, true) };
    if !path.is_file() {
        return Err(LoadError::Missing { dir: dir.to_owned(), name: name.to_owned() });
    }
    let io = |source| LoadError::Io { path: path.clone(), source };
    let reader = BufReader::new(File::open(&path).map_err(io)?);
    let mut text = String::new();
    if gzipped {
        GzDecoder::new(reader).read_to_string(&mut text).map_err(io)?;
    } else {
        BufReader::new(reader).read_to_string(&mut text).map_err(io)?;
    }
    serde_json::from_str(&text).map_err(|source| LoadError::Schema { path: path.clone(), source })
}

/// A number, or the name of one that JSON has not.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(from = "NumberOrName")]
pub struct Number(pub f64);

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrName {
    Number(f64),
    Name(String),
}

impl From<NumberOrName> for Number {
    fn from(value: NumberOrName) -> Self {
        Self(match value {
            NumberOrName::Number(number) => number,
            NumberOrName::Name(name) => match name.as_str() {
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                _ => f64::NAN,
            },
        })
    }
}
