//! A cron schedule of five fields, read and walked as Argo CD's cron library does
//! (robfig/cron v3 with minute, hour, day of month, month, day of week).
//!
//! Its ways that other readers do not share: a day field of `*` must agree with the
//! other one, while two restricted ones add up; `N/step` runs to the end; Sunday is 0
//! and never 7; no seconds, no `@daily`, no `L` or `#`. Time zones stay outside.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Days looked ahead before a schedule counts as one that never comes (five years).
const HORIZON: i32 = 5 * 366;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// One schedule: the minutes at which something begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    minute: Field,
    hour: Field,
    day: Field,
    month: Field,
    weekday: Field,
}

/// The values of one field as bits, and whether it is `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Field {
    bits: u64,
    star: bool,
}

/// What a field may hold.
struct Bounds<'a> {
    lowest: u32,
    highest: u32,
    names: &'a [&'a str],
}

impl Schedule {
    /// Reads a schedule; `None` where Argo CD would refuse it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = fields.as_slice() else {
            return None;
        };
        Some(Self {
            minute: Bounds::plain(0, 59).field(minute)?,
            hour: Bounds::plain(0, 23).field(hour)?,
            day: Bounds::plain(1, 31).field(day)?,
            month: Bounds::named(1, 12, &MONTHS).field(month)?,
            weekday: Bounds::named(0, 6, &DAYS).field(weekday)?,
        })
    }

    /// Returns the first beginning after an instant, or `None` when there is none in five years.
    pub(super) fn next_after(&self, after: DateTime) -> Option<DateTime> {
        let mut date = after.date();
        for _ in 0..HORIZON {
            if self.falls_on(date)
                && let Some(next) = self.first_on(date, after)
            {
                return Some(next);
            }
            date = date.checked_add(1.day()).ok()?;
        }
        None
    }

    /// Returns the first beginning on a day that lies after an instant of that day or of one before.
    fn first_on(&self, date: Date, after: DateTime) -> Option<DateTime> {
        let from = match date == after.date() {
            true => after.hour(),
            false => 0,
        };
        (from..24)
            .filter(|hour| self.hour.has(*hour))
            .flat_map(|hour| (0..60).map(move |minute| (hour, minute)))
            .filter(|(_, minute)| self.minute.has(*minute))
            .map(|(hour, minute)| date.at(hour, minute, 0, 0))
            .find(|start| *start > after)
    }

    fn falls_on(&self, date: Date) -> bool {
        let day = self.day.has(date.day());
        let weekday = self.weekday.has(date.weekday().to_sunday_zero_offset());
        let days = match self.day.star || self.weekday.star {
            true => day && weekday,
            false => day || weekday,
        };
        days && self.month.has(date.month())
    }
}

impl Field {
    fn has(self, value: i8) -> bool {
        self.bits & (1 << value) != 0
    }
}

impl<'a> Bounds<'a> {
    fn plain(lowest: u32, highest: u32) -> Self {
        Self::named(lowest, highest, &[])
    }

    fn named(lowest: u32, highest: u32, names: &'a [&'a str]) -> Self {
        Self {
            lowest,
            highest,
            names,
        }
    }

    fn field(&self, text: &str) -> Option<Field> {
        let mut field = Field {
            bits: 0,
            star: false,
        };
        for range in text.split(',').filter(|range| !range.is_empty()) {
            let added = self.range(range)?;
            field.bits |= added.bits;
            field.star |= added.star;
        }
        Some(field)
    }

    fn range(&self, text: &str) -> Option<Field> {
        let (span, step) = match text.split_once('/') {
            Some((span, step)) => (span, Some(step.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (low, high) = self.span(span, step.is_some())?;
        let step = step.unwrap_or(1);
        if low < self.lowest || high > self.highest || low > high || step == 0 {
            return None;
        }
        let bits = (low..=high)
            .step_by(usize::try_from(step).ok()?)
            .fold(0, |bits, value| bits | 1 << value);
        let star = span.starts_with(['*', '?']) && step == 1;
        Some(Field { bits, star })
    }

    /// Returns the ends of `*`, `N`, `N-M`; with a step `N` runs to the end.
    fn span(&self, text: &str, stepped: bool) -> Option<(u32, u32)> {
        let (low, high) = match text.split_once('-') {
            Some((low, high)) => (low, Some(high)),
            None => (text, None),
        };
        if matches!(low, "*" | "?") {
            return Some((self.lowest, self.highest));
        }
        let low = self.value(low)?;
        match high {
            Some(high) => Some((low, self.value(high)?)),
            None if stepped => Some((low, self.highest)),
            None => Some((low, low)),
        }
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = |name: &&str| name.eq_ignore_ascii_case(text);
        match self.names.iter().position(named) {
            Some(position) => Some(self.lowest + u32::try_from(position).ok()?),
            None => text.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(schedule: &str, after: &str) -> String {
        let next = Schedule::parse(schedule)
            .unwrap()
            .next_after(after.parse().unwrap());
        next.map_or("never".to_owned(), |next| {
            next.strftime("%a %Y-%m-%d %H:%M").to_string()
        })
    }

    #[test]
    fn the_next_beginning_lies_strictly_after() {
        assert_eq!(
            next("0 8 * * *", "2026-01-01T07:59:59"),
            "Thu 2026-01-01 08:00"
        );
        assert_eq!(
            next("0 8 * * *", "2026-01-01T08:00:00"),
            "Fri 2026-01-02 08:00"
        );
        assert_eq!(
            next("59 23 31 12 *", "2026-01-01T00:00:00"),
            "Thu 2026-12-31 23:59"
        );
    }

    #[test]
    fn ranges_steps_lists_and_names_read_as_robfig_reads_them() {
        assert_eq!(
            next("*/20 * * * *", "2026-01-01T00:01:00"),
            "Thu 2026-01-01 00:20"
        );
        assert_eq!(
            next("50/5 * * * *", "2026-01-01T00:51:00"),
            "Thu 2026-01-01 00:55"
        );
        assert_eq!(
            next("0 9-17/4 * * *", "2026-01-01T09:00:00"),
            "Thu 2026-01-01 13:00"
        );
        assert_eq!(
            next("0 0 * Feb,APR ?", "2026-03-01T00:00:00"),
            "Wed 2026-04-01 00:00"
        );
        assert_eq!(
            next("0 0 * * sat", "2026-01-01T00:00:00"),
            "Sat 2026-01-03 00:00"
        );
    }

    #[test]
    fn two_restricted_day_fields_add_up_but_a_star_must_agree() {
        assert_eq!(
            next("0 0 15 * mon", "2026-01-01T00:00:00"),
            "Mon 2026-01-05 00:00"
        );
        assert_eq!(
            next("0 0 * * mon", "2026-01-05T00:00:00"),
            "Mon 2026-01-12 00:00"
        );
        // A step takes the star away, so that the fields add up (`getRange`).
        assert_eq!(
            next("0 0 */15 * mon", "2026-01-01T00:00:00"),
            "Mon 2026-01-05 00:00"
        );
        assert_eq!(
            next("0 0 */1 * mon", "2026-01-01T00:00:00"),
            "Mon 2026-01-05 00:00"
        );
    }

    #[test]
    fn a_day_that_no_month_has_never_comes() {
        assert_eq!(next("0 0 30 2 *", "2026-01-01T00:00:00"), "never");
        assert_eq!(
            next("0 0 29 2 *", "2026-01-01T00:00:00"),
            "Tue 2028-02-29 00:00"
        );
    }

    #[test]
    fn what_argo_cd_refuses_is_refused() {
        for wrong in [
            "",
            "* * * *",
            "0 * * * * *",
            "@daily",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "5-1 * * * *",
            "*/0 * * * *",
            "a * * * *",
            "1-2-3 * * * *",
            "1/2/3 * * * *",
            "* * L * *",
            "-1 * * * *",
        ] {
            assert_eq!(Schedule::parse(wrong), None, "{wrong}");
        }
    }
}
