//! The laws that published numbers may break: defects of the engine, never of its input.

use crate::number::short;

/// A law that is broken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Finding {
    #[error("not each of its variants is answered once")]
    Variants,
    #[error("the {figure} of `{variant}` is not that of its plan")]
    Figure { variant: String, figure: &'static str },
    #[error("`{variant}` gets no number although one is known")]
    NoNumber { variant: String },
    #[error("`{variant}` gets a number although it is not known how many there are")]
    FromNothing { variant: String },
    #[error("`{variant}` gets {desired} replicas, below {least}: {law}")]
    TooFew { variant: String, desired: u32, least: u32, law: &'static str },
    #[error("`{variant}` gets {desired} replicas, above {most}: {law}")]
    TooMany { variant: String, desired: u32, most: u32, law: &'static str },
    #[error("`{variant}` loses its last replica before its retention is over")]
    LastReplica { variant: String },
    #[error(
        "replicas that serve {} of the demand are left of those that serve {}",
        short(*after),
        short(*before)
    )]
    Serving { before: f64, after: f64 },
}
