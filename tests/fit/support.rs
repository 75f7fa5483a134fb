//! A made-up council, its fit, and the scenario of the fit.

use carecast::fit::{Draft, Fit, Options, Reference, draft, fit};
use carecast::model::Model;
use carecast::returns::fees::{Fees, Price};
use carecast::returns::history::{At, History};
use carecast::scenario::{Scenario, load_model};
use carecast::synthetic;
use std::collections::BTreeMap;

/// A made-up council.
pub fn council(options: &synthetic::Options) -> synthetic::Council {
    synthetic::council(options).unwrap()
}

/// Its fees, joined to the history by child and start.
pub fn fees(council: &synthetic::Council) -> Fees {
    joined(&council.history, &council.fees)
}

fn joined(history: &History, list: &[synthetic::Fee]) -> Fees {
    let mut spells: BTreeMap<(&str, i32), At> = BTreeMap::new();
    for (child, c) in history.children.iter().enumerate() {
        for (period, p) in c.periods.iter().enumerate() {
            for (spell, s) in p.spells.iter().enumerate() {
                spells.insert(
                    (c.id.as_str(), s.start.0),
                    At {
                        child,
                        period,
                        spell,
                    },
                );
            }
        }
    }
    let prices = list.iter().enumerate().map(|(line, f)| {
        let within = spells.range((f.child.as_str(), i32::MIN)..=(f.child.as_str(), f.from.0));
        Price {
            at: within.last().map(|(_, at)| *at),
            setting: f.setting,
            weekly: f.weekly,
            share_social_care: 1.0,
            from: f.from,
            to: f.to,
            line,
        }
    });
    Fees {
        prices: prices.collect(),
        ..Fees::default()
    }
}

/// Fits a history and writes its scenario.
pub fn fitted(history: &History, fees: &Fees, options: &Options) -> (Fit, Draft) {
    let f = fit(history, fees, Reference::england(), options);
    let d = draft(&f, history, fees, &[], options);
    (f, d)
}

/// The model of a draft.
pub fn model(draft: &Draft) -> (Model, Scenario) {
    let files: BTreeMap<String, Vec<u8>> = draft
        .files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes()))
        .collect();
    load_model(&files, "scenario.toml").unwrap_or_else(|e| panic!("{e}"))
}
