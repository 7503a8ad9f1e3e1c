//! A reason as a clause.

use super::devices::devices;
use super::observed::{backlog, observed};
use super::reach::{infeasible, missed};
use crate::number::short;
use crate::reason::{Code, Reason, ReasonCode};

/// Where a reason holds: what its words take from beside it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) accelerator: &'a str,
    /// Name of the money.
    pub(super) currency: &'a str,
}

/// The clause of one of this engine's reasons; `None` where a number that it speaks of is missing.
pub(super) fn clause(reason: &Reason, at: At<'_>) -> Option<String> {
    let ReasonCode::Known(code) = &reason.code else { return None };
    let said = said(reason, *code, at)?;
    Some(match missed(reason).filter(|_| *code != Code::Infeasible) {
        Some(missed) => format!("{said}; {missed}"),
        None => said,
    })
}

fn said(reason: &Reason, code: Code, at: At<'_>) -> Option<String> {
    match code {
        Code::Ttft
        | Code::Itl
        | Code::Tps
        | Code::Saturation
        | Code::OneReplica
        | Code::MeasuredLatency => size(reason, code),
        Code::NoLoad | Code::MinReplicas | Code::MaxReplicas | Code::Capacity => {
            limit(reason, code)
        }
        Code::CarriedElsewhere | Code::MakeBeforeBreak => carrier(reason, code),
        Code::Preempted | Code::OverCapacity => devices(reason, code),
        Code::Retention | Code::Tolerance | Code::Stabilization | Code::ScalingPolicy => {
            calm(reason, code)
        }
        Code::Backlog => backlog(reason),
        Code::Wake | Code::Starting | Code::AssumedBatch => observed(reason, code),
        Code::CostsMore
        | Code::ChangeCostsMore
        | Code::Recommended
        | Code::SwitchPaused
        | Code::SwitchPending => other(reason, code, at),
        Code::NoProfile
        | Code::NoPrice
        | Code::NoServiceClass
        | Code::NoAccelerator
        | Code::UnknownReplicas
        | Code::Infeasible
        | Code::Memory
        | Code::InvalidConfiguration => input(reason, code),
        // The others have words of their own.
        _ => None,
    }
}

/// The load and a target set the number.
fn size(reason: &Reason, code: Code) -> Option<String> {
    let capacity = short(reason.value("capacityPerS")?);
    let rate = short(reason.value("arrivalRatePerS")?);
    Some(match code {
        Code::Ttft | Code::Itl => format!(
            "one replica keeps the {} target up to {capacity} of the {rate} requests/s that arrive",
            code.as_str()
        ),
        Code::Tps => {
            format!("the tps target asks for {rate} requests/s, one replica serves {capacity}")
        }
        Code::OneReplica => {
            format!("one replica carries {rate} requests/s, within the targets up to {capacity}")
        }
        Code::MeasuredLatency => format!(
            "one replica keeps the targets up to {capacity} of the {rate} requests/s that arrive, \
             by measured latency"
        ),
        _ => format!("one replica serves at most {capacity} of the {rate} requests/s that arrive"),
    })
}

/// A limit, or the absence of load, sets the number.
fn limit(reason: &Reason, code: Code) -> Option<String> {
    let replicas = reason.value("replicas")?;
    if let Some(carrier) = reason.name("carrier") {
        return Some(format!("the minimum is {replicas}, and `{carrier}` carries the load"));
    }
    if let Some(asked) = reason.value("askedReplicas") {
        let bound = if code == Code::MaxReplicas { "maximum" } else { "minimum" };
        return Some(format!("the {bound} is {replicas}, otherwise it would be {asked}"));
    }
    let Some(needed) = reason.value("neededReplicas") else {
        return Some(if replicas > 0.0 {
            format!("nothing arrives, the minimum is {replicas}")
        } else {
            "nothing arrives".to_owned()
        });
    };
    Some(match code {
        Code::MinReplicas => format!("the minimum is {replicas}, the load needs {needed}"),
        Code::MaxReplicas => format!("the maximum is {replicas}, the load needs {needed}"),
        _ => format!(
            "{replicas} of the {needed} replicas the load needs fit into what is left of {}",
            reason.name("deviceType")?
        ),
    })
}

/// Another variant carries the load, or is to.
fn carrier(reason: &Reason, code: Code) -> Option<String> {
    let (carrier, needed) = (reason.name("carrier"), reason.value("neededReplicas"));
    Some(match (code, carrier, needed) {
        (Code::CarriedElsewhere, Some(carrier), _) => format!("`{carrier}` carries the load"),
        (Code::CarriedElsewhere, None, _) => return None,
        (_, None, Some(needed)) => format!("the load needs {needed} that serve"),
        (_, Some(carrier), Some(needed)) => {
            format!("`{carrier}` has not the {needed} the load needs")
        }
        (_, Some(carrier), None) => {
            let replicas = reason.value("carrierReplicas")?;
            format!("`{carrier}` takes the load over once it has {replicas} ready")
        }
        (_, None, None) => "nobody takes the load over".to_owned(),
    })
}

/// The number changes more slowly than it is asked to.
fn calm(reason: &Reason, code: Code) -> Option<String> {
    if code == Code::Retention {
        let (for_s, of_s) = (short(reason.value("forS")?), short(reason.value("ofS")?));
        return Some(format!(
            "not needed for {for_s} of the {of_s} s after which the last replica goes"
        ));
    }
    let (asked, from) = (reason.value("askedReplicas")?, reason.value("fromReplicas")?);
    let word = if asked > from { "up" } else { "down" };
    Some(match code {
        Code::Tolerance => format!("{asked} is within the tolerance of {from}"),
        Code::Stabilization => {
            let window_s = reason.value("windowS")?;
            format!(
                "{asked} must have been asked for over the whole scale-{word} window of {window_s} s"
            )
        }
        _ => format!("{asked} is further than the scale-{word} policies go at once"),
    })
}

/// A candidate that was not taken.
fn other(reason: &Reason, code: Code, at: At<'_>) -> Option<String> {
    let extra = reason.value("extraCostPerHour")?;
    let what = format!("{} × {}", reason.value("replicas")?, at.accelerator);
    let (more, saved) = (short(extra), short(-extra));
    Some(match code {
        Code::Recommended => format!("{what} would be better, but it runs elsewhere"),
        Code::ChangeCostsMore => {
            format!("{what} save {saved} {}/h, but the change costs more", at.currency)
        }
        Code::SwitchPending => {
            let (for_s, of_s) = (short(reason.value("forS")?), short(reason.value("ofS")?));
            let better = if extra < 0.0 {
                format!("would save {saved} {}/h", at.currency)
            } else {
                "would come nearer to the targets".to_owned()
            };
            format!("{what} {better}, for {for_s} of the {of_s} s that takes")
        }
        Code::SwitchPaused => {
            let (for_s, of_s) = (short(reason.value("forS")?), short(reason.value("ofS")?));
            format!(
                "{what} did not serve in time; they are tried again after a pause, {for_s} of {of_s} s are over"
            )
        }
        _ if extra > 0.0 => format!("{what} cost {more} {}/h more", at.currency),
        _ => format!("{what} cost the same"),
    })
}

/// Something in the input is missing, or contradicts something else.
fn input(reason: &Reason, code: Code) -> Option<String> {
    Some(match code {
        Code::NoProfile => match (reason.name("model"), reason.name("accelerator")) {
            (Some(model), Some(accelerator)) => {
                format!("no performance parameters for `{model}` on `{accelerator}`")
            }
            _ => "no performance parameters for the model".to_owned(),
        },
        Code::NoPrice => format!(
            "`{}` has no price, neither in the accelerator list nor as variantCost",
            reason.name("accelerator")?
        ),
        Code::NoServiceClass => {
            format!("no service class gives targets for `{}`", reason.name("model")?)
        }
        Code::NoAccelerator => "it is not known which accelerator the replicas run on".to_owned(),
        Code::Infeasible => infeasible(reason)?,
        Code::UnknownReplicas => {
            format!("the ordered replicas of `{}` are unknown", reason.name("variant")?)
        }
        Code::Memory => format!(
            "a replica needs {} MiB, {} has {} MiB",
            reason.value("needMib")?,
            reason.name("accelerator")?,
            reason.value("hasMib")?
        ),
        _ => format!(
            "minReplicas {} is above maxReplicas {}",
            reason.value("minReplicas")?,
            reason.value("maxReplicas")?
        ),
    })
}
