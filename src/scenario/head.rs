//! Council, period, run and posterior.

use super::Replications;
use super::grammar::quoted;
use super::reader::Reader;
use super::source::{Files, Pos, Role};
use super::tell::nearest;
use super::view::View;
use crate::model::value::{Posterior, Value};
use crate::model::{Dimensions, Spec};
use crate::returns::posterior;
use crate::words::calendar::{Day, FinancialYear};

const MAX_YEARS: usize = 30;

/// A spec with council, period and seed; `None` where the period is not clear enough to go on.
pub fn build(reader: &mut Reader, root: &View<'_>, stem: &str) -> Option<(Spec, Replications)> {
    let council = root.child("council");
    let name = council.as_ref().and_then(|c| c.text("name")).unwrap_or("");
    let (as_at, years) = period(reader, &root.child("period")?)?;
    let (dimensions, _) = Dimensions::standard();
    let mut spec = Spec::empty(as_at, years, dimensions);
    spec.title = root.text("title").unwrap_or(stem).to_owned();
    spec.council = name.to_owned();
    spec.population = council
        .as_ref()
        .and_then(|c| c.value(reader, "population_0_17"));
    let run = root.child("run");
    let seed = run.as_ref().and_then(|r| r.integer("seed"));
    spec.seed = seed.and_then(|s| u64::try_from(s).ok()).unwrap_or(1);
    let replications = match run.as_ref().and_then(|r| r.text("replications")) {
        Some(_) => Replications::Auto,
        None => {
            let n = run.as_ref().and_then(|r| r.integer("replications"));
            Replications::Fixed(n.and_then(|n| u32::try_from(n).ok()).unwrap_or(2_000))
        }
    };
    Some((spec, replications))
}

fn period(reader: &mut Reader, period: &View<'_>) -> Option<(Day, usize)> {
    let as_at = period.day("as_at")?;
    let nodes = period.list("years");
    let years: Vec<FinancialYear> = nodes
        .iter()
        .filter_map(|n| FinancialYear::parse(n.text()?))
        .collect();
    if years.len() != nodes.len() || !period.has("years") {
        return None;
    }
    let start = as_at.plus(1);
    if start.ymd().2 != 1 {
        reader.problem(
            period.at("as_at"),
            format!("`{as_at}` is not the last day of a month"),
            "a month's last day: money is closed by months",
            None,
        );
    }
    let Some(first) = years.first().copied() else {
        reader.problem(
            period.at("years"),
            "there is no year to forecast",
            "one financial year or more",
            None,
        );
        return None;
    };
    if years.len() > MAX_YEARS {
        let message = format!("{} financial years", years.len());
        reader.problem(period.at("years"), message, "30 at most", None);
        return None;
    }
    if first != FinancialYear::of(start) {
        reader.problem(
            nodes.first().map_or(period.pos, |n| n.pos),
            format!("the first year `{first}` does not hold {start}, the day after the snapshot"),
            format!("`{}`", FinancialYear::of(start)),
            None,
        );
        return None;
    }
    for (pair, node) in years.windows(2).zip(&nodes[1..]) {
        if let [a, b] = pair
            && *b != a.next()
        {
            reader.problem(
                node.pos,
                format!("`{b}` does not follow `{a}`"),
                format!("`{}`: the years are consecutive", a.next()),
                None,
            );
            return None;
        }
    }
    Some((as_at, years.len()))
}

/// Reads the posterior's draws before the walk: its parameters stand in for what the scenario says of them.
pub fn posterior_moments(reader: &mut Reader, files: &dyn Files, root: &View<'_>) {
    let Some((path, pos)) = root
        .child("posterior")
        .and_then(|p| Some((p.text("draws")?.to_owned(), p.at("draws"))))
    else {
        return;
    };
    let target = reader.sources.resolve(pos, &path);
    let opened = reader
        .sources
        .open(files, &target, Role::Posterior, Some(pos));
    let Some(file) = opened else { return };
    let text = reader.text_of(file);
    let (draws, problems) = posterior::draws(&target, &text);
    let broken = !problems.is_empty();
    reader.sources.absorb(file, problems);
    let n = draws.rows.len() as f64;
    if draws.rows.len() < 2 && !broken {
        let message = format!("`{target}` has fewer than two draws");
        reader.problem(pos, message, "two draws or more", None);
    }
    for (i, (parameter, _)) in draws.parameters.iter().enumerate() {
        let column = || draws.rows.iter().filter_map(|r| r.get(i));
        let mean = column().sum::<f64>() / n;
        let squares: f64 = column().map(|x| (x - mean) * (x - mean)).sum();
        let sd = libm::sqrt(squares / n);
        if mean.is_finite() {
            reader.posterior.insert(parameter.clone(), (mean, sd));
        }
    }
    reader.draws = Some((draws, file));
}

/// The posterior by the indices of its parameters.
pub fn posterior(reader: &mut Reader, root: &View<'_>) -> Option<Posterior> {
    let (draws, file) = reader.draws.take()?;
    let id = root.child("posterior").and_then(|p| p.text("id"));
    let mut columns = Vec::new();
    for (i, (path, line)) in draws.parameters.iter().enumerate() {
        let pos = reader.line_pos(file, *line);
        match reader.values.get(path).copied() {
            None if reader.told.contains(path) => {}
            None => {
                let known: Vec<&str> = reader.values.keys().map(String::as_str).collect();
                let near = nearest(path, known.iter().copied()).map(|k| quoted(&[k]));
                reader.problem(
                    pos,
                    format!("no value of the scenario has the path `{path}`"),
                    "the path of a value, as `assumptions.csv` has it",
                    near.map(|k| format!("did you mean {k}?")),
                );
            }
            Some(Value::Certain(_) | Value::Linear { .. }) => {}
            Some(Value::Drawn(index)) => {
                columns.push((i, index));
                bounds(
                    reader,
                    index,
                    pos,
                    draws.rows.iter().filter_map(|r| r.get(i)),
                );
            }
        }
    }
    let rows = draws.rows.iter();
    Some(Posterior {
        id: id.unwrap_or("posterior").to_owned(),
        parameters: columns.iter().map(|(_, p)| *p).collect(),
        rows: rows
            .map(|r| {
                let picked = columns.iter().filter_map(|(i, _)| r.get(*i).copied());
                picked.collect()
            })
            .collect(),
    })
}

fn bounds<'a>(
    reader: &mut Reader,
    index: usize,
    pos: Pos,
    mut values: impl Iterator<Item = &'a f64>,
) {
    let Some(p) = reader.parameters.get(index) else {
        return;
    };
    let (path, low, high) = (p.path.clone(), p.floor, p.ceiling);
    if let Some(x) = values.find(|x| !(low..=high).contains(*x)) {
        let message = format!("a draw of `{path}` is {x}");
        reader.problem(pos, message, format!("draws from {low} to {high}"), None);
    }
}
