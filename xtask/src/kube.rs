//! A real Kubernetes API server and controller-manager for tests, built once from Debian's source.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian::packages;
use crate::error::{TaskError, at};
use crate::run::{run, say, tell};
use crate::stage::{self, stage};

/// Debian's version of the source; the cache is keyed by it.
const SOURCE_VERSION: &str = "1.20.5+really1.20.2-1.1+deb12u1";
const TREE: &str = "kubernetes-1.20.5+really1.20.2";
/// What the binaries are to call themselves.
const GIT_VERSION: &str = "KUBE_GIT_COMMIT='debian'
KUBE_GIT_TREE_STATE='archive'
KUBE_GIT_VERSION='v1.20.2'
KUBE_GIT_MAJOR='1'
KUBE_GIT_MINOR='20'
";
/// Newer than the vendored one, which Go 1.18 and later break: the API server would crash on the
/// first custom object that is written.
const REFLECT: &str = "golang-github-modern-go-reflect2-dev=1.0.2-2";
const REFLECT_IMPORT: &str = "github.com/modern-go/reflect2";

const BINARIES: [&str; 2] = ["kube-apiserver", "kube-controller-manager"];
/// Packages that running the servers takes.
const TO_RUN: [&str; 2] = ["etcd-server", "openssl"];
/// Packages that building them takes.
const TO_BUILD: [&str; 6] = ["dpkg-dev", "gcc", "golang-go", "jq", "make", "rsync"];

/// Builds the servers where they are missing and says where they are.
pub(crate) fn kube(_: &[String]) -> Result<(), TaskError> {
    stage::run(&[&[stage("packages", &|| packages(&TO_RUN)), stage("servers", &servers)]])
}

fn servers() -> Result<(), TaskError> {
    let cache = cache()?;
    let cache = std::path::absolute(&cache).map_err(at(&cache))?;
    let folder = cache.join(format!("kubernetes-{SOURCE_VERSION}"));
    if BINARIES.iter().any(|name| !folder.join(name).is_file()) {
        packages(&TO_BUILD)?;
        let work = cache.join("kubernetes-work");
        remove(&work)?;
        remove(&folder)?;
        let built = build(&work, &folder);
        remove(&work)?;
        built?;
    }
    say(&folder.display().to_string());
    Ok(())
}

/// Where what took long to make is kept: outside the repository.
fn cache() -> Result<PathBuf, TaskError> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let own = variable("WVA_CACHE").map(PathBuf::from);
    let user = || variable("XDG_CACHE_HOME").map(|folder| Path::new(&folder).join("wva"));
    let home = || variable("HOME").map(|folder| Path::new(&folder).join(".cache/wva"));
    own.or_else(user).or_else(home).ok_or(TaskError::NoCache)
}

/// From the source to the two binaries in `folder`; everything else stays in `work`.
fn build(work: &Path, folder: &Path) -> Result<(), TaskError> {
    tell(&format!("kube: source {SOURCE_VERSION}"));
    fetch(work)?;
    replace_reflect(work)?;
    tell("kube: building");
    make(work)?;
    let done = work.join("done");
    create(&done)?;
    for name in BINARIES {
        rename(&work.join(TREE).join("_output/bin").join(name), &done.join(name))?;
    }
    // One rename, so that a folder that is there is complete.
    rename(&done, folder)
}

/// Source and package, by package lists of our own: the machine's may lack those of sources.
fn fetch(work: &Path) -> Result<(), TaskError> {
    let sources = Path::new("/etc/apt/sources.list.d/debian.sources");
    let text = fs::read_to_string(sources).map_err(at(sources))?;
    create(&work.join("lists/partial"))?;
    create(&work.join("sources"))?;
    let text = text.replace("Types: deb\n", "Types: deb deb-src\n");
    write(&work.join("sources/debian.sources"), &text)?;
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.current_dir(work).args(["--quiet", "--option", "Dir::Etc::SourceList=/dev/null"]);
        command.arg("--option").arg(format!("Dir::Etc::SourceParts={}/sources", work.display()));
        command.arg("--option").arg(format!("Dir::State::Lists={}/lists", work.display()));
        run(command.args(arguments), &format!("apt-get {}", arguments.join(" ")), "see above")
    };
    apt(&["update"])?;
    apt(&["source", "--only-source", &format!("kubernetes={SOURCE_VERSION}")])?;
    apt(&["download", REFLECT])
}

/// Puts Debian's reflect2 in the place of the vendored one.
fn replace_reflect(work: &Path) -> Result<(), TaskError> {
    let is_code = |path: &Path| path.extension().is_some_and(|kind| kind == "go" || kind == "s");
    let vendored = work.join(TREE).join("vendor").join(REFLECT_IMPORT);
    for old in entries(&vendored)?.iter().filter(|path| is_code(path)) {
        fs::remove_file(old).map_err(at(old))?;
    }
    let is_package = |path: &&PathBuf| path.extension().is_some_and(|kind| kind == "deb");
    let files = entries(work)?;
    let package = files
        .iter()
        .find(is_package)
        .ok_or_else(|| TaskError::Failed { command: format!("apt-get download {REFLECT}") })?;
    let unpacked = work.join("reflect2");
    let mut unpack = Command::new("dpkg-deb");
    run(unpack.arg("-x").args([package, &unpacked]), "dpkg-deb -x", "this takes Debian 12")?;
    let code = unpacked.join("usr/share/gocode/src").join(REFLECT_IMPORT);
    for new in entries(&code)?.iter().filter(|path| is_code(path)) {
        let name = new.file_name().unwrap_or_default();
        fs::copy(new, vendored.join(name)).map_err(at(new))?;
    }
    Ok(())
}

fn make(work: &Path) -> Result<(), TaskError> {
    let tree = work.join(TREE);
    let version = work.join("git-version");
    write(&version, GIT_VERSION)?;
    // The tree has to be where GOPATH wants it.
    let home = tree.join(".go/src/k8s.io");
    create(&home)?;
    let mut link = Command::new("ln");
    run(link.arg("-s").args([&tree, &home.join("kubernetes")]), "ln -s", "this takes Linux")?;
    let mut make = Command::new("make");
    make.current_dir(&tree)
        .env("GOPATH", tree.join(".go"))
        .env("GOCACHE", work.join("go-cache"))
        .env("GOPROXY", "off")
        .env("CGO_ENABLED", "0")
        .env("KUBE_GIT_VERSION_FILE", version)
        .arg("GOLDFLAGS=-s -w")
        .arg(format!("WHAT={}", BINARIES.map(|name| format!("cmd/{name}")).join(" ")));
    run(&mut make, "make", "install make")
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let read = fs::read_dir(folder).map_err(at(folder))?;
    read.map(|entry| entry.map(|entry| entry.path()).map_err(at(folder))).collect()
}

fn create(folder: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(folder).map_err(at(folder))
}

fn write(file: &Path, text: &str) -> Result<(), TaskError> {
    fs::write(file, text).map_err(at(file))
}

fn rename(from: &Path, to: &Path) -> Result<(), TaskError> {
    fs::rename(from, to).map_err(at(from))
}

fn remove(folder: &Path) -> Result<(), TaskError> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(at(folder)) } else { Ok(()) }
}
