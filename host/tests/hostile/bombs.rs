//! Small components that a compiler takes minutes and gigabytes for: each ends in one line.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::component::{CONTRACT, Parts};

/// What a file of the binary format begins with.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";
const MODULE: &[u8] = b"\0asm\x01\0\0\0";

const TYPE: u8 = 1;
const FUNCTION: u8 = 3;
const CODE: u8 = 10;

/// Sections of a component.
const CORE_MODULE: u8 = 1;
const CORE_INSTANCE: u8 = 2;
const NESTED: u8 = 4;

const MEMORY: &str = "compiling the policy takes more than 512 MiB of memory";
const TIME: &str = "compiling the policy takes more than 9 s of processor time";

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 127).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 128);
    }
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id], leb(content.len()).as_slice(), content].concat()
}

/// A component with a module of functions from a number to a number.
fn functions(bodies: &[Vec<u8>]) -> Vec<u8> {
    let count = leb(bodies.len());
    let code: Vec<_> = bodies.iter().flat_map(|body| [leb(body.len()), body.clone()]).collect();
    let module = [
        MODULE.to_vec(),
        section(TYPE, b"\x01\x60\x01\x7f\x01\x7f"),
        section(FUNCTION, &[count.as_slice(), &vec![0; bodies.len()]].concat()),
        section(CODE, &[count.as_slice(), &code.concat()].concat()),
    ];
    [COMPONENT, &section(CORE_MODULE, &module.concat())].concat()
}

/// One component in the other.
fn nested(levels: usize) -> Vec<u8> {
    // Written from the inside, and turned round at the end.
    let mut turned: Vec<u8> = COMPONENT.iter().rev().copied().collect();
    for _ in 0..levels {
        let length = leb(turned.len());
        turned.extend(length.iter().rev());
        turned.push(NESTED);
        turned.extend(COMPONENT.iter().rev());
    }
    turned.into_iter().rev().collect()
}

/// A function whose variables all live through all of its loops.
fn loops(locals: usize, depth: usize) -> Vec<u8> {
    let mut body = [b"\x01".to_vec(), leb(locals), b"\x7f".to_vec()].concat();
    body.extend(b"\x03\x40".repeat(depth));
    for local in 0..locals {
        let (from, to) = (leb(local + 1), leb((local * 7 + 1) % locals + 1));
        body.extend([b"\x20", from.as_slice(), b"\x41\x01\x6a\x21", &to].concat());
    }
    body.extend(b"\x20\x00\x0d\x00\x0b".repeat(depth));
    body.extend(b"\x20\x00\x0b");
    functions(&[body])
}

/// Blocks, one in the other.
fn blocks(depth: usize) -> Vec<u8> {
    functions(&[[
        b"\0".to_vec(),
        b"\x02\x40".repeat(depth),
        vec![0x0b; depth],
        b"\x20\0\x0b".to_vec(),
    ]
    .concat()])
}

/// Functions of ordinary arithmetic, of about 4 kB each.
fn plain(count: usize) -> Vec<u8> {
    let body = [b"\0\x20\0".to_vec(), b"\x41\x03\x6c\x20\0\x6a".repeat(700), b"\x0b".to_vec()];
    functions(&vec![body.concat(); count])
}

fn inspect(component: &[u8]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["policy", "inspect", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(component).unwrap();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_bomb_ends_in_one_line() {
    let bombs = [
        ("components, one in the other", nested(20_000), &[MEMORY][..]),
        ("a hundred thousand of them", nested(100_000), &[MEMORY]),
        ("variables in loops", loops(2_000, 500), &[MEMORY, TIME]),
        ("empty functions", functions(&vec![b"\0\x20\0\x0b".to_vec(); 999_000]), &[MEMORY, TIME]),
        ("blocks, one in the other", blocks(2_000_000), &[MEMORY, TIME]),
    ];
    for (bomb, component, expected) in bombs {
        let (code, err) = inspect(&component);
        assert_eq!(code, Some(2), "{bomb}: {err}");
        let any = expected.iter().any(|text| err == format!("error: {text}\n"));
        assert!(any, "{bomb}: {err}");
    }
}

/// A limit that the process has already is no failure of its own, and is the one that is said.
#[test]
#[cfg(unix)]
fn a_narrower_limit_stays() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("narrower");
    std::fs::create_dir_all(&folder).unwrap();
    let inspect = |limit: &str, component: Vec<u8>| {
        let path = folder.join("policy.wasm");
        std::fs::write(&path, component).unwrap();
        let command = format!("{limit} && exec \"$0\" policy inspect \"$1\"");
        let output = Command::new("sh")
            .args(["-c", &command, env!("CARGO_BIN_EXE_wva")])
            .arg(path)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(inspect("ulimit -t 5", Parts::default().build()), "");
    let expected = "error: compiling the policy takes more than 400 MiB of memory\n";
    assert_eq!(inspect("ulimit -v 409600", nested(20_000)), expected);
}

/// A policy that also makes many instances of a module.
fn with_instances(module: &str, count: usize) -> Vec<u8> {
    let mut component = Parts::default().build();
    let own = leb(modules(&component));
    let made = [b"\0".as_slice(), &own, b"\0"].concat().repeat(count);
    component.extend(section(CORE_MODULE, &wat::parse_str(module).unwrap()));
    component.extend(section(CORE_INSTANCE, &[leb(count), made].concat()));
    component
}

/// Modules of a component; the lengths of its sections are short enough to be read by hand.
fn modules(component: &[u8]) -> usize {
    let (mut modules, mut place) = (0, COMPONENT.len());
    while let Some(id) = component.get(place) {
        let (mut length, mut shift) = (0, 0);
        loop {
            place += 1;
            let byte = usize::from(component[place]);
            length |= (byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                break;
            }
        }
        modules += usize::from(*id == CORE_MODULE);
        place += 1 + length;
    }
    modules
}

#[test]
fn parts_are_counted() {
    for (module, limit, error) in [
        ("(module)", 64, "instance count too high at 65"),
        ("(module (memory 0))", 16, "memory count too high at 17"),
        ("(module (table 0 funcref))", 16, "table count too high at 17"),
    ] {
        let (code, err) = inspect(&with_instances(module, 2 * limit));
        assert_eq!(code, Some(3), "{err}");
        assert!(err.contains(error), "{err}");
        let (code, err) = inspect(&with_instances(module, limit / 2));
        assert_eq!(code, Some(0), "{err}");
    }
}

/// The limits leave room for the code of the largest policy.
#[test]
fn twenty_five_mib_of_plain_code_compile() {
    let (code, err) = inspect(&plain(6_300));
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("does not export `wva:policy/policy@0.1`"), "{err}");
}

#[test]
fn a_function_of_another_type_is_named() {
    let theirs = "decide-json: func(input: string) -> result<string, u32>";
    let other = CONTRACT.replace(&format!("{}policy-error>", &theirs[..theirs.len() - 4]), theirs);
    assert_ne!(other, CONTRACT);
    let (code, err) = inspect(&Parts::default().build_for(&other));
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("the policy's `decide-json` is not that of `wva:policy/policy@0.1`"),
        "{err}"
    );
}
