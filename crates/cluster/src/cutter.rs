//! Cuts a list into batches of items while its bytes still arrive.
//!
//! A long list is neither held whole nor asked for in pages: pages after the first
//! are read from etcd and cost the server many times the whole list from its cache.
//! Knows brackets and strings, nothing of what items mean.

use memchr::memchr2;

/// Batches of this size are cut.
const BATCH: usize = 1 << 20;

/// One list that arrives.
#[derive(Default)]
pub(crate) struct Cutter {
    /// Everything but the items: `{"kind":…,"items":[],"metadata":…}`.
    frame: Vec<u8>,
    /// Items not handed on yet, as they came.
    items: Vec<u8>,
    /// Where the last whole item ends in `items`.
    end: usize,
    depth: usize,
    in_items: bool,
    in_string: bool,
    escaped: bool,
    /// The last string at the top: a key when a bracket follows.
    key: Vec<u8>,
}

impl Cutter {
    /// Takes the next bytes in and returns a batch, as a list of its own, once one is full.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (mut start, mut at) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            if self.in_string {
                at += self.inside_string(&bytes[at..]);
                continue;
            }
            if self.outside_string(*byte, at - start) {
                self.keep(&bytes[start..at]);
                start = at;
                match self.in_items {
                    true => self.end = self.items.len(),
                    false => self.frame.push(b'['),
                }
                self.in_items = !self.in_items;
            }
            at += 1;
        }
        self.keep(&bytes[start..]);
        (self.end >= BATCH).then(|| self.cut())
    }

    /// Returns what is left: the last batch and the frame. A list that was cut short
    /// gives a frame that is no JSON.
    pub(crate) fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        (self.cut(), self.frame)
    }

    /// Returns whether what cannot be handed on yet, an item or the rest of the list, is longer than so many bytes.
    pub(crate) fn holds_more_than(&self, bytes: usize) -> bool {
        self.frame.len().max(self.items.len() - self.end) > bytes
    }

    /// Goes on to the next quote or backslash, or past what is escaped, and returns how many bytes that took: most of a
    /// list lies in strings.
    fn inside_string(&mut self, bytes: &[u8]) -> usize {
        if std::mem::take(&mut self.escaped) {
            return 1;
        }
        let plain = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
        if self.depth == 1 {
            self.key.extend_from_slice(&bytes[..plain]);
        }
        match bytes.get(plain) {
            Some(b'"') => self.in_string = false,
            Some(_) => self.escaped = true,
            None => return plain,
        }
        plain + 1
    }

    /// Returns whether the items begin after this byte or end before it.
    fn outside_string(&mut self, byte: u8, kept: usize) -> bool {
        match byte {
            b'"' => {
                self.in_string = true;
                self.key.clear();
            }
            b'{' | b'[' => {
                self.depth += 1;
                return byte == b'[' && self.depth == 2 && !self.in_items && self.key == b"items";
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.in_items && self.depth == 1;
            }
            b',' if self.in_items && self.depth == 2 => self.end = self.items.len() + kept,
            _ => {}
        }
        false
    }

    fn keep(&mut self, bytes: &[u8]) {
        match self.in_items {
            true => self.items.extend_from_slice(bytes),
            false => self.frame.extend_from_slice(bytes),
        }
    }

    fn cut(&mut self) -> Vec<u8> {
        let rest = self.items.split_off(self.end);
        let whole = std::mem::replace(&mut self.items, rest);
        self.end = 0;
        // The bracket that opens the first batch and the comma before every other.
        let items = whole.trim_ascii().strip_prefix(b"[").unwrap_or(&whole);
        let items = items.trim_ascii();
        let items = items.strip_prefix(b",").unwrap_or(items);
        [b"{\"items\":[", items, b"]}"].concat()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(bytes: &[u8]) -> Value {
        serde_json::from_slice(bytes).unwrap()
    }

    /// Feeds a text in pieces of a size and returns all items and the frame.
    fn cut(text: &str, size: usize) -> (Vec<Value>, Vec<u8>) {
        let mut cutter = Cutter::default();
        let mut batches: Vec<Vec<u8>> = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            batches.extend(cutter.push(piece));
            if cutter.end > 0 {
                batches.push(cutter.cut());
            }
        }
        let (last, frame) = cutter.finish();
        batches.push(last);
        let items = batches.iter().map(|batch| parse(batch)["items"].clone());
        let items = items.flat_map(|items| items.as_array().unwrap().clone());
        (items.collect(), frame)
    }

    #[test]
    fn wherever_the_bytes_are_parted_the_items_stay_whole() {
        let items = vec![
            json!({"a": "],}\\\"[", "items": [1, {"items": []}]}),
            json!({"b": [[], {}], "kind": "items"}),
            json!({"c": "\u{e9}\u{1f600}"}),
        ];
        for list in [
            json!({"kind": "items", "items": items, "metadata": {"resourceVersion": "7"}}),
            json!({"metadata": {"resourceVersion": "7", "items": [1]}, "items": items, "kind": "items"}),
        ] {
            for text in [
                list.to_string(),
                serde_json::to_string_pretty(&list).unwrap(),
            ] {
                for size in 1..40 {
                    let (cut, frame) = cut(&text, size);
                    assert_eq!(cut, items, "{size}: {text}");
                    let mut frame = parse(&frame);
                    assert_eq!(frame["items"].take(), json!([]));
                    assert_eq!(frame["metadata"]["resourceVersion"], "7");
                }
            }
        }
    }

    #[test]
    fn a_list_without_items_is_a_frame_alone() {
        for text in [
            "{\"items\":null,\"metadata\":{}}",
            "{\"items\":[],\"metadata\":{}}",
        ] {
            let (items, frame) = cut(text, 3);
            assert_eq!(items.len(), 0);
            assert_eq!(frame, text.as_bytes());
        }
    }

    #[test]
    fn a_list_cut_short_gives_no_frame() {
        let (items, frame) = cut("{\"items\":[{\"a\":1},{\"b\":", 4);
        assert_eq!(items, [json!({"a": 1})]);
        assert!(serde_json::from_slice::<Value>(&frame).is_err());
    }

    #[test]
    fn an_item_without_end_is_noticed_and_a_list_without_end_is_not_held() {
        for endless in [
            "{\"items\":[{\"a\":\"",
            "{\"items\":[{\"a\":[[",
            "{\"metadata\":\"",
        ] {
            let mut cutter = Cutter::default();
            cutter.push(endless.as_bytes());
            assert!(!cutter.holds_more_than(100), "{endless}");
            cutter.push("x".repeat(200).as_bytes());
            assert!(cutter.holds_more_than(100), "{endless}");
        }
        let mut cutter = Cutter::default();
        cutter.push(b"{\"items\":[");
        cutter.push("{\"a\":1},".repeat(100).as_bytes());
        assert!(!cutter.holds_more_than(100));
    }

    #[test]
    fn a_batch_is_handed_on_once_it_is_full() {
        let item = json!({"text": "x".repeat(BATCH / 3)}).to_string();
        let mut cutter = Cutter::default();
        assert_eq!(cutter.push(b"{\"items\":["), None);
        let mut batches = 0;
        for _ in 0..10 {
            batches += usize::from(cutter.push(format!("{item},").as_bytes()).is_some());
        }
        assert!((2..=4).contains(&batches), "{batches}");
        assert!(cutter.items.len() < 2 * BATCH);
    }
}
