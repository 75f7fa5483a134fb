//! Prices of the fit as sections of a scenario, with their draws.

use super::Fit;
use super::draws::{DrawTable, short};
use super::level::spread_means;
use super::scenario::level_draws;
use crate::sampling::keyed::{Key, Purpose};
use crate::words::calendar::Day;
use crate::words::setting::{AGE_BANDS, SETTINGS};
use std::fmt::Write;

/// Fewest prices behind a price by age.
const AGE_LEAST: f64 = 5.0;

/// Writes `[prices]`, `[[uplift]]` and the lines of contributions.
pub fn prices(fit: &Fit, key: Key, n: usize, as_at: Day, draws: &mut DrawTable, t: &mut String) {
    let of = &fit.prices;
    let _ = write!(
        t,
        "[prices]\ndate = {as_at}\nreference = \"england\"\nsource = \"the council's fee list to {as_at}\"\nconfidence = \"medium\"\nsetting = [\n"
    );
    let normal = |name: &str, mean: f64, sd: f64| -> Vec<f64> {
        let key = key.named(name);
        (0..n as u64)
            .map(|d| mean + sd * key.child(d).normal(Purpose::Parameter, 0))
            .collect()
    };
    for p in &of.settings {
        let name = SETTINGS[p.setting].name;
        let levels: Vec<f64> = normal(name, p.log.0, libm::sqrt(p.log.1))
            .iter()
            .map(|x| libm::exp(x.clamp(0.0, 13.0)))
            .collect();
        let tail = p.tail.filter(|t| t.share > 0.0).map_or(String::new(), |t| {
            format!(
                ", tail = {{ share = {}, index = {}, max = {} }}",
                short(t.share),
                short(t.index),
                short(t.max)
            )
        });
        let mut rows = vec![(name.to_owned(), String::new(), 1.0)];
        for (age, factor) in p.ages.iter().enumerate() {
            if *factor != 1.0 && p.weight >= AGE_LEAST {
                let a = AGE_BANDS[age];
                rows.push((
                    format!("{name} {a}"),
                    format!(", age_band = \"{a}\""),
                    *factor,
                ));
            }
        }
        for (id, scope, factor) in rows {
            let values = levels.iter().map(|l| (l * factor).min(900_000.0)).collect();
            let mean = draws.put(format!("prices.setting.{id}.weekly"), values);
            let _ = writeln!(
                t,
                "  {{ id = \"{id}\", setting = \"{name}\"{scope}, weekly = {}, spread = {}{tail} }},",
                short(mean),
                short(p.spread.min(4.0)),
            );
        }
    }
    t.push_str("]\n\n");
    if let Some(crisis) = &of.crisis {
        let (log, spread, tail) = match &crisis.price {
            Some(p) => (p.log, p.spread, p.tail),
            None => super::prices::england_crisis(),
        };
        let values = normal("unregistered", log.0, libm::sqrt(log.1))
            .iter()
            .map(|x| libm::exp(x.clamp(0.0, 13.0)))
            .collect();
        let mean = draws.put("prices.unregistered.weekly".to_owned(), values);
        let shares: Vec<String> = AGE_BANDS
            .iter()
            .zip(&crisis.share)
            .map(|(a, s)| format!("\"{a}\" = {}", short(*s)))
            .collect();
        let tail = tail.map_or(String::new(), |t| {
            format!(
                "tail = {{ share = {}, index = {}, max = {} }}\n",
                short(t.share),
                short(t.index),
                short(t.max)
            )
        });
        let _ = write!(
            t,
            "[prices.unregistered]\nshare = {{ {} }}\nweekly = {}\nspread = {}\n{tail}note = \"other placements nearer to England's crisis price than to that of other placements\"\n\n",
            shares.join(", "),
            short(mean),
            short(spread),
        );
    }
    let (walk, transient) = spread_means(&of.walk);
    let settings: Vec<String> = super::prices::CLASSES[1]
        .1
        .iter()
        .map(|s| format!("\"{}\"", SETTINGS[*s].name))
        .collect();
    let levels = level_draws(&of.walk, key.named("walk"), n);
    let _ = write!(
        t,
        "[prices.walk]\nsettings = [{}]\nwalk_sd = {}\ntransient_sd = {}\nsource = \"yearly means of new residential prices, the design's spread as expected before\"\n\n",
        settings.join(", "),
        short(walk),
        short(transient),
    );
    draws.put(
        "prices.walk.walk_sd".to_owned(),
        levels.iter().map(|l| l.1).collect(),
    );
    draws.put(
        "prices.walk.transient_sd".to_owned(),
        levels.iter().map(|l| l.2).collect(),
    );
    for class in &of.growth {
        for (applies_to, g) in [("existing", class.existing), ("new", class.new)] {
            let Some(own) = g.own else { continue };
            let id = format!("{} {applies_to}", class.name);
            let names: Vec<String> = class
                .settings
                .iter()
                .map(|s| format!("\"{}\"", SETTINGS[*s].name))
                .collect();
            let values = normal(&id, g.rate, g.sd)
                .iter()
                .map(|x| x.clamp(-0.5, 0.9))
                .collect();
            let mean = draws.put(format!("uplift.{id}.rate"), values);
            let _ = write!(
                t,
                "[[uplift]]\nid = \"{id}\"\nsettings = [{}]\napplies_to = \"{applies_to}\"\nrate = {}\nnote = \"the fee list alone: {} a year\"\n\n",
                names.join(", "),
                short(mean),
                short(own),
            );
        }
    }
    for (setting, share) in &of.contributions {
        let s = SETTINGS[*setting].name;
        if SETTINGS[*setting].line.is_some() {
            let _ = write!(
                t,
                "[[line]]\nid = \"contributions {s}\"\nname = \"education and health contributions, {}\"\nkind = \"share\"\nsettings = [\"{s}\"]\nfraction = {}\nincome = true\n\n",
                s.replace('_', " "),
                short(share.min(1.0)),
            );
        }
    }
}
