//! Numbers and names as a reader meets them, and text made safe for HTML.

use super::data::Figure;
use super::figures::whole;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// `£41.5m`, in sentences.
    Pounds,
    /// `£4.8m` without its sign, where the words say more or less.
    PoundsOf,
    /// `+£4.8m`, in sentences.
    SignedPounds,
    /// `41.540`, millions in tables.
    Millions,
    /// `+4.815`, millions in tables.
    SignedMillions,
    /// `1,234`.
    Whole,
    /// `12.3`.
    Tenth,
    /// `£7,341`, a week's price.
    Week,
    /// `87%` of a share between 0 and 1.
    Percent,
    /// `27.3%`.
    PercentTenth,
    /// `87 of 100` futures.
    OfHundred,
    /// `+0.37`, a correlation.
    Correlation,
    /// A percentile given in percent: `51.8`.
    Rank,
    /// Four significant digits, for inputs of any kind.
    Input,
}

impl As {
    /// Its name beside the figure, so that a test can read it back.
    pub fn code(self) -> &'static str {
        match self {
            As::Pounds | As::PoundsOf | As::SignedPounds => "m1",
            As::Millions | As::SignedMillions => "m3",
            As::Whole | As::Week => "n0",
            As::Tenth | As::Rank => "n1",
            As::Percent | As::OfHundred => "p0",
            As::PercentTenth => "p1",
            As::Correlation => "n2",
            As::Input => "s4",
        }
    }
}

/// A number as text.
pub fn text(x: f64, how: As) -> String {
    let minus = |t: String| t.replace('-', "−");
    let signed = |t: String| {
        if x > 0.0 || t.starts_with('-') {
            if t.starts_with('-') {
                t
            } else {
                format!("+{t}")
            }
        } else {
            t
        }
    };
    let fixed = |x: f64, digits: usize| {
        let t = format!("{x:.digits$}");
        let none = t
            .trim_start_matches('-')
            .chars()
            .all(|c| c == '0' || c == '.');
        if none {
            t.trim_start_matches('-').to_owned()
        } else {
            t
        }
    };
    minus(match how {
        As::Pounds => {
            let t = fixed(x / 1e6, 1);
            match t.strip_prefix('-') {
                Some(t) => format!("-£{t}m"),
                None => format!("£{t}m"),
            }
        }
        As::PoundsOf => format!("£{}m", fixed(x.abs() / 1e6, 1)),
        As::SignedPounds => {
            let t = signed(fixed(x / 1e6, 1));
            match t.split_at_checked(1) {
                Some((sign @ ("+" | "-"), rest)) => format!("{sign}£{rest}m"),
                _ => format!("£{t}m"),
            }
        }
        As::Millions => fixed(x / 1e6, 3),
        As::SignedMillions => signed(fixed(x / 1e6, 3)),
        As::Whole => whole(x),
        As::Tenth | As::Rank => fixed(x, 1),
        As::Week => format!("£{}", whole(x)),
        As::Percent => format!("{}%", hundredths(x)),
        As::OfHundred => format!("{} of 100", hundredths(x)),
        As::PercentTenth => format!("{}%", fixed(100.0 * x, 1)),
        As::Correlation => signed(fixed(x, 2)),
        As::Input => significant(x),
    })
}

/// A share in percent; never 0 or 100 unless it is exactly that.
fn hundredths(x: f64) -> String {
    let p = 100.0 * x;
    if p > 0.0 && p < 0.5 {
        "under 1".to_owned()
    } else if p < 100.0 && p > 99.5 {
        "over 99".to_owned()
    } else {
        whole(p)
    }
}

fn significant(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    if x.abs() >= 1_000.0 {
        return whole(x);
    }
    let (mut digits, mut size) = (0, x.abs());
    while size < 1_000.0 && digits < 12 {
        (digits, size) = (digits + 1, size * 10.0);
    }
    let t = format!("{x:.digits$}");
    if t.contains('.') {
        t.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        t
    }
}

/// A figure in HTML, with its exact value and where it stands.
pub fn show(f: &Figure, how: As) -> String {
    format!(
        "<data value=\"{}\" data-of=\"{}\" data-as=\"{}\">{}</data>",
        super::csv::number(f.value),
        escape(&f.address),
        how.code(),
        text(f.value, how)
    )
}

/// The same, or a dash where there is none.
pub fn cell(f: Option<Figure>, how: As) -> String {
    f.map_or_else(|| "–".to_owned(), |f| show(&f, how))
}

/// Text inside HTML or an attribute of it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A group's name in words.
pub fn group_words(group: &str) -> String {
    let known = [
        ("kinship_foster", "foster care by relatives"),
        ("foster_in_house", "own foster carers"),
        ("foster_agency", "agency foster carers"),
        ("home_in_house", "own children's homes"),
        ("home_agency", "agency children's homes"),
        ("secure", "secure homes"),
        ("residential_other", "other residential"),
        ("custody", "custody"),
        ("supported_accommodation", "supported accommodation"),
        ("other_placement", "other placements"),
        ("with_parents", "with parents"),
        ("placed_for_adoption", "placed for adoption"),
        ("total", "all"),
    ];
    // A setting may have an age band behind it.
    let (name, rest) = group.split_once(' ').unwrap_or((group, ""));
    match known.iter().find(|k| k.0 == name) {
        Some(k) if rest.is_empty() => k.1.to_owned(),
        Some(k) => format!("{}, {rest}", k.1),
        None => group.replace('_', " "),
    }
}

/// An effect of the bridge in words.
pub fn effect_words(effect: &str) -> &'static str {
    match effect {
        "budget" => "Budget",
        "budget_rolled_forward" => "Budget, rolled forward",
        "forecast_outturn" => "Forecast outturn",
        "closed_months" => "Closed months",
        "volume" => "Volume: number of children",
        "mix" => "Mix: where they live",
        "price" => "Price",
        "rate_and_mix" => "Price and mix together",
        "unbudgeted" => "Lines without a budget",
        "against_budget" => "Cost against budget",
        "budget_not_split" => "Budget not given to a line",
        _ => "Other",
    }
}

/// The path of an input in words a planner knows.
pub fn input_words(path: &str) -> String {
    let mut words: Vec<String> = path.split('.').map(group_words).collect();
    let last = words.last().map(String::as_str);
    if words.len() > 2 && matches!(last, Some("ratio" | "rate" | "weekly" | "value")) {
        words.pop();
    }
    let head = match words.first().map(String::as_str) {
        Some("prices") if path.starts_with("prices.setting.") => {
            words.drain(..2);
            "Weekly price"
        }
        Some("prices") if path.starts_with("prices.unregistered") => {
            words.drain(..2);
            "Unregistered placements"
        }
        Some("prices") => {
            words.drain(..1);
            "Prices"
        }
        Some("hazards") if path.starts_with("hazards.mix.") => {
            words.drain(..2);
            "Share of placements or exits"
        }
        Some("hazards") => {
            words.drain(..1);
            "Rates of leaving and moving"
        }
        Some("entries") => {
            words.drain(..1);
            "Children coming into care"
        }
        Some("uplift") => {
            words.drain(..1);
            "Price rises"
        }
        Some("intervention") => {
            words.drain(..1);
            "Action"
        }
        Some("line") => {
            words.drain(..1);
            "Other cost"
        }
        _ => return sentence(&words.join(", ")),
    };
    if words.is_empty() {
        head.to_owned()
    } else {
        format!("{head}: {}", words.join(", "))
    }
}

/// With its first letter a capital.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + letters.as_str(),
        None => String::new(),
    }
}

/// A month such as `2024-04` in words.
pub fn month_words(month: &str) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let of = |r: std::ops::Range<usize>| month.get(r);
    let number: usize = of(5..7).and_then(|m| m.parse().ok()).unwrap_or(0);
    match (NAMES.get(number.wrapping_sub(1)), of(0..4)) {
        (Some(name), Some(year)) => format!("{name} {year}"),
        _ => month.to_owned(),
    }
}

/// A month as short as an axis wants it: `Apr 24`.
pub fn month_short(month: &str) -> String {
    let words = month_words(month);
    match words.split_once(" 20") {
        Some((name, year)) => format!("{name} {year}"),
        None => words,
    }
}

/// A day such as `2024-03-31` in words.
pub fn day_words(day: &str) -> String {
    match (
        day.get(..7),
        day.get(8..10).and_then(|d| d.parse::<u8>().ok()),
    ) {
        (Some(month), Some(d)) => format!("{d} {}", month_words(month)),
        _ => day.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(text(41_539_967.3, As::Pounds), "£41.5m");
        assert_eq!(text(-41_539.3, As::Pounds), "£0.0m");
        assert_eq!(text(-2_441_539.3, As::SignedPounds), "−£2.4m");
        assert_eq!(text(4_815_000.0, As::SignedPounds), "+£4.8m");
        assert_eq!(text(4_815_200.0, As::SignedMillions), "+4.815");
        assert_eq!(text(0.873, As::OfHundred), "87 of 100");
        assert_eq!(text(0.0004, As::Percent), "under 1%");
        assert_eq!(text(0.9995, As::Percent), "over 99%");
        assert_eq!(text(0.374, As::Correlation), "+0.37");
        assert_eq!(text(0.012_345, As::Input), "0.01235");
        assert_eq!(text(3.0, As::Input), "3");
    }

    #[test]
    fn inputs_and_days_read_well() {
        assert_eq!(
            input_words("prices.setting.home_agency.weekly"),
            "Weekly price: agency children's homes"
        );
        assert_eq!(
            input_words("hazards.mix.homes.ratio"),
            "Share of placements or exits: homes"
        );
        assert_eq!(
            input_words("uplift.residential_new.rate"),
            "Price rises: residential new"
        );
        assert_eq!(
            input_words("prices.setting.foster_in_house 16-17.weekly"),
            "Weekly price: own foster carers, 16-17"
        );
        assert_eq!(day_words("2024-03-31"), "31 Mar 2024");
        assert_eq!(escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
    }
}
