//! The defects that a check may find: the engine's own, never those of its input.

use crate::number::short;
use crate::params::VERIFY_TOLERANCE;
use wva_model::ModelError;

/// A defect of a plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Defect {
    #[error("its demand is unknown")]
    NoDemand,
    #[error("no class lists its model")]
    NoTargets,
    #[error("there are candidates but none is chosen")]
    NothingChosen,
    #[error("two parts are of one variant on one accelerator")]
    PartTwice,
    #[error("`{0}` is not one of its variants")]
    Variant(String),
    #[error("`{variant}` does not run on `{accelerator}`")]
    Elsewhere { variant: String, accelerator: String },
    #[error("`{variant}` has no {lacks} on `{accelerator}`")]
    Lacks { variant: String, accelerator: String, lacks: &'static str },
    #[error("its model refuses its inputs: {0}")]
    Model(ModelError),
    #[error("the {0} is not as the snapshot says")]
    Other(&'static str),
    #[error("the {field} is {} instead of {}", short(*has), short(*right))]
    Number { field: &'static str, has: f64, right: f64 },
    #[error("a target is missed at {} requests/s", short(*at_per_s))]
    MissesTarget { at_per_s: f64 },
    #[error("a replica carries more than {} requests/s", short(*at_per_s))]
    CarriesMore { at_per_s: f64 },
    #[error("`{variant}` on `{accelerator}` is better")]
    NotBest { variant: String, accelerator: String },
    #[error("`{0}` is named as carrier, and another variant carries")]
    Carrier(String),
    #[error("more devices of `{0}` are used than there are")]
    Overdrawn(String),
    #[error("{replicas} replicas are given although `{kind}` has room for more")]
    Room { replicas: u32, kind: String },
}

/// Whether a number is the one it should be, but for the noise of the arithmetic.
pub(super) fn agree(field: &'static str, has: f64, right: f64) -> Result<(), Defect> {
    let most = VERIFY_TOLERANCE * has.abs().max(right.abs());
    if (has - right).abs() <= most { Ok(()) } else { Err(Defect::Number { field, has, right }) }
}

/// Whether something that is no number is as the snapshot says.
pub(super) fn ensure(field: &'static str, holds: bool) -> Result<(), Defect> {
    if holds { Ok(()) } else { Err(Defect::Other(field)) }
}
