//! Prices.

use wva_core::params::COST_PER_HOUR_MAX;

use crate::document::fields::Found;
use crate::document::range::COST_PER_HOUR;
use crate::document::words::describe;

impl Found<'_> {
    /// A price per hour; the policy takes a larger one than it believes for none.
    pub(crate) fn price(&self) -> Option<f64> {
        let price = self.number(COST_PER_HOUR)?;
        if price > COST_PER_HOUR_MAX {
            let given = describe(self.node);
            let text = format!(
                "{given} is no price that is believed; expected {COST_PER_HOUR_MAX:e} per hour at most"
            );
            self.scope.warn(self.node.at, text);
        }
        Some(price)
    }
}
