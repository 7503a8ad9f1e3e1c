//! A sweep's answer, turned from rows to columns.

use wva_core::decision::{Latency, Prediction};

/// The columns of predictions by name, each as long as there are predictions.
pub(crate) fn columns(answer: &str) -> serde_json::Result<Vec<(String, Vec<f64>)>> {
    let rows: Vec<Prediction> = serde_json::from_str(answer)?;
    let column = |value: &dyn Fn(&Prediction) -> f64| rows.iter().map(value).collect::<Vec<_>>();
    let mut columns = vec![
        ("arrivalRatePerS".to_owned(), column(&|row| row.arrival_rate_per_s)),
        ("throughputPerS".to_owned(), column(&|row| row.throughput_per_s)),
        ("waitMs".to_owned(), column(&|row| row.wait_ms)),
        ("responseMs".to_owned(), column(&|row| row.response_ms)),
        ("utilization".to_owned(), column(&|row| row.utilization)),
        ("loadRatio".to_owned(), column(&|row| row.load_ratio)),
    ];
    for (name, of) in
        [("ttft", (|row| row.ttft) as fn(&Prediction) -> Latency), ("itl", |row| row.itl)]
    {
        columns.push((format!("{name}MeanMs"), column(&|row| of(row).mean_ms)));
        columns.push((format!("{name}P50Ms"), column(&|row| of(row).p50_ms)));
        columns.push((format!("{name}P90Ms"), column(&|row| of(row).p90_ms)));
        columns.push((format!("{name}P95Ms"), column(&|row| of(row).p95_ms)));
        columns.push((format!("{name}P99Ms"), column(&|row| of(row).p99_ms)));
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use wva_core::model::{Replica, sweep};
    use wva_core::snapshot::{LatencyModel, QueueParameters};

    use super::*;

    #[test]
    fn columns_are_the_rows() {
        let parameters = QueueParameters {
            alpha_ms: 7.0,
            beta_ms: 0.1,
            gamma_ms: 10.0,
            delta_ms_per_token: 0.001,
        };
        let replica = Replica {
            latency: LatencyModel::Queue(parameters),
            max_batch: 8,
            max_queue: None,
            avg_input_tokens: 100.0,
            avg_output_tokens: 50.0,
        };
        let rows = sweep(&replica, 0.1, 2.0, 5).unwrap();
        let columns = columns(&serde_json::to_string(&rows).unwrap()).unwrap();
        assert_eq!(columns.len(), 16);
        let column = |name: &str| columns.iter().find(|(n, _)| n == name).unwrap().1.clone();
        let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let itl = rows.iter().map(|row| row.itl.p99_ms).collect();
        assert_eq!(bits(column("itlP99Ms")), bits(itl));
        let rates = rows.iter().map(|row| row.arrival_rate_per_s).collect();
        assert_eq!(bits(column("arrivalRatePerS")), bits(rates));
        assert!(super::columns("{}").is_err());
    }
}
