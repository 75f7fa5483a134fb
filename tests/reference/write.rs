//! The derived data files as text: what the calibration found, in the columns
//! of the scenario's rows.

use super::calibrate::*;
use super::cells::*;
use super::seeds::*;
use super::targets::*;
use std::fmt::Write;

const OGL: &str =
    "Contains public sector information licensed under the Open Government Licence v3.0.";

/// Four significant digits, without an exponent.
pub fn n(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let digits = (3 - x.abs().log10().floor() as i32).clamp(0, 8) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn head(title: &str, period: &str, confidence: &str, derivation: &str) -> String {
    let mut out = String::new();
    for line in [
        title,
        &format!("period: {period}"),
        &format!("confidence: {confidence}"),
        &format!("derivation: {derivation}"),
        "source: DfE, Children looked after in England including adoptions, national tables to 31 March 2023",
        OGL,
    ] {
        let _ = writeln!(out, "# {line}");
    }
    out
}

const YEAR: &str = "year to 31 March 2023";

/// The exits before 18 by reason: stream, setting, age, reason; fitted to the
/// model's exits by setting and age, and to the published reasons.
pub fn reasons(m: &Year, t: &Targets) -> Vec<Vec<Vec<f64>>> {
    let mut by_stream = Vec::new();
    let separated: Vec<Vec<f64>> = (0..S * A)
        .map(|i| {
            let (s, a) = (i / A, i % A);
            let row: Vec<f64> = (0..R)
                .map(|r| REASON_SEPARATED[r] * REASON_AGE[r][a].min(1.0))
                .collect();
            let sum: f64 = row.iter().sum();
            row.iter()
                .map(|x| x / sum * m.flows.exits[SEPARATED][s][a])
                .collect()
        })
        .collect();
    let mut general: Vec<Vec<f64>> = (0..S * A)
        .map(|i| {
            (0..R)
                .map(|r| REASON[i / A][r] * REASON_AGE[r][i % A])
                .collect()
        })
        .collect();
    let rows: Vec<f64> = (0..S * A)
        .map(|i| m.flows.exits[GENERAL][i / A][i % A])
        .collect();
    let whole: f64 = rows.iter().sum::<f64>() + separated.iter().flatten().sum::<f64>();
    let target: f64 = t.exits_reason.iter().sum();
    let columns: Vec<f64> = (0..R)
        .map(|r| t.exits_reason[r] * whole / target - separated.iter().map(|x| x[r]).sum::<f64>())
        .collect();
    ipf(&mut general, &rows, &columns);
    by_stream.push(general);
    by_stream.push(separated);
    by_stream
}

/// Expected re-entries a year by age band, from exits that stay as they are.
pub fn re_entries(m: &Year, t: &Targets) -> [f64; A] {
    let by = reasons(m, t);
    let mut out = [0.0; A];
    for st in by.iter().take(1) {
        for (i, row) in st.iter().enumerate() {
            let a = i % A;
            for (r, count) in row.iter().enumerate() {
                let bands: Vec<_> = RE_ENTRY.iter().filter(|b| b.0 == REASONS[r]).collect();
                if bands.is_empty() || *count <= 0.0 {
                    continue;
                }
                let (mut from, mut here) = (0.0, 1.0);
                for b in bands {
                    let to = b.1.min(POOL_YEARS as f64 + 0.5);
                    let steps = 40;
                    for k in 0..steps {
                        let dt = (to - from) / steps as f64;
                        let back = here * (1.0 - (-b.2 * dt).exp());
                        here -= back;
                        let since = from + (k as f64 + 0.5) * dt;
                        let ages = overlap::<6>(
                            &AGE_FROM[1..],
                            AGE_FROM[a] + since,
                            AGE_FROM[a + 1] + since,
                        );
                        for (o, share) in out.iter_mut().zip(ages) {
                            *o += count * back * share;
                        }
                    }
                    from = to;
                }
            }
        }
    }
    out
}

/// `t` is what the loop is turned to, `published` what the tables say.
pub fn files(f: &Factors, t: &Targets, published: &Targets) -> Vec<(&'static str, String)> {
    let mut f = f.clone();
    let before = f.clone();
    let (m, pop, stock) = round(&mut f, t, 0.0);
    let f = Factors {
        first: f.first,
        ..before
    };
    vec![
        ("rates.csv", rates(&f)),
        ("factors.csv", factors(&f)),
        ("destinations.csv", destinations(&f)),
        ("exit_reasons.csv", exit_reasons(&m, t)),
        ("entry_ages.csv", entry_ages(&f, &m, t)),
        ("first_settings.csv", first_settings(&f, t)),
        ("reentry.csv", reentry()),
        ("past_exits.csv", past_exits(&m, t)),
        ("elapsed.csv", elapsed(&pop, &stock)),
        ("stock_2022.csv", stock_file(&stock)),
        ("targets_2023.csv", targets_file(published)),
    ]
}

/// The level of the shape in the time in placement: its band of 3 to 6 months
/// is written as 1.
fn level(f: &Factors, g: usize) -> f64 {
    f.shape[g][3]
}
fn tilt_level(f: &Factors, e: usize) -> f64 {
    f.tilt[e][3]
}
/// The band of 1 to 2 years in care is written as 1.
fn care_level(f: &Factors) -> f64 {
    f.exit_care[4]
}

fn rates(f: &Factors) -> String {
    let mut out = head(
        "Base rates a year: exits in the second year of care (of adoptive placements: at 6 months to a year in the placement), moves at 3 to 6 months in the placement with no move so far; factors.csv multiplies them",
        YEAR,
        "as each row says",
        "fitted to the published exits by age and group and to the changes of placement by age, group and reason (docs/reference-rates.md)",
    );
    out.push_str(
        "event,setting,age_band,stream,moves,from_years,to_years,per_year,source,confidence\n",
    );
    let r = f.rates();
    for (e, name) in ["exit", EVENTS[0], EVENTS[1]].iter().enumerate() {
        for s in 0..S {
            for a in 0..A {
                let x = if e == 0 {
                    r.exit[GENERAL][s][a] * if s == ADOPTION { 1.0 } else { care_level(f) }
                } else {
                    r.moves[e - 1][GENERAL][s][a] * level(f, GROUP_OF[s]) * tilt_level(f, e - 1)
                };
                let low = matches!(
                    s,
                    KIN | SECURE | CUSTODY | RESIDENTIAL_OTHER | OTHER | HOME_IN_HOUSE
                );
                let confidence = if low { "low" } else { "medium" };
                let _ = writeln!(
                    out,
                    "{name},{},{},,,,,{},fitted to DfE 2023,{confidence}",
                    SETTINGS[s],
                    AGES[a],
                    n(x)
                );
            }
        }
    }
    for s in 0..S {
        if s == ADOPTION {
            continue;
        }
        let x = r.exit[SEPARATED][s][3] * care_level(f);
        let _ = writeln!(
            out,
            "exit,{},,separated,,,,{},fitted to the stock of separated children 2022 and 2023,low",
            SETTINGS[s],
            n(x)
        );
    }
    out
}

/// Bands in which moves of a group have a shape.
fn shapes(g: usize) -> usize {
    if g == GROUP_OF[ADOPTION] {
        ADOPTION_MOVES
    } else {
        P
    }
}

fn factors(f: &Factors) -> String {
    let mut out = head(
        "Factors on the base rates, by time in the placement, time in care, moves so far and stream",
        YEAR,
        "as each row says",
        "shapes fitted to the published durations of ended placements by group and of the last period of care; tilt from the reasons for change by duration",
    );
    out.push_str(
        "id,event,setting,age_band,stream,moves,from_years,to_years,ratio,source,confidence\n",
    );
    let of = |g: usize| {
        let names: Vec<&str> = (0..S)
            .filter(|s| GROUP_OF[*s] == g)
            .map(|s| SETTINGS[s])
            .collect();
        names.join("+")
    };
    let years = |edges: &[f64], i: usize| {
        let from = if i == 0 { 0.0 } else { edges[i - 1] };
        (n6(from), edges.get(i).map(|e| n6(*e)).unwrap_or_default())
    };
    for g in 0..G {
        for p in 0..shapes(g) {
            let (from, to) = years(&PLACEMENT_EDGES, p);
            let ratio = n(f.shape[g][p] / level(f, g));
            let id = format!("shape_{}_{p}", GROUPS[g].replace(' ', "_"));
            let _ = writeln!(
                out,
                "{id},move,{},,,,{from},{to},{ratio},durations of ended placements 2023,medium",
                of(g)
            );
        }
    }
    for e in 0..2 {
        for p in 0..P {
            let (from, to) = years(&PLACEMENT_EDGES, p);
            let ratio = n(f.tilt[e][p] / tilt_level(f, e));
            let _ = writeln!(
                out,
                "tilt_{}_{p},{},,,,,{from},{to},{ratio},reasons for change by duration 2023,medium",
                EVENTS[e], EVENTS[e]
            );
        }
    }
    for (m, label) in [(1, "1"), (2, "2+")] {
        let _ = writeln!(
            out,
            "so_far_{m},move,,,,{label},,,{},children with three or more placements 2023,low",
            n(f.so_far[m])
        );
    }
    let _ = writeln!(
        out,
        "separated_moves,move,,,separated,,,,{},separated children with three or more placements 2023,medium",
        n(f.move_separated)
    );
    let all: Vec<&str> = (0..S)
        .filter(|s| *s != ADOPTION)
        .map(|s| SETTINGS[s])
        .collect();
    for c in 0..C {
        let (from, to) = years(&CARE_EDGES, c);
        let ratio = n(f.exit_care[c] / care_level(f));
        let _ = writeln!(
            out,
            "care_{c},exit,{},,,,{from},{to},{ratio},duration of the last period of care 2023,medium",
            all.join("+")
        );
    }
    for (p, x) in [0.0].iter().chain(&f.exit_adoption).enumerate() {
        let (from, to) = years(&ADOPTION_EDGES, p);
        let source = if p == 0 {
            "Adoption and Children Act 2002 s. 42: no order before ten weeks,high"
        } else {
            "durations of ended placements 2023,medium"
        };
        let _ = writeln!(
            out,
            "adoption_{p},exit,{},,,,{from},{to},{},{source}",
            SETTINGS[ADOPTION],
            n(*x)
        );
    }
    out
}

/// Years with six digits: edges must meet exactly.
fn n6(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn destinations(f: &Factors) -> String {
    let mut out = head(
        "Where moves go",
        YEAR,
        "low: no table has destinations",
        "proportional fitting from the declared seed (tests/reference/seeds.rs) to the new placements and stocks by group",
    );
    out.push_str("event,from,age_band,stream,to,share\n");
    let r = f.rates();
    for st in 0..2 {
        for e in 0..2 {
            for class in 0..8 {
                let from: Vec<usize> = (0..S).filter(|s| CLASS[*s] == class).collect();
                let names: Vec<&str> = from.iter().map(|s| SETTINGS[*s]).collect();
                for a in if st == GENERAL { 0..A } else { 3..A } {
                    let stream = if st == GENERAL { "" } else { STREAMS[st] };
                    let x = whole(&r.to[e][st][from[0]][a]);
                    for (d, share) in x.iter().enumerate() {
                        if *share > 0 {
                            let _ = writeln!(
                                out,
                                "{},{},{},{stream},{},{}",
                                EVENTS[e],
                                names.join("+"),
                                AGES[a],
                                SETTINGS[d],
                                thousandths(*share)
                            );
                        }
                    }
                }
            }
        }
    }
    out
}

/// Shares as ten-thousandths that sum to one.
fn whole(x: &[f64]) -> Vec<u32> {
    let sum: f64 = x.iter().sum();
    let mut out: Vec<u32> = x
        .iter()
        .map(|v| {
            if sum > 0.0 {
                (v / sum * 10_000.0).round() as u32
            } else {
                0
            }
        })
        .collect();
    let total: u32 = out.iter().sum();
    if let Some(largest) = (0..out.len()).max_by_key(|i| out[*i])
        && total > 0
    {
        out[largest] = (out[largest] + 10_000) - total;
    }
    out
}

fn thousandths(x: u32) -> String {
    format!("{:.4}", f64::from(x) / 10_000.0)
}

fn exit_reasons(m: &Year, t: &Targets) -> String {
    let mut out = head(
        "Reasons of exits before the 18th birthday",
        YEAR,
        "medium for the totals by reason, low within a setting",
        "proportional fitting from the declared seed to the model's exits by setting and age and to the published reasons; stayed with carers and adult services are at 18, the rest of the exits at 18 is taken from independent living and other reasons in proportion",
    );
    out.push_str("setting,age_band,stream,reason,share\n");
    let by = reasons(m, t);
    for (st, table) in by.iter().enumerate() {
        for s in 0..S {
            for a in 0..A {
                if st == SEPARATED && (a < 3 || s == ADOPTION) {
                    continue;
                }
                let mut row = table[s * A + a].clone();
                if row.iter().sum::<f64>() <= 0.0 {
                    row = (0..R).map(|r| REASON[s][r] * REASON_AGE[r][a]).collect();
                }
                if row.iter().sum::<f64>() <= 0.0 {
                    row[0] = 1.0;
                }
                for (r, share) in whole(&row).iter().enumerate() {
                    if *share > 0 {
                        let stream = if st == GENERAL { "" } else { STREAMS[st] };
                        let _ = writeln!(
                            out,
                            "{},{},{stream},{},{}",
                            SETTINGS[s],
                            AGES[a],
                            REASONS[r],
                            thousandths(*share)
                        );
                    }
                }
            }
        }
    }
    out
}

fn entry_ages(f: &Factors, m: &Year, t: &Targets) -> String {
    let mut out = head(
        "Ages of first entries: a band, a single year of age, or (first row) the first two weeks of life as from and to years",
        YEAR,
        "medium by band, low within one",
        "published starts by age less the expected re-entries by age; newborn share and the lean to older teenagers are turned until the stock under 1 and at 16 and 17 is met",
    );
    out.push_str("stream,age_band,age_from,age_to,share\n");
    let back = re_entries(m, t);
    let mut rows: Vec<(usize, usize, f64, f64, f64)> = entrants(f, t);
    for r in &mut rows {
        if r.0 == GENERAL {
            let starts = entries(t)[GENERAL][r.1];
            r.4 *= (starts - back[r.1]) / starts;
        }
    }
    for st in 0..2 {
        let of: Vec<_> = rows.iter().filter(|r| r.0 == st).collect();
        let shares = whole(&of.iter().map(|r| r.4).collect::<Vec<_>>());
        for (r, share) in of.iter().zip(shares) {
            if share > 0 {
                let _ = writeln!(
                    out,
                    "{},{},{},{},{}",
                    STREAMS[st],
                    AGES[r.1],
                    n6(r.2),
                    n6(r.2 + r.3),
                    thousandths(share)
                );
            }
        }
    }
    out
}

fn first_settings(f: &Factors, t: &Targets) -> String {
    let mut out = head(
        "First placements by age",
        YEAR,
        "medium by group, low by age and by provider",
        &format!(
            "proportional fitting from the declared seed to the published starts by group and by age; of first placements with other foster carers {ENTRY_IN_HOUSE_SHARE} are taken to be in-house, of those in homes {ENTRY_HOME_IN_HOUSE_SHARE}"
        ),
    );
    let _ = t;
    out.push_str("stream,age_band,setting,share\n");
    for st in 0..2 {
        for a in 0..A {
            let source = if st == SEPARATED && a < 3 { 3 } else { a };
            for (s, share) in whole(&f.first[st][source]).iter().enumerate() {
                if *share > 0 {
                    let _ = writeln!(
                        out,
                        "{},{},{},{}",
                        STREAMS[st],
                        AGES[a],
                        SETTINGS[s],
                        thousandths(*share)
                    );
                }
            }
        }
    }
    out
}

fn reentry() -> String {
    let mut out = String::from(
        "# Re-entry a year by route and time since the exit; beyond the last band nobody comes back\n# period: cohorts to 2022\n# confidence: as each row says\n# derivation: rate = -ln(1 - share back) over the band, from the published shares back in care\n",
    );
    let _ = writeln!(
        out,
        "# source: NSPCC and University of Sussex 2024; Goldacre et al 2022; DfE, starts by previous permanence arrangement\n# {OGL}"
    );
    out.push_str("route,from_years,to_years,per_year,source,confidence\n");
    let mut last = ("", 0.0);
    for (route, to, rate, source, confidence) in RE_ENTRY {
        let from = if last.0 == route { last.1 } else { 0.0 };
        let _ = writeln!(
            out,
            "{route},{},{},{},\"{source}\",{confidence}",
            n6(from),
            n6(to),
            n(rate)
        );
        last = (route, to);
    }
    out
}

fn past_exits(m: &Year, t: &Targets) -> String {
    let mut out = head(
        "Exits a year before the 18th birthday by route and age, for the pool of past leavers",
        YEAR,
        "high by route and by age, low crossed",
        "published exits by reason and by age, crossed by proportional fitting; taken for each of the six past years",
    );
    out.push_str("route,stream,age_band,per_year\n");
    let by = reasons(m, t);
    for r in 0..R {
        for a in 0..A {
            let x: f64 = (0..S).map(|s| by[GENERAL][s * A + a][r]).sum();
            if x >= 0.5 {
                let _ = writeln!(out, "{},general,{},{}", REASONS[r], AGES[a], n(x));
            }
        }
    }
    out
}

fn elapsed(pop: &Elapsed, stock: &[f64]) -> String {
    let mut out = head(
        "Elapsed durations of children looked after on a 31 March: years in care, years in the placement, moves so far in the period of care",
        "31 March 2022",
        "medium by time in care, low by time in the placement: no table has it",
        "the rates' own stationary population (every entry followed to 18), by single year of age weighted to the published stock; cells below a third of a per cent are shared out over the rest",
    );
    out.push_str(
        "setting,age_band,stream,care_from,care_to,placement_from,placement_to,moves,weight\n",
    );
    let edge = |i: usize| if i == 0 { 0.0 } else { ELAPSED_EDGES[i - 1] };
    for st in 0..2 {
        for s in 0..S {
            for a in 0..A {
                let mut cells = Vec::new();
                for y in (0..YEARS).filter(|y| band_of_year(*y) == a) {
                    let from = cell(st, s, y, 0, 0, 0);
                    let sum: f64 = pop[from..from + L * L * 3].iter().sum();
                    if sum <= 0.0 {
                        continue;
                    }
                    let w = stock[(st * S + s) * YEARS + y] / sum;
                    for c in 0..L {
                        for p in 0..=c {
                            for m in 0..3 {
                                cells.push((c, p, m, w * pop[cell(st, s, y, c, p, m)]));
                            }
                        }
                    }
                }
                let mut sums = std::collections::BTreeMap::new();
                for (c, p, m, w) in cells {
                    *sums.entry((c, p, m)).or_insert(0.0) += w;
                }
                let total: f64 = sums.values().sum();
                if total < 0.5 {
                    continue;
                }
                let kept: Vec<_> = sums
                    .into_iter()
                    .filter(|(_, w)| *w > total / 300.0)
                    .collect();
                let shares = whole(&kept.iter().map(|k| k.1).collect::<Vec<_>>());
                let oldest = AGE_FROM[a + 1];
                for (((c, p, m), _), share) in kept.iter().zip(shares) {
                    let to = |i: usize| {
                        ELAPSED_EDGES
                            .get(i)
                            .copied()
                            .unwrap_or(oldest)
                            .min(oldest.max(edge(i) + 0.1))
                    };
                    let _ = writeln!(
                        out,
                        "{},{},{},{},{},{},{},{},{}",
                        SETTINGS[s],
                        AGES[a],
                        STREAMS[st],
                        n6(edge(*c)),
                        n6(to(*c)),
                        n6(edge(*p)),
                        n6(to(*p)),
                        m,
                        thousandths(share)
                    );
                }
            }
        }
    }
    out
}

fn stock_file(stock: &[f64]) -> String {
    let mut out = head(
        "Children looked after in England",
        "31 March 2022",
        "high by group and by age, low crossed and within bands",
        "proportional fitting of the rates' stationary population to the published stock by setting (with the splits by provider), by age, and of separated children; whole children, single years of age",
    );
    out.push_str("setting,age_band,stream,count\n");
    let mut carry = 0.0;
    for st in 0..2 {
        for s in 0..S {
            for y in 0..YEARS {
                let x = stock[(st * S + s) * YEARS + y] + carry;
                let count = x.round();
                carry = x - count;
                if count > 0.0 {
                    let age = if y == 0 {
                        "under 1".to_owned()
                    } else {
                        y.to_string()
                    };
                    let _ = writeln!(out, "{},{age},{},{count}", SETTINGS[s], STREAMS[st]);
                }
            }
        }
    }
    out
}

pub fn targets_file(t: &Targets) -> String {
    let mut out = head(
        "What the model has to reproduce, from England's stock of 31 March 2022",
        "year to 31 March 2023; totals also to 31 March 2024",
        "high",
        "national tables; counts in children or moves, shares in per cent",
    );
    out.push_str("measure,group,published,source\n");
    let mut row = |measure: &str, group: &str, x: f64, source: &str| {
        let _ = writeln!(out, "{measure},{group},{x:.1},{source}");
    };
    let by_group = |x: &[f64; S], g: usize| {
        (0..S)
            .filter(|s| GROUP_OF[*s] == g)
            .map(|s| x[s])
            .sum::<f64>()
    };
    row(
        "stock",
        "total",
        t.stock_end.iter().sum(),
        "stock by placement",
    );
    row("starts", "total", t.starts, "starts by age");
    row("exits", "total", t.exits, "ceased by age");
    for a in 0..A {
        row("exits by age", AGES[a], t.exits_age[a], "ceased by age");
    }
    row(
        "exits by age",
        "turned_18",
        t.turned_18,
        "ceased by age: on or after the birthday",
    );
    for r in [0, 1, 2, 3, 6] {
        row(
            "exits by reason",
            REASONS[r],
            t.exits_reason[r],
            "ceased by reason",
        );
    }
    row(
        "exits by reason",
        "independent and other",
        t.exits_reason[4] + t.exits_reason[5] + t.exits_reason[7],
        "ceased by reason less the exits at 18",
    );
    row(
        "moves",
        "total",
        t.moves,
        "reasons for change less changes of status only",
    );
    for g in 0..G {
        row(
            "stock by group",
            GROUPS[g],
            by_group(&t.stock_end, g),
            "stock by placement",
        );
    }
    for g in 0..G {
        for (i, d) in ENDED.iter().enumerate() {
            row(
                "ended placements %",
                &format!("{}: {d}", GROUPS[g]),
                100.0 * t.ended[g][i],
                "durations of ended placements",
            );
        }
    }
    row(
        "three or more placements %",
        "total",
        100.0 * t.three_or_more,
        "placements in the year",
    );
    for (measure, x) in ["stock 2024", "starts 2024", "exits 2024"]
        .iter()
        .zip(t.year_after)
    {
        row(
            measure,
            "total",
            x,
            "tables to 31 March 2024: looked at and never fitted",
        );
    }
    out
}

/// The state of the loop, one value a row.
pub fn state(f: &mut Factors) -> Vec<(String, &mut f64)> {
    let mut out: Vec<(String, &mut f64)> = Vec::new();
    for (s, x) in f.exit_setting.iter_mut().enumerate() {
        out.push((format!("exit by setting {}", SETTINGS[s]), x));
    }
    for (a, x) in f.exit_age.iter_mut().enumerate() {
        out.push((format!("exit by age {}", AGES[a]), x));
    }
    for (c, x) in f.exit_care.iter_mut().enumerate() {
        out.push((format!("exit by time in care {c}"), x));
    }
    for (p, x) in f.exit_adoption.iter_mut().enumerate() {
        out.push((format!("adoption by time in placement {p}"), x));
    }
    out.push(("exit of separated children".into(), &mut f.exit_separated));
    for (e, row) in f.move_group.iter_mut().enumerate() {
        for (g, x) in row.iter_mut().enumerate() {
            out.push((format!("{} by group {}", EVENTS[e], GROUPS[g]), x));
        }
    }
    for (e, row) in f.move_age.iter_mut().enumerate() {
        for (a, x) in row.iter_mut().enumerate() {
            out.push((format!("{} by age {}", EVENTS[e], AGES[a]), x));
        }
    }
    for (g, row) in f.shape.iter_mut().enumerate() {
        for (p, x) in row.iter_mut().enumerate().take(shapes(g)) {
            out.push((format!("move by time in placement {} {p}", GROUPS[g]), x));
        }
    }
    let [_, one, two] = &mut f.so_far;
    out.push(("move after one move".into(), one));
    out.push(("move after two or more".into(), two));
    out.push(("move of separated children".into(), &mut f.move_separated));
    for (s, x) in f.to.iter_mut().enumerate() {
        out.push((format!("destination {}", SETTINGS[s]), x));
    }
    out.push((
        "first placement of separated children supported".into(),
        &mut f.separated_supported,
    ));
    out.push(("newborn share".into(), &mut f.newborn));
    out.push(("lean to older teenagers".into(), &mut f.teen_tilt));
    out
}

pub fn state_file(f: &Factors) -> String {
    let mut out = head(
        "Where the calibration loop came to rest: its factors on the declared seeds",
        YEAR,
        "as in rates.csv",
        "tests/reference/calibrate.rs; one more round moves none of the fitted margins",
    );
    out.push_str("factor,value\n");
    for (name, x) in state(&mut f.clone()) {
        let _ = writeln!(out, "{name},{:.6}", *x);
    }
    out
}

pub fn trim_file(trim: &Trim) -> String {
    let mut out = head(
        "What the loop's targets are multiplied by: published over what the program's expected-value engine said at the last pass, multiplied up over the passes",
        YEAR,
        "as in rates.csv",
        "the loop has a coarser engine of its own and joint ages and durations; the program starts from elapsed.csv; the trim takes the difference out",
    );
    out.push_str("measure,group,ratio\n");
    for ((measure, group), ratio) in trim {
        let _ = writeln!(out, "{measure},{group},{ratio:.4}");
    }
    out
}
